"""List what can be called, and give each handler what it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.doubles.discord import payloads, permissions
from tests.doubles.discord.core import Core
from tests.doubles.discord.refusals import Refused
from tests.doubles.discord.state import Attachment, Channel, Guild, Json, Message

Do = TypeVar("Do", bound=Callable[["Call"], Any])
MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_token")


@dataclass(frozen=True)
class Route:
    """One operation, named as Discord's own description of its API names it."""

    name: str
    method: str
    path: str
    do: Callable[["Call"], Any]
    status: int = 200
    bot: bool = True  # called with the bot's token; otherwise a token in the path is leave enough


ROUTES: dict[str, Route] = {}


def route(
    name: str, method: str, path: str, *, status: int = 200, bot: bool = True
) -> Callable[[Do], Do]:
    """Register a handler; what it gives back is the answer, and a status of 204 answers nothing."""

    def register(do: Do) -> Do:
        ROUTES[name] = Route(name, method, path, do, status, bot)
        return do

    return register


@dataclass
class Call:
    """One call: to which place, with what."""

    core: Core
    path: dict[str, str]
    args: Any
    query: dict[str, str]
    files: list[Attachment]

    @property
    def major(self) -> str:
        """The part of the path that Discord counts by."""
        return "+".join(self.path[key] for key in MAJOR if key in self.path)

    def guild(self) -> Guild:
        """Find the server that is meant, if the bot is in it."""
        found = self.core.guilds.get(self.path["guild_id"])
        if found is None:
            raise Refused(10004)
        if found.gone:
            raise Refused(50001)
        return found

    def channel(self) -> Channel:
        """Find the channel that is meant, if the bot sees it."""
        found = self.core.place(self.path["channel_id"])
        where = self.core.guild_of(found)
        if where and not permissions.sees(where, self.core.bot.id, found):
            raise Refused(50001)
        return found

    def message(self, channel: Channel) -> Message:
        """Find the message that is meant."""
        wanted = self.path["message_id"]
        for one in channel.messages:
            if one.id == wanted and not one.deleted:
                return one
        raise Refused(10008)

    def need(self, channel: Channel, *names: str) -> None:
        """Refuse what the bot may not do in a channel."""
        where = self.core.guild_of(channel)
        if where and not all(
            permissions.may(where, self.core.bot.id, name, channel) for name in names
        ):
            raise Refused(50013)

    def need_in_guild(self, guild: Guild, *names: str) -> None:
        """Refuse what the bot may not do in a server."""
        if not all(permissions.may(guild, self.core.bot.id, name) for name in names):
            raise Refused(50013)

    def number(self, key: str, default: int, most: int) -> int:
        """Read a number from the address."""
        text = self.query.get(key, str(default))
        if not text.isdigit() or not 1 <= int(text) <= most:
            raise Refused(50035, [(key, f"int value should be between 1 and {most}.")])
        return int(text)

    def told(self, message: Message) -> Json:
        """Return a message as an answer."""
        return payloads.message(self.core, message)
