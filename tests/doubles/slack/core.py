"""The state of the server: the app, its workspaces, triggers, the log of calls and the waiters."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.doubles.clock import Clock
from tests.doubles.loopback import Loopback
from tests.doubles.slack.limits import Limits
from tests.doubles.slack.state import (
    Channel,
    File,
    Json,
    Kind,
    Message,
    Refused,
    User,
    View,
    Workspace,
)

RESPONSE_URL_LIFE, RESPONSE_URL_USES = 1800.0, 5
CODE_LIFE = 600.0
SCOPES = frozenset({
    "app_mentions:read", "bookmarks:write", "channels:history", "channels:join", "channels:read",
    "chat:write",
    "commands", "dnd:read", "files:read", "files:write", "groups:history", "groups:read",
    "im:history", "im:read",
    "im:write", "mpim:history", "mpim:read", "mpim:write", "pins:write", "reactions:read",
    "reactions:write",
    "team:read", "users:read", "users:read.email",
})  # fmt: skip

NEVER = frozenset({
    "exchanged_trigger_id", "expired_trigger_id", "hash_conflict", "invalid_arguments",
    "invalid_blocks",
    "invalid_blocks_format", "invalid_cursor", "invalid_limit", "invalid_metadata_format",
    "invalid_trigger_id",
    "metadata_too_large", "missing_scope", "msg_blocks_too_long", "msg_too_long", "no_text",
    "not_allowed_token_type",
    "not_authed", "unknown_method", "view_too_large",
})  # fmt: skip


@dataclass
class Settings:
    """How the app is registered; None allows everything.

    `url` set means HTTP delivery, empty means Socket Mode.
    """

    id: str = "A0MINGLE"
    signing_secret: str = "8f742231b10e8888abcd99yyyzzz85a5"
    app_token: str = "xapp-1-A0MINGLE-1-token"
    verification_token: str = "verification"
    client_id: str = "1234.5678"
    client_secret: str = "client-secret"
    redirect_urls: frozenset[str] = frozenset()
    rotates: bool = False
    config_token: str = "xoxe.xoxp-1-config"  # shows and changes the app itself
    manifest: Json = field(default_factory=dict)
    url: str = ""
    command_url: str = ""
    scopes: frozenset[str] = SCOPES
    events: frozenset[str] | None = None
    commands: frozenset[str] | None = None
    shortcuts: frozenset[str] | None = None
    domains: frozenset[str] = frozenset()  # whose links it hears of


@dataclass
class Request:
    """One call of the app, as the server saw it.

    `impatient` means that it came inside a Retry-After; `peer` is the connection it came over.
    """

    at: float
    method: str
    args: Json
    team: str = ""
    status: int = 200
    error: str = ""
    impatient: bool = False
    fault: str = ""
    answer: Json = field(default_factory=dict)
    peer: str = ""


@dataclass
class Download:
    """One file that was asked for, with which token, and how that went."""

    file: str
    token: str
    status: int = 200


@dataclass
class Code:
    """Leave to add the app to a workspace, once."""

    workspace: Workspace
    by: str
    scopes: frozenset[str]
    redirect_uri: str
    expires: float
    used: bool = False


@dataclass
class Trigger:
    """Leave to open one view."""

    team: str
    user: str
    expires: float
    view: str = ""
    used: bool = False


@dataclass
class ResponseUrl:
    """Leave to answer an interaction a few times."""

    workspace: Workspace
    channel: Channel
    user: User
    expires: float
    message: Message | None = None
    uses: int = 0


class Core(Loopback):
    """What all parts of the server share."""

    def __init__(
        self, clock: Clock | None = None, *, seed: int = 1, app: Settings | None = None
    ) -> None:
        super().__init__(
            clock, seed, exempt={"auth.test", "apps.connections.open", "oauth.v2.access"}
        )
        self.app = app or Settings()
        self.limits = Limits()
        self.workspaces: dict[str, Workspace] = {}
        self.requests: list[Request] = []
        self.downloads: list[Download] = []
        self.triggers: dict[str, Trigger] = {}
        self.codes: dict[str, Code] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.files_take = 1.0  # seconds until an uploaded file can be used in an image block
        self._last_ts = 0

    @property
    def home(self) -> Workspace:
        """The first workspace."""
        return next(iter(self.workspaces.values()))

    @property
    def nowhere(self) -> Workspace:
        """What a call without a token is of."""
        return Workspace("", "", self.app.id, User("", "", "Mingle", bot=True), "", "", set())

    @property
    def messages(self) -> list[Message]:
        """Every message of all conversations, oldest first."""
        return [message for workspace in self.workspaces.values() for message in workspace.messages]

    @property
    def ephemerals(self) -> list[Message]:
        """Every ephemeral message, oldest first."""
        return [
            message for workspace in self.workspaces.values() for message in workspace.ephemerals
        ]

    @property
    def invalid(self) -> list[Request]:
        """The calls that a correct app does not make."""
        return [request for request in self.requests if request.error in NEVER]

    @property
    def views(self) -> dict[str, View]:
        """The topmost modal of each person who has one open."""
        stacks = (
            stack for workspace in self.workspaces.values() for stack in workspace.stacks.items()
        )
        return {user: views[-1] for user, views in stacks if views}

    def calls(self, method: str = "") -> list[Request]:
        """Return the log of calls, of one method or all."""
        return [request for request in self.requests if not method or request.method == method]

    def number(self, prefix: str) -> str:
        """Return an id that nothing else has."""
        return f"{prefix}0{next(self._numbers):06d}"

    def ts(self) -> str:
        """Return a time stamp later than every other."""
        self._last_ts = max(self._last_ts + 1, int(self.clock.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def trigger(self, user: User, view: str = "") -> str:
        """Return a trigger id that opens one view within `answer_within` seconds."""
        id_ = f"{next(self._numbers)}.{user.team}.{self.faults.rng.getrandbits(64):016x}"
        expires = self.clock.now() + self.answer_within
        self.triggers[id_] = Trigger(user.team, user.id, expires, view)
        return id_

    def redeem(self, workspace: Workspace, trigger_id: str) -> Trigger:
        """Take a trigger, once and in time."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None or trigger.team != workspace.id:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self.clock.now() > trigger.expires:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger

    def response_url(
        self, workspace: Workspace, channel: Channel, user: User, message: Message | None = None
    ) -> str:
        """Return a URL that takes a few answers to an interaction."""
        id_ = f"{workspace.id}/{next(self._numbers)}/{self.faults.rng.getrandbits(64):016x}"
        expires = self.clock.now() + RESPONSE_URL_LIFE
        self.response_urls[id_] = ResponseUrl(workspace, channel, user, expires, message)
        return self.url.replace("/api/", "/actions/") + id_

    def conversation(self, workspace: Workspace, people: list[str]) -> tuple[Channel, bool]:
        """Return the conversation of the bot with these people, and whether it was there before."""
        members = sorted({*people, workspace.bot.id})
        for channel in workspace.channels.values():
            if channel.kind in {"im", "mpim"} and sorted(channel.members) == members:
                return channel, True
        kind: Kind = "im" if len(members) == 2 else "mpim"
        name = (
            ""
            if kind == "im"
            else f"mpdm-{'--'.join(workspace.users[one].name.lower() for one in members)}-1"
        )
        channel = Channel(
            self.number("D" if kind == "im" else "C"), workspace.id, name, kind, members
        )
        workspace.channels[channel.id] = channel
        return channel, False

    def workspace(self, name: str = "Acme", *, scopes: set[str] | None = None) -> Workspace:
        """Install the app in a new workspace with nobody in it."""
        id_ = self.number("T")
        bot = User(self.number("U"), id_, "Mingle", tz="America/Los_Angeles", bot=True)
        token = f"xoxb-{id_}-{self.number('')}"
        granted = set(self.app.scopes) if scopes is None else scopes
        made = Workspace(
            id_, name, self.app.id, bot, self.number("B"), token, granted, {bot.id: bot}
        )
        made.users["USLACKBOT"] = User("USLACKBOT", id_, "Slackbot", tz=None, bot=True)
        self.workspaces[id_] = made
        return made

    def prospect(self, name: str, *, organisation: bool = False) -> Workspace:
        """Open a workspace, or an organisation, that does not have the app yet."""
        made = self.workspace(name)
        made.token, made.dead, made.scopes = "", "invalid_auth", set()
        if organisation:
            del self.workspaces[made.id]
            made.id = made.bot.team = made.enterprise = self.number("E")
            made.org_wide = True
            self.workspaces[made.id] = made
        return made

    def agree(self, address: str, workspace: Workspace, by: User) -> str:
        """Agree to what an app asks at an address of Slack's; return where Slack sends people."""
        asked = dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
        assert urlsplit(address).path == "/oauth/v2/authorize", address
        assert asked["client_id"] == self.app.client_id
        assert asked["redirect_uri"] in self.app.redirect_urls, asked["redirect_uri"]
        scopes = frozenset(asked["scope"].split(","))
        assert scopes <= self.app.scopes, scopes - self.app.scopes
        code, expires = self.number("code-"), self.clock.now() + CODE_LIFE
        self.codes[code] = Code(workspace, by.id, scopes, asked["redirect_uri"], expires)
        answer = urlencode({"code": code, "state": asked["state"]})
        return f"{asked['redirect_uri']}?{answer}"

    def person(self, name: str, workspace: Workspace | None = None, **more: Any) -> User:
        """Add somebody; `more` are fields of User, such as tz, admin, restricted or bot."""
        workspace = workspace or self.home
        user = User(self.number("U"), workspace.id, name, **more)
        workspace.users[user.id] = user
        return user

    def channel(
        self, name: str, people: list[User] | None = None, workspace: Workspace | None = None, *,
        private: bool = False, bot: bool = True,
    ) -> Channel:  # fmt: skip
        """Add a channel with these people in it, and the bot unless it shall be missing."""
        workspace = workspace or self.home
        members = [user.id for user in people or []] + [workspace.bot.id] * bot
        channel = Channel(
            self.number("C"), workspace.id, name, "group" if private else "channel", members
        )
        workspace.channels[channel.id] = channel
        return channel

    def workspace_of(self, thing: User | Channel | Message | str) -> Workspace:
        """Find the workspace of something."""
        if isinstance(thing, User | Channel):
            return self.workspaces[thing.team]
        id_ = thing.channel if isinstance(thing, Message) else thing
        return next(
            one for one in self.workspaces.values() if id_ in one.users or id_ in one.channels
        )

    def hand_in(self, user: User, name: str, content: bytes, **lies: Any) -> Json:
        """Upload a file in a form; return what a submission says of it, with `lies`."""
        workspace = self.workspaces[user.team]
        file = self.upload(workspace, name, len(content))
        file.content, file.ready_at = content, 0.0
        address = f"{self.url.replace('/api/', '/files-pri/')}{workspace.id}-{file.id}"
        ending = name.rpartition(".")[2].lower()
        told: Json = {
            "id": file.id, "created": int(self.clock.now()), "timestamp": int(self.clock.now()),
            "name": name,
            "title": name, "mimetype": "text/calendar" if ending == "ics" else "text/plain",
            "filetype": ending,
            "user": user.id, "user_team": user.team, "editable": False, "size": len(content),
            "mode": "hosted",
            "is_external": False, "is_public": False, "file_access": "visible",
            "url_private": f"{address}/{name}",
            "url_private_download": f"{address}/download/{name}",
        }  # fmt: skip
        return told | lies

    def say(self, workspace: Workspace, channel: Channel, message: Message) -> Message:
        """Add a message to a conversation."""
        channel.messages.append(message)
        return message

    def upload(self, workspace: Workspace, name: str, length: int) -> File:
        """Expect a file."""
        file = File(self.number("F"), name, length)
        workspace.files[file.id] = file
        return file
