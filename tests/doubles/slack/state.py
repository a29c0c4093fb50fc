"""Keep what a workspace holds: people, conversations, messages, views and files."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["channel", "group", "im", "mpim"]


class Refused(Exception):
    """Slack says no: an error code, and what else stands in the answer."""

    def __init__(self, code: str, *messages: str, **extra: Any) -> None:
        super().__init__(code, *messages)
        self.code = code
        self.answer: Json = {"ok": False, "error": code, **extra}
        if messages:
            self.answer["response_metadata"] = {"messages": list(messages)}


@dataclass(eq=False)
class User:
    """Somebody in a workspace."""

    id: str
    team: str
    name: str
    tz: str | None = "Europe/Berlin"
    admin: bool = False
    owner: bool = False
    bot: bool = False
    deleted: bool = False
    restricted: bool = False
    ultra_restricted: bool = False
    stranger: bool = False
    hidden: bool = False  # not visible to the bot, who may not write to them
    email: str = ""
    locale: str = "en-US"
    home: str = ""  # the workspace whose account it is, where that is another
    enterprise: str = ""  # the organisation whose account it is

    def told(self) -> Json:
        """Return the user object of the Web API."""
        told: Json = {
            "id": self.id, "team_id": self.home or self.team,
            "name": self.name.lower().replace(" ", "."),
            "deleted": self.deleted,
            "real_name": self.name, "is_bot": self.bot and self.id != "USLACKBOT",
            "is_app_user": False, "updated": 0,
            "profile": {"real_name": self.name, "display_name": self.name, "team": self.team,
            "image_72": f"https://avatars.slack-edge.com/{self.id}_72.png", "status_text": ""},
        }  # fmt: skip
        if self.enterprise:
            told["enterprise_user"] = {
                "id": self.id, "enterprise_id": self.enterprise, "enterprise_name": "Acme",
                "is_admin": False, "is_owner": False, "teams": [self.home or self.team],
            }  # fmt: skip
        if self.deleted:
            return told
        told |= {"is_admin": self.admin, "is_owner": self.owner, "is_primary_owner": False}
        told |= {
            "is_restricted": self.restricted or self.ultra_restricted,
            "is_stranger": self.stranger,
        }
        told |= {"is_ultra_restricted": self.ultra_restricted}
        return told | ({"tz": self.tz, "tz_label": self.tz, "tz_offset": 0} if self.tz else {})


@dataclass(eq=False)
class File:
    """An uploaded file."""

    id: str
    name: str
    length: int
    title: str = ""
    content: bytes | None = None
    ready_at: float | None = None
    shared_in: list[str] = field(default_factory=list)
    held: asyncio.Event | None = None  # its end comes once this is set
    moved: str = ""  # where its bytes are said to be instead


@dataclass(eq=False)
class Message:
    """Something said, as it stands now; `only_for` is the one person who sees an ephemeral
    message."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    files: list[File] = field(default_factory=list)
    only_for: str = ""
    edits: int = 0
    deleted: bool = False
    unfurls: dict[str, list[Json]] = field(default_factory=dict)  # blocks below links, by link
    reactions: dict[str, list[str]] = field(default_factory=dict)
    from_app: bool = False

    def told(self, workspace: "Workspace", *, metadata: bool = False) -> Json:
        """Return the message object of the Web API."""
        told: Json = {
            "type": "message",
            "user": self.user,
            "text": self.text,
            "ts": self.ts,
            "team": workspace.id,
        }
        if self.from_app:
            told |= {"bot_id": workspace.bot_id, "app_id": workspace.app_id}
        if self.blocks:
            told["blocks"] = self.blocks
        if self.thread_ts:
            told["thread_ts"] = self.thread_ts
        if self.edits:
            told["edited"] = {"user": self.user, "ts": self.ts}
        if self.files:
            told["files"] = [
                {"id": file.id, "name": file.name, "title": file.title, "size": file.length}
                for file in self.files
            ]
        if self.metadata and metadata:
            told["metadata"] = self.metadata
        return told


@dataclass(eq=False)
class Channel:
    """A conversation of any kind."""

    id: str
    team: str
    name: str
    kind: Kind
    members: list[str] = field(default_factory=list)
    archived: bool = False
    home: str = ""  # the workspace of an organisation that it is in
    messages: list[Message] = field(default_factory=list)

    def told(self, bot: str) -> Json:
        """Return the conversation object of the Web API."""
        told: Json = {
            "id": self.id,
            "is_archived": self.archived,
            "context_team_id": self.team,
            "created": 0,
        }
        told |= {f"is_{kind}": self.kind == kind for kind in ("channel", "group", "im", "mpim")}
        told["is_private"] = self.kind != "channel"
        if self.kind == "im":
            return told | {"user": next((person for person in self.members if person != bot), bot)}
        return told | {"name": self.name, "is_member": bot in self.members, "is_general": False}

    def read_scope(self, verb: str = "read") -> str:
        """The scope that reading this kind of conversation takes."""
        return {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}[
            self.kind
        ] + f":{verb}"


@dataclass(eq=False)
class View:
    """A modal that is open before somebody, or their Home tab."""

    id: str
    user: str
    content: Json
    hash: str
    root: str = ""
    previous: str | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str(self.content.get("title", {}).get("text", ""))

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.content["blocks"]
        return blocks


@dataclass(eq=False)
class Workspace:
    """One Slack team in which the app is installed."""

    id: str
    name: str
    app_id: str
    bot: User
    bot_id: str
    token: str
    scopes: set[str]
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)
    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    enterprise: str = ""  # the organisation that it is in
    org_wide: bool = False  # whether the organisation installed the app, for all its workspaces
    refresh: str = ""  # what renews the token, where tokens rotate
    expires: float = 0.0  # when the token does; never unless tokens rotate
    older: dict[str, float] = field(default_factory=dict)  # earlier tokens, and until when
    teams: dict[str, str] = field(default_factory=dict)  # that an organisation granted, with names
    steps: dict[str, str] = field(default_factory=dict)  # of workflows, with what came of them
    dead: str = ""  # the error that every call answers once the token is worth nothing

    def user(self, who: str) -> User:
        """Find somebody by id or name."""
        return self.users.get(who) or next(user for user in self.users.values() if user.name == who)

    def channel(self, which: str) -> Channel:
        """Find a conversation by id or name."""
        return self.channels.get(which) or next(
            one for one in self.channels.values() if one.name == which
        )

    def view(self, id_: str) -> View | None:
        """Find an open modal or a Home tab by its id."""
        views = [*self.homes.values(), *(view for stack in self.stacks.values() for view in stack)]
        return next((view for view in views if view.id == id_), None)

    @property
    def messages(self) -> list[Message]:
        """Every message of all conversations, oldest first."""
        said = (message for channel in self.channels.values() for message in channel.messages)
        return sorted(said, key=lambda message: message.ts)
