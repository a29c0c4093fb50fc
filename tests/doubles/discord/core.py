"""Hold the server's state.

The app, people, servers, interactions, the log of calls, and who is waited for.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.doubles.clock import Clock
from tests.doubles.discord import permissions
from tests.doubles.discord.limits import Limits
from tests.doubles.discord.refusals import Refused
from tests.doubles.discord.state import (  # fmt: skip
    DISCORD_EPOCH,
    Attachment,
    Channel,
    Command,
    Guild,
    Interaction,
    Json,
    Kind,
    Member,
    Message,
    Modal,
    Role,
    User,
)
from tests.doubles.loopback import Loopback

PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15)  # members, presences, message content
NEVER = frozenset(
    {0, 10062, 40060, 50006, 50008, 50024, 50027, 50035, 50109}
)  # answers that no app in order gets


@dataclass
class Settings:
    """How the app is registered, and what Discord grants it."""

    id: str = "1000000000000000001"
    token: str = "MTAwMDAwMDAwMDAwMDAwMDAwMQ.mingle.token"
    privileged: int = 0  # privileged intents that the developer portal has switched on
    shards: int = 1
    max_concurrency: int = 1
    identifies: int = 1000  # session starts in 24 hours
    heartbeat: float = (
        41.25  # real seconds, as are those after which a connection without a heartbeat is given up
    )
    silence: float = 90.0
    resumable_for: float = 180.0
    nonce_life: float = 180.0  # Discord says "the past few minutes"
    strict_fields: bool = (
        True  # refuse fields that nobody documented, which Discord itself would ignore
    )


@dataclass
class Request:
    """One call of the app, as the server saw it.

    `impatient` means that it came inside a Retry-After.
    """

    at: float
    name: str
    args: Json
    path: dict[str, str] = field(default_factory=dict)
    guild: str = ""
    status: int = 200
    code: int = 0
    impatient: bool = False
    fault: str = ""
    answer: Any = None


class Wire(Protocol):
    """What the rest of the server needs of the gateway."""

    def start_limit(self) -> Json: ...
    async def tell(self, guild: str, name: str, data: Json, intent: int = 0) -> int: ...


class Core(Loopback):
    """What all parts of the server share."""

    gateway: Wire

    def __init__(
        self, clock: Clock | None = None, *, seed: int = 1, app: Settings | None = None
    ) -> None:
        super().__init__(clock, seed, exempt={"get_my_user", "get_my_oauth2_application"})
        self.app = app or Settings()
        self.limits = Limits()
        self.bot = User(self.app.id, "Mingle", bot=True)
        self.users: dict[str, User] = {self.bot.id: self.bot}
        self.guilds: dict[str, Guild] = {}
        self.dms: dict[str, Channel] = {}
        self.commands: dict[str, Command] = {}
        self.interactions: dict[str, Interaction] = {}
        self.modals: dict[str, Modal] = {}  # the form open before each person who has one
        self.ephemerals: list[Message] = []
        self.requests: list[Request] = []
        self.gone: dict[str, Message] = {}  # what was deleted
        self.handed: dict[str, Attachment] = {}  # what people put into forms
        self.downloads: list[
            tuple[str, str]
        ] = []  # files that were asked for, and the Authorization that came along
        self.creates: dict[str, list[float]] = {}  # when commands were created, by server

    @property
    def home(self) -> Guild:
        """The first server."""
        return next(iter(self.guilds.values()))

    @property
    def channels(self) -> dict[str, Channel]:
        """Every channel, thread and direct message."""
        return self.dms | {
            id_: one for guild in self.guilds.values() for id_, one in guild.channels.items()
        }

    @property
    def messages(self) -> list[Message]:
        """Every message of all conversations, oldest first, except ephemeral ones."""
        said = (message for channel in self.channels.values() for message in channel.messages)
        return sorted(said, key=lambda one: int(one.id))

    @property
    def invalid(self) -> list[Request]:
        """The calls that a correct app does not make."""
        return [
            one
            for one in self.requests
            if 400 <= one.status < 500 and one.status != 429 and one.code in NEVER
        ]

    def calls(self, name: str = "") -> list[Request]:
        """Return the log of calls, of one operation or all."""
        return [request for request in self.requests if not name or request.name == name]

    def number(self) -> str:
        """Make up an id that nothing else has and that tells when it was made."""
        return str(
            int((self.clock.now() - DISCORD_EPOCH) * 1000) << 22 | next(self._numbers) & 0x3FFFFF
        )

    def guild(
        self, name: str = "Acme", *, invited: int = permissions.INVITED, id_: str = ""
    ) -> Guild:
        """Install the app in a new server that has an owner, a general channel and nobody else."""
        id_ = id_ or self.number()
        owner = self._user(f"{name} owner")
        made = Guild(id_, name, owner.id)
        made.roles[id_] = Role(id_, "@everyone", permissions.EVERYONE, position=0)
        self.guilds[id_] = made
        managed = Role(self.number(), self.bot.name, invited, managed=True)
        made.roles[managed.id] = managed
        now = self.clock.now()
        made.members = {
            owner.id: Member(owner, joined_at=now),
            self.bot.id: Member(self.bot, [managed.id], None, now),
        }
        self.channel("general", made)
        return made

    def person(self, name: str, guild: Guild | None = None, *, id_: str = "", **more: Any) -> User:
        """Add somebody to a server.

        `more` are fields of User, and `roles` and `nick` in this server.
        """
        roles, nick = more.pop("roles", []), more.pop("nick", None)
        user = self._user(name, id_, **more)
        guild = guild or self.home
        guild.members[user.id] = Member(user, [role.id for role in roles], nick, self.clock.now())
        return user

    def role(self, name: str, guild: Guild | None = None, *allowed: str) -> Role:
        """Add a role that allows this and that."""
        guild = guild or self.home
        made = Role(self.number(), name, permissions.of(*allowed), len(guild.roles))
        guild.roles[made.id] = made
        return made

    def channel(
        self, name: str, guild: Guild | None = None, kind: Kind = "text", *, private: bool = False
    ) -> Channel:
        """Add a channel; a private one is seen by nobody to whom it is not opened with `allow`."""
        guild = guild or self.home
        made = Channel(self.number(), guild.id, name, kind, position=len(guild.channels))
        if private:
            made.overwrites[guild.id] = (0, permissions.of("view_channel"))
        guild.channels[made.id] = made
        return made

    def allow(self, channel: Channel, who: User | Role, *names: str) -> None:
        """Let somebody do something in a channel that others may not."""
        allowed, denied = channel.overwrites.get(who.id, (0, 0))
        channel.overwrites[who.id] = (
            allowed | permissions.of(*names),
            denied & ~permissions.of(*names),
        )

    def forbid(self, channel: Channel, who: User | Role, *names: str) -> None:
        """Forbid somebody something in a channel."""
        allowed, denied = channel.overwrites.get(who.id, (0, 0))
        channel.overwrites[who.id] = (
            allowed & ~permissions.of(*names),
            denied | permissions.of(*names),
        )

    def dm(self, user: User) -> Channel:
        """Return the bot's direct messages with somebody."""
        for channel in self.dms.values():
            if user.id in channel.members:
                return channel
        made = Channel(self.number(), "", "", "dm", members=[user.id, self.bot.id])
        self.dms[made.id] = made
        return made

    def hand_in(self, name: str, content: bytes, **lies: Any) -> Attachment:
        """Let somebody put a file into a form; `lies` are told of it instead of the truth."""
        file = Attachment(self.number(), name, content, "text/calendar", lies=lies)
        self.handed[file.id] = file
        return file

    def guild_of(self, thing: Channel | Message) -> Guild | None:
        """Find the server of something; direct messages have none."""
        return self.guilds.get(thing.guild)

    def place(self, id_: str) -> Channel:
        """Find a channel that the bot can know of."""
        channel = self.channels.get(id_)
        if channel is None or (channel.guild and self.guilds[channel.guild].gone):
            raise Refused(10003)
        return channel

    def mutual(self, user: User) -> list[Guild]:
        """Return the servers where somebody and the bot meet."""
        return [
            guild for guild in self.guilds.values() if user.id in guild.members and not guild.gone
        ]

    def tell(self, guild: str, name: str, data: Json, intent: int = 0) -> asyncio.Task[Any]:
        """Send the app a gateway event; without a guild, on the first shard."""
        return self.spawn(self.gateway.tell(guild, name, data, intent))

    def _user(self, name: str, id_: str = "", **more: Any) -> User:
        if id_ in self.users:
            return self.users[id_]
        user = User(id_ or self.number(), name, **more)
        self.users[user.id] = user
        return user
