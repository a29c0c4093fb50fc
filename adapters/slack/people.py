"""The people and channels of a Slack workspace, fetched when needed and cached."""

import asyncio
from collections.abc import Iterable
from time import monotonic
from typing import Any

import structlog

from adapters.faces import PATIENCE, Faces, is_picture_address
from adapters.json_types import JsonObject, Payload
from adapters.slack import ids
from adapters.slack.accounts import SlackUser, Team, parse_user
from adapters.slack.api import SlackApi, SlackRefused
from adapters.slack.rate_limit import MAX_WAIT
from bot.core.platform import ChannelMember, Disconnected, PlatformError, TemporaryError
from bot.core.standing import Standing, is_admitted
from bot.ui.clocks import UNKNOWN_READERS, Readers, known_readers

USER_TTL = 6 * 3600  # seconds for which a user is cached
PAGE_SIZE = 200  # as many as Slack recommends
MIN_BULK = 20  # with more unknown people the whole list is quicker than one call each
SINGLE_PATIENCE = 0.5  # seconds that a call for one user may wait, before all are listed instead
PAGE_PATIENCE = 90.0  # seconds that the next page of a list may wait
LIST_PAGE_SIZE = 500  # accounts
MULTIPERSON = "mpdm-"
UNNAMED = {"", "directmessage", "privategroup"}  # what Slack sends in place of a name
GONE_ERRORS = {"user_not_found", "users_not_found"}

log = structlog.get_logger()


