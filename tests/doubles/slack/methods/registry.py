"""Keep the table of Web API methods: name, tier, scopes, and the function that does it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.doubles.slack.core import Core
from tests.doubles.slack.state import Channel, Json, Message, Refused, User, Workspace

PAGE = 100


@dataclass
class Call:
    """One call that is let in: who calls, and with what."""

    server: Core
    workspace: Workspace
    args: Json
    token: str

    def need(self, name: str, error: str = "invalid_arguments") -> Any:
        """Return an argument that must be there."""
        if (
            self.args.get(name) in {None, ""}
            if not isinstance(self.args.get(name), dict | list)
            else False
        ):
            raise Refused(error, f"missing required field: {name}")
        return self.args[name]

    def scope(self, needed: str) -> None:
        """Refuse a call for which the app has no leave."""
        if needed not in self.workspace.scopes:
            raise Refused(
                "missing_scope", needed=needed, provided=",".join(sorted(self.workspace.scopes))
            )

    def channel(self, *, member: bool = False, writing: bool = False) -> Channel:
        """Return the conversation that the call names, as far as the bot can see it."""
        channel = self.workspace.channels.get(str(self.need("channel", "channel_not_found")))
        bot = self.workspace.bot.id
        if channel is None or (channel.kind != "channel" and bot not in channel.members):
            raise Refused("channel_not_found")
        if channel.home and channel.home not in self.workspace.teams:
            raise Refused("team_access_not_granted")
        if writing and channel.archived:
            raise Refused("is_archived")
        if member and bot not in channel.members:
            raise Refused("not_in_channel")
        return channel

    def user(self, id_: str) -> User:
        """Return the person that the call names."""
        if id_ not in self.workspace.users:
            raise Refused("user_not_found")
        return self.workspace.users[id_]

    def message(self, channel: Channel, ts: str) -> Message:
        """Return the message that the call names."""
        found = next((message for message in channel.messages if message.ts == ts), None)
        if found is None:
            raise Refused("message_not_found")
        return found

    def page(self, things: Sequence[Any]) -> tuple[list[Any], Json]:
        """Cut a page at the cursor, and give the way to the next one."""
        cursor, limit = str(self.args.get("cursor") or ""), int(self.args.get("limit") or PAGE)
        if not 0 < limit <= 1000:
            raise Refused("invalid_limit")
        if cursor and not cursor.removeprefix("c:").isdigit():
            raise Refused("invalid_cursor")
        start = int(cursor.removeprefix("c:") or 0)
        following = f"c:{start + limit}" if start + limit < len(things) else ""
        return list(things[start : start + limit]), {"next_cursor": following}


Doer = Callable[[Call], Json]


@dataclass(frozen=True)
class Method:
    """What the Web API does under one name; `tier` 0 is never limited."""

    do: Doer
    tier: int
    scopes: tuple[str, ...] = ()
    app_token: bool = False


METHODS: dict[str, Method] = {}


def method(name: str, tier: int, *scopes: str, app_token: bool = False) -> Callable[[Doer], Doer]:
    """Enter a function in the table."""

    def enter(do: Doer) -> Doer:
        METHODS[name] = Method(do, tier, scopes, app_token)
        return do

    return enter
