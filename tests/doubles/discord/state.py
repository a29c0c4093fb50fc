"""Keep what Discord holds.

People, servers, channels, threads, messages, events, commands and open forms.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal[
    "text",
    "voice",
    "category",
    "announcement",
    "stage",
    "forum",
    "dm",
    "thread",
    "private_thread",
]
TYPES: dict[Kind, int] = {
    "text": 0, "dm": 1, "voice": 2, "category": 4, "announcement": 5, "thread": 11,
    "private_thread": 12, "stage": 13, "forum": 15,
}  # fmt: skip
DISCORD_EPOCH = 1_420_070_400.0
EPHEMERAL, V2, LOADING, HAS_THREAD, SUPPRESS = 1 << 6, 1 << 15, 1 << 7, 1 << 5, 1 << 2


def at(id_: str) -> float:
    """Return when the object with this id was created, in seconds since 1970."""
    return (int(id_) >> 22) / 1000 + DISCORD_EPOCH


def iso(seconds: float) -> str:
    """Return a moment as Discord writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


@dataclass(eq=False)
class User:
    """Somebody, in whatever servers they are; `dms_closed` means that the bot cannot write to
    them."""

    id: str
    name: str
    bot: bool = False
    dms_closed: bool = False
    system: bool = False
    locale: str = "en-US"

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(eq=False)
class Member:
    """Somebody in one server."""

    user: User
    roles: list[str] = field(default_factory=list)
    nick: str | None = None
    joined_at: float = 0.0
    pending: bool = False  # the server's rules are still to be accepted
    timed_out_until: float = 0.0


@dataclass(eq=False)
class Role:
    """A role; the one with the server's own id is everybody's."""

    id: str
    name: str
    permissions: int = 0
    position: int = 1
    managed: bool = False
    mentionable: bool = False


@dataclass(eq=False)
class Attachment:
    """A file that stands in a message."""

    id: str
    filename: str
    content: bytes
    content_type: str
    description: str | None = None
    lies: Json = field(default_factory=dict)  # what is told of it instead of the truth
    held: asyncio.Event | None = None  # its end comes once this is set
    moved: str = ""  # where its bytes are said to be instead


@dataclass(eq=False)
class Message:
    """Something said, as it stands now; `only_for` is the one person who sees an ephemeral
    message."""

    id: str
    channel: str
    guild: str
    author: str
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    reference: Json | None = None
    interaction: str = ""
    interaction_user: str = ""
    only_for: str = ""
    edits: int = 0
    edited_at: float = 0.0
    deleted: bool = False
    pinned: bool = False
    pings: list[str] = field(
        default_factory=list
    )  # "@everyone", "@here", or ids of users and roles, as last written
    reactions: dict[str, list[str]] = field(default_factory=dict)
    thread: str = ""
    type: int = 0
    poll: Json | None = None

    @property
    def at(self) -> float:
        return at(self.id)

    @property
    def loading(self) -> bool:
        """Whether this is a deferred answer ("the bot is thinking")."""
        return bool(self.flags & LOADING)


@dataclass(eq=False)
class Channel:
    """A channel, thread or direct message; `members` are those of a thread or direct message."""

    id: str
    guild: str
    name: str
    kind: Kind = "text"
    parent: str = ""
    topic: str | None = None
    members: list[str] = field(default_factory=list)
    overwrites: dict[str, tuple[int, int]] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    owner: str = ""
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    archive_after: int = 4320
    position: int = 0

    @property
    def is_thread(self) -> bool:
        return self.kind in {"thread", "private_thread"}

    @property
    def takes_messages(self) -> bool:
        return self.kind not in {"category", "forum"}


@dataclass(eq=False)
class ScheduledEvent:
    """An event that a server announces."""

    id: str
    guild: str
    creator: str
    content: Json
    status: int = 1
    interested: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.content["name"])


@dataclass(eq=False)
class Command:
    """A registered command; without a guild it is everywhere."""

    id: str
    guild: str
    version: str
    content: Json

    @property
    def name(self) -> str:
        return str(self.content["name"])

    @property
    def type(self) -> int:
        return int(self.content.get("type") or 1)


@dataclass(eq=False)
class Guild:
    """A server in which the app is installed."""

    id: str
    name: str
    owner: str
    roles: dict[str, Role] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    events: dict[str, ScheduledEvent] = field(default_factory=dict)
    commands: dict[str, Command] = field(default_factory=dict)
    locale: str = "en-US"
    gone: bool = False  # the bot is no longer in it
    thread_limit: int = 1000  # threads that may be active at once

    @property
    def people(self) -> list[User]:
        return [member.user for member in self.members.values() if not member.user.bot]

    @property
    def threads(self) -> list[Channel]:
        return [channel for channel in self.channels.values() if channel.is_thread]

    @property
    def messages(self) -> list[Message]:
        """Every message of all channels and threads, oldest first."""
        said = (message for channel in self.channels.values() for message in channel.messages)
        return sorted((one for one in said if not one.only_for), key=lambda one: int(one.id))

    def channel(self, which: str) -> Channel:
        """Find a channel or thread by id or name."""
        return self.channels.get(which) or next(
            one for one in self.channels.values() if one.name == which
        )

    def user(self, who: str) -> User:
        """Find somebody by id or name."""
        found = (one.user for one in self.members.values() if who in {one.user.id, one.user.name})
        return next(found)


@dataclass(eq=False)
class Modal:
    """A form that is open before somebody."""

    user: str
    content: Json
    guild: str
    channel: str
    message: Message | None = None

    @property
    def title(self) -> str:
        return str(self.content["title"])

    @property
    def custom_id(self) -> str:
        return str(self.content["custom_id"])


@dataclass(eq=False)
class Interaction:
    """One interaction on its way, and what the app has answered."""

    id: str
    token: str
    type: int
    user: User
    guild: str
    channel: str
    born: float
    payload: Json = field(default_factory=dict)
    message: Message | None = None  # where the click was
    acked: int = 0  # the type of the first answer
    answer: Json | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    modal: Modal | None = None
    deferred: bool = False  # its placeholder still stands
    answered: asyncio.Event = field(default_factory=asyncio.Event)