class SlackPeople:
    """The people and channels of one workspace, with a cache.

    `organisers` are ids of people and user groups from the settings; `guests` says whether guests
    take part.
    """

    def __init__(
        self,
        api: SlackApi,
        team: Team,
        zone: str,
        organisers: Iterable[str] = (),
        *,
        guests: bool = False,
    ) -> None:
        self.api = api
        self.team = team
        self.workspace = ids.workspace_of(team.id)
        self.zone = zone
        self.organisers = set(organisers)
        self.guests = guests
        self._users: dict[str, SlackUser] = {}
        self._channel_names: dict[str, str] = {}
        self._group_members: frozenset[str] = frozenset()
        self._groups_fetched_at = float("-inf")
        self._listing: asyncio.Task[list[SlackUser]] | None = None
        self._zones: set[str] = set()  # of everybody who takes part
        self._are_listed = False

    def known_user(self, native: str) -> SlackUser | None:
        """Return a user as Slack described them at any time in this process."""
        return self._users.get(native)

    def is_fresh(self, native: str) -> bool:
        """Return whether Slack described a user lately."""
        user = self._users.get(native)
        return user is not None and user.fetched_at + USER_TTL >= monotonic()

    async def fetch_user(self, native: str, *, urgent: bool = False) -> SlackUser:
        """Return a user; raise SlackRefused for an id that nobody has.

        `urgent` is a user who waits for an answer.
        """
        if self.is_fresh(native):
            return self._users[native]
        try:
            return await self.fetch_anew(native, SINGLE_PATIENCE, urgent=urgent)
        except Disconnected:
            raise
        except TemporaryError:
            return await self._fetch_from_list(native)

    async def has_left(self, native: str) -> bool:
        """Return whether somebody has left the workspace, asking Slack anew."""
        try:
            user = await self.fetch_anew(native)
        except SlackRefused as error:
            return error.error in GONE_ERRORS
        return user.left

    async def is_organiser(self, user: SlackUser) -> bool:
        """Return whether a user may set Mingle up: an admin or owner, or named in the settings."""
        if user.admin or user.id in self.organisers:
            return True
        return user.id in await self._fetch_group_members()

    async def to_member(self, user: SlackUser) -> ChannelMember:
        """Return a user in the core's type; whoever does not take part counts as having left."""
        if not self.takes_part(user):
            return self._to_leaver(user)
        person = ids.qualify_id(self.workspace, user.id)
        organiser = await self.is_organiser(user)
        return ChannelMember(person, user.name, user.zone or self.zone, organiser)

    async def channel_members(self, channel: str) -> list[ChannelMember]:
        """Return the people in a channel who may be introduced, and whoever takes part no more.

        Deactivated accounts are no members of a channel any more, so all that Slack has named since
        are returned.
        """
        natives = await self._fetch_all("conversations.members", "members", channel=channel)
        unknown = [native for native in natives if not self.is_fresh(native)]
        if len(unknown) > MIN_BULK:
            await self.list_users()

        members = []
        for native in natives:
            user = await self.fetch_user(native)
            if self.takes_part(user):
                members.append(await self.to_member(user))

        for user in self._users.values():
            is_person = user.standing not in (Standing.APP, Standing.MINGLE)
            if is_person and not self.takes_part(user):
                members.append(self._to_leaver(user))
        return members

    def leave_teams(self, teams: set[str]) -> list[ChannelMember]:
        """Return the people who are in none but these workspaces of an organisation, as leavers."""
        users = [user for user in self._users.values() if user.teams and user.teams <= teams]
        for user in users:
            del self._users[user.id]
        return [self._to_leaver(user) for user in users]

    def _to_leaver(self, user: SlackUser) -> ChannelMember:
        person = ids.qualify_id(self.workspace, user.id)
        return ChannelMember(person, user.name, user.zone or self.zone, left=True)

    def takes_part(self, user: SlackUser) -> bool:
        """Return whether a user takes part in this workspace, by its setting for guests."""
        return is_admitted(user.standing, guests=self.guests)

    def remember_user(self, account: Payload) -> SlackUser:
        """Cache a user as Slack just sent them, and return them."""
        user = parse_user(account, self.team, monotonic())
        self._users[user.id] = user
        if user.zone and self.takes_part(user):
            self._zones.add(user.zone)
        return user

    def _remember_if_readable(self, account: Payload) -> SlackUser | None:
        """Keep an account of a list; one of another shape keeps nobody else out."""
        try:
            return self.remember_user(account)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            log.warning("unreadable account", action="slack.users", error=type(error).__name__)
            return None

    def readers_among(self, natives: Iterable[str]) -> Readers:
        """Return people as the readers of a message; nobody is known where somebody is not."""
        users = [self._users.get(native) for native in natives]
        return known_readers(user.zone if user else "" for user in users)

    def readers_here(self) -> Readers:
        """Return everybody who takes part as readers; nobody is known before all were listed."""
        return known_readers(self._zones) if self._are_listed else UNKNOWN_READERS

    async def find_faces(self, people: Iterable[str]) -> Faces:
        """Return the profile pictures of people; none where Slack does not answer soon."""
        natives = {person: ids.native_id_or_empty(self.workspace, person) for person in people}
        unknown = {native for native in natives.values() if native and native not in self._users}
        try:
            async with asyncio.timeout(PATIENCE):
                for native in sorted(unknown):
                    await self.fetch_anew(native, SINGLE_PATIENCE)
        except (PlatformError, SlackRefused, TimeoutError) as error:
            log.info("faces left out", action="slack.faces", error=str(error))

        users = {person: self._users.get(native) for person, native in natives.items()}
        found = {person: user.picture for person, user in users.items() if user}
        return {person: url for person, url in found.items() if is_picture_address(url)}

    async def channel_name(self, native: str, given_name: str = "") -> str:
        """Return a channel's name; empty for a DM or a group DM.

        `given_name` is what the payload says; Slack is asked only if it says nothing.
        """
        if native.startswith("D") or given_name.startswith(MULTIPERSON):
            return ""
        if given_name not in UNNAMED:
            return given_name

        if native not in self._channel_names:
            try:
                answer = await self.api.call_idempotent("conversations.info", channel=native)
            except (SlackRefused, Disconnected):
                return ""
            self._channel_names[native] = _public_name(answer["channel"])
        return self._channel_names[native]

    def forget_channel(self, native: str) -> None:
        """Ask Slack again for the name of a channel."""
        self._channel_names.pop(native, None)

    async def fetch_anew(
        self, native: str, patience: float = MAX_WAIT, *, urgent: bool = False
    ) -> SlackUser:
        """Return a user as Slack describes them now."""
        answer = await self.api.call_idempotent(
            "users.info", patience=patience, urgent=urgent, user=native, include_locale=True
        )
        return self.remember_user(answer["user"])

    async def _fetch_from_list(self, native: str) -> SlackUser:
        """Return a user from the list of all, which concurrent callers share."""
        if self._listing is None or self._listing.done():
            self._listing = asyncio.create_task(self.list_users())
        try:
            await asyncio.wait_for(asyncio.shield(self._listing), MAX_WAIT)
        except TimeoutError as error:
            raise TemporaryError("users.list takes long") from error

        if native not in self._users:
            await self.fetch_anew(native)
        return self._users[native]

    async def list_users(self) -> list[SlackUser]:
        """Return everybody of the workspace, or of each workspace of an organisation."""
        users: list[SlackUser] = []
        for team in await self._list_teams():
            accounts = await self._fetch_all(
                "users.list", "members", LIST_PAGE_SIZE, include_locale=True, **team
            )
            users += filter(None, map(self._remember_if_readable, accounts))
        self._are_listed = True
        return users

    async def _list_teams(self) -> list[dict[str, str]]:
        """Return what names each workspace in a list: nothing where the app is in one alone."""
        if not self.team.is_organisation:
            return [{}]
        teams = await self._fetch_all("auth.teams.list", "teams")
        return [{"team_id": str(team["id"])} for team in teams]

    @property
    def groups(self) -> list[str]:
        """The user groups in the settings whose members may set Mingle up."""
        return sorted(organiser for organiser in self.organisers if organiser.startswith("S"))

    async def _fetch_group_members(self) -> frozenset[str]:
        """Return the members of the user groups in the settings, cached as users are."""
        groups = self.groups
        if not groups or self._groups_fetched_at + USER_TTL >= monotonic():
            return self._group_members

        members: set[str] = set()
        for group in groups:
            answer = await self.api.call_idempotent("usergroups.users.list", usergroup=group)
            members.update(answer["users"])
        self._group_members = frozenset(members)
        self._groups_fetched_at = monotonic()
        return self._group_members

    async def _fetch_all(
        self, method: str, name: str, size: int = PAGE_SIZE, **arguments: str | bool
    ) -> list[Any]:
        """Return the items of all pages of a method."""
        items: list[Any] = []
        cursor: JsonObject = {}
        while True:
            answer = await self.api.call_idempotent(
                method, patience=PAGE_PATIENCE, limit=size, **cursor, **arguments
            )
            items += answer[name]
            next_cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not next_cursor:
                return items
            if cursor.get("cursor") == next_cursor:
                raise TemporaryError(f"{method}: the same page again and again")
            cursor = {"cursor": next_cursor}


def _public_name(channel: Payload) -> str:
    is_conversation = channel.get("is_im") or channel.get("is_mpim")
    return "" if is_conversation else str(channel.get("name", ""))
