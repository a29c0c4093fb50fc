"""Know Slack's people and channels: names, zones, who organises, who is a guest."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from time import monotonic
from typing import Any

from msgspec import Struct

from adapters.slack import ids
from adapters.slack.api import Api, Refused
from adapters.slack.rate_limit import PATIENCE
from bot.core.platform import Member, TemporaryError

FRESH = 6 * 3600  # seconds for which we believe what Slack told us of somebody
PAGE = 200  # as many as Slack advises
MANY = 20  # strangers from which on the whole list is quicker than one question each
SOON = 0.5  # seconds that a question about one person may wait for its turn before the whole list is asked for
SLACKBOT = "USLACKBOT"
MULTIPERSON = "mpdm-"
UNTOLD = {"", "directmessage", "privategroup"}  # names that Slack gives where it does not tell


class User(Struct, frozen=True):
    """One account, as Slack told of it at a moment."""

    id: str
    name: str
    zone: str
    admin: bool
    human: bool
    guest: bool
    gone: bool
    told: float


class People:
    """What one workspace told us of its people and channels; fresh enough to believe."""

    def __init__(self, api: Api, team: str, zone: str, organisers: Iterable[str] = (), *, guests: bool = False) -> None:
        self.api = api
        self.team = team
        self.workspace = ids.workspace_of(team)
        self.zone = zone
        self.named = set(organisers)  # people and user groups from the settings
        self.guests = guests
        self._users: dict[str, User] = {}
        self._channels: dict[str, str] = {}
        self._groups: tuple[float, frozenset[str]] = (float("-inf"), frozenset())
        self._listing: asyncio.Task[None] | None = None

    async def user(self, native: str) -> User:
        """Give one person; raise where nobody has this id."""
        known = self._users.get(native)
        if known is None or self._stale(native):
            try:
                known = self.note((await self.api.ask("users.info", patience=SOON, user=native))["user"])
            except TemporaryError:
                known = await self._listed(native)
        return known

    async def gone(self, native: str) -> bool:
        """Ask Slack anew whether somebody is here no more."""
        try:
            return self.note((await self.api.ask("users.info", user=native))["user"]).gone
        except Refused:
            return True

    async def organises(self, user: User) -> bool:
        """Tell whether somebody may set Mingle up: an admin or owner, or named in the settings."""
        return user.admin or user.id in self.named or user.id in await self._grouped()

    async def member(self, native: str) -> Member:
        """Give one person in the core's words."""
        user = await self.user(native)
        person = ids.ours(self.workspace, user.id)
        return Member(person, user.name, user.zone or self.zone, await self.organises(user))

    async def inside(self, channel: str) -> list[Member]:
        """Name the people in a channel who may be introduced."""
        there = await self._pages("conversations.members", "members", channel=channel)
        strangers = [who for who in there if who not in self._users or self._stale(who)]
        if len(strangers) > MANY:
            await self._list()
        users = [await self.user(who) for who in there]
        return [await self.member(user.id) for user in users if self.takes_part(user)]

    def takes_part(self, user: User) -> bool:
        """Tell whether the policy lets somebody be introduced."""
        return user.human and not user.gone and (self.guests or not user.guest)

    def note(self, told: Mapping[str, Any]) -> User:
        """Believe what Slack tells of an account."""
        user = _user(told, self.team)
        self._users[user.id] = user
        return user

    async def channel_name(self, native: str, told: str = "") -> str:
        """Give a channel's name; a direct or group conversation has none."""
        if native.startswith("D") or told.startswith(MULTIPERSON):
            return ""
        if told not in UNTOLD:
            return told
        if native not in self._channels:
            try:
                about = (await self.api.ask("conversations.info", channel=native))["channel"]
            except Refused:
                return ""
            private = about.get("is_im") or about.get("is_mpim")
            self._channels[native] = "" if private else str(about.get("name", ""))
        return self._channels[native]

    async def _listed(self, native: str) -> User:
        """Give one person from the list of all, for which many may be waiting."""
        if self._listing is None or self._listing.done():
            self._listing = asyncio.create_task(self._list())
        try:
            await asyncio.wait_for(asyncio.shield(self._listing), PATIENCE)
        except TimeoutError as error:
            raise TemporaryError("users.list takes long") from error
        if native not in self._users:
            self.note((await self.api.ask("users.info", user=native))["user"])
        return self._users[native]

    async def _list(self) -> None:
        for told in await self._pages("users.list", "members"):
            self.note(told)

    def _stale(self, native: str) -> bool:
        return self._users[native].told + FRESH < monotonic()

    async def _grouped(self) -> frozenset[str]:
        groups = sorted(named for named in self.named if named.startswith("S"))
        told, members = self._groups
        if groups and told + FRESH < monotonic():
            found = [await self.api.ask("usergroups.users.list", usergroup=group) for group in groups]
            members = frozenset(who for answer in found for who in answer["users"])
            self._groups = (monotonic(), members)
        return members

    async def _pages(self, method: str, name: str, **arguments: Any) -> Sequence[Any]:
        found: list[Any] = []
        cursor = ""
        while True:
            more = {"cursor": cursor} if cursor else {}
            answer = await self.api.ask(method, limit=PAGE, **more, **arguments)
            found += answer[name]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return found


def _user(told: Mapping[str, Any], team: str) -> User:
    profile = told.get("profile", {})
    name = profile.get("display_name") or profile.get("real_name") or told.get("real_name") or told.get("name")
    foreign = bool(told.get("is_stranger")) or told.get("team_id", team) != team
    guest = foreign or bool(told.get("is_restricted") or told.get("is_ultra_restricted"))
    bot = bool(told.get("is_bot") or told.get("is_workflow_bot") or told.get("is_connector_bot"))
    return User(
        id=told["id"],
        name=str(name or "Somebody"),
        zone=str(told.get("tz") or ""),
        admin=bool(told.get("is_admin") or told.get("is_owner") or told.get("is_primary_owner")) and not foreign,
        human=not bot and told["id"] != SLACKBOT,
        guest=guest,
        gone=bool(told.get("deleted")),
        told=monotonic(),
    )
