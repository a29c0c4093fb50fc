"""Know Slack's people and channels: names, zones, who organises, who is a guest."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from time import monotonic
from typing import Any

from msgspec import Struct

from adapters.slack import ids
from adapters.slack.api import SlackApi, SlackRefused
from adapters.slack.rate_limit import MAX_WAIT
from bot.core.platform import ChannelMember, TemporaryError

USER_TTL = 6 * 3600  # seconds for which we believe what Slack told us of somebody
PAGE_SIZE = 200  # as many as Slack advises
MIN_BULK = 20  # strangers from which on the whole list is quicker than one question each
# seconds that a question about one person may wait for its turn before the whole list is asked for
SINGLE_PATIENCE = 0.5
SLACKBOT = "USLACKBOT"
MULTIPERSON = "mpdm-"
UNNAMED = {"", "directmessage", "privategroup"}  # names that Slack gives where it does not tell


class SlackUser(Struct, frozen=True):
    """One account, as Slack told of it at a moment."""

    id: str
    name: str
    zone: str
    admin: bool
    human: bool
    guest: bool
    left: bool
    fetched_at: float


class SlackPeople:
    """What one workspace told us of its people and channels; fresh enough to believe."""

    def __init__(
        self,
        api: SlackApi,
        team: str,
        zone: str,
        organisers: Iterable[str] = (),
        *,
        guests: bool = False,
    ) -> None:
        self.api = api
        self.team = team
        self.workspace = ids.workspace_of(team)
        self.zone = zone
        self.organisers = set(organisers)  # people and user groups from the settings
        self.guests = guests
        self._users: dict[str, SlackUser] = {}
        self._channels: dict[str, str] = {}
        self._groups: tuple[float, frozenset[str]] = (float("-inf"), frozenset())
        self._listing: asyncio.Task[None] | None = None

    async def fetch_user(self, native: str) -> SlackUser:
        """Give one person; raise where nobody has this id."""
        known = self._users.get(native)
        if known is None or self._stale(native):
            try:
                known = self.remember_user(
                    (
                        await self.api.call_idempotent(
                            "users.info", patience=SINGLE_PATIENCE, user=native
                        )
                    )["user"]
                )
            except TemporaryError:
                known = await self._listed(native)
        return known

    async def has_left(self, native: str) -> bool:
        """Ask Slack anew whether somebody is here no more."""
        try:
            return self.remember_user(
                (await self.api.call_idempotent("users.info", user=native))["user"]
            ).left
        except SlackRefused:
            return True

    async def is_organiser(self, user: SlackUser) -> bool:
        """Tell whether somebody may set Mingle up: an admin or owner, or named in the settings."""
        return user.admin or user.id in self.organisers or user.id in await self._grouped()

    async def fetch_member(self, native: str) -> ChannelMember:
        """Give one person in the core's words."""
        user = await self.fetch_user(native)
        person = ids.qualify_id(self.workspace, user.id)
        return ChannelMember(
            person, user.name, user.zone or self.zone, await self.is_organiser(user)
        )

    async def channel_members(self, channel: str) -> list[ChannelMember]:
        """Name the people in a channel who may be introduced."""
        there = await self._pages("conversations.members", "members", channel=channel)
        strangers = [who for who in there if who not in self._users or self._stale(who)]
        if len(strangers) > MIN_BULK:
            await self._list()
        users = [await self.fetch_user(who) for who in there]
        return [await self.fetch_member(user.id) for user in users if self.takes_part(user)]

    def takes_part(self, user: SlackUser) -> bool:
        """Tell whether the policy lets somebody be introduced."""
        return user.human and not user.left and (self.guests or not user.guest)

    def remember_user(self, account: Mapping[str, Any]) -> SlackUser:
        """Believe what Slack tells of an account."""
        user = _user(account, self.team)
        self._users[user.id] = user
        return user

    async def channel_name(self, native: str, given_name: str = "") -> str:
        """Give a channel's name; a direct or group conversation has none."""
        if native.startswith("D") or given_name.startswith(MULTIPERSON):
            return ""
        if given_name not in UNNAMED:
            return given_name
        if native not in self._channels:
            try:
                about = (await self.api.call_idempotent("conversations.info", channel=native))[
                    "channel"
                ]
            except SlackRefused:
                return ""
            private = about.get("is_im") or about.get("is_mpim")
            self._channels[native] = "" if private else str(about.get("name", ""))
        return self._channels[native]

    async def _listed(self, native: str) -> SlackUser:
        """Give one person from the list of all, for which many may be waiting."""
        if self._listing is None or self._listing.done():
            self._listing = asyncio.create_task(self._list())
        try:
            await asyncio.wait_for(asyncio.shield(self._listing), MAX_WAIT)
        except TimeoutError as error:
            raise TemporaryError("users.list takes long") from error
        if native not in self._users:
            self.remember_user((await self.api.call_idempotent("users.info", user=native))["user"])
        return self._users[native]

    async def _list(self) -> None:
        for told in await self._pages("users.list", "members"):
            self.remember_user(told)

    def _stale(self, native: str) -> bool:
        return self._users[native].fetched_at + USER_TTL < monotonic()

    async def _grouped(self) -> frozenset[str]:
        groups = sorted(named for named in self.organisers if named.startswith("S"))
        told, members = self._groups
        if groups and told + USER_TTL < monotonic():
            found = [
                await self.api.call_idempotent("usergroups.users.list", usergroup=group)
                for group in groups
            ]
            members = frozenset(who for answer in found for who in answer["users"])
            self._groups = (monotonic(), members)
        return members

    async def _pages(self, method: str, name: str, **arguments: Any) -> Sequence[Any]:
        found: list[Any] = []
        cursor = ""
        while True:
            more = {"cursor": cursor} if cursor else {}
            answer = await self.api.call_idempotent(method, limit=PAGE_SIZE, **more, **arguments)
            found += answer[name]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return found


def _user(account: Mapping[str, Any], team: str) -> SlackUser:
    profile = account.get("profile", {})
    name = (
        profile.get("display_name")
        or profile.get("real_name")
        or account.get("real_name")
        or account.get("name")
    )
    foreign = bool(account.get("is_stranger")) or account.get("team_id", team) != team
    guest = foreign or bool(account.get("is_restricted") or account.get("is_ultra_restricted"))
    bot = bool(
        account.get("is_bot") or account.get("is_workflow_bot") or account.get("is_connector_bot")
    )
    return SlackUser(
        id=account["id"],
        name=str(name or "Somebody"),
        zone=str(account.get("tz") or ""),
        admin=bool(
            account.get("is_admin") or account.get("is_owner") or account.get("is_primary_owner")
        )
        and not foreign,
        human=not bot and account["id"] != SLACKBOT,
        guest=guest,
        left=bool(account.get("deleted")),
        fetched_at=monotonic(),
    )
