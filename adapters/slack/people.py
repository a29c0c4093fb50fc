"""The people and channels of a Slack workspace, fetched when needed and cached."""

import asyncio
from collections.abc import Iterable
from time import monotonic
from typing import Any

import structlog
from msgspec import Struct

from adapters.faces import PATIENCE, Faces, is_picture_address
from adapters.json_types import JsonObject, Payload
from adapters.slack import ids
from adapters.slack.api import SlackApi, SlackRefused
from adapters.slack.rate_limit import MAX_WAIT
from bot.core.platform import ChannelMember, Disconnected, PlatformError, TemporaryError

USER_TTL = 6 * 3600  # seconds for which a user is cached
PAGE_SIZE = 200  # as many as Slack recommends
MIN_BULK = 20  # with more unknown people the whole list is quicker than one call each
SINGLE_PATIENCE = 0.5  # seconds that a call for one user may wait, before all are listed instead
SLACKBOT = "USLACKBOT"
MULTIPERSON = "mpdm-"
UNNAMED = {"", "directmessage", "privategroup"}  # what Slack sends in place of a name
GONE_ERRORS = {"user_not_found", "users_not_found"}

log = structlog.get_logger()


class SlackUser(Struct, frozen=True):
    """One account, as Slack described it when it was fetched."""

    id: str
    name: str
    zone: str
    admin: bool
    human: bool
    guest: bool
    left: bool
    picture: str
    fetched_at: float


class SlackPeople:
    """The people and channels of one workspace, with a cache.

    `organisers` are ids of people and user groups from the settings; `guests` says whether guests
    take part.
    """

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
        self.organisers = set(organisers)
        self.guests = guests
        self._users: dict[str, SlackUser] = {}
        self._channel_names: dict[str, str] = {}
        self._group_members: frozenset[str] = frozenset()
        self._groups_fetched_at = float("-inf")
        self._listing: asyncio.Task[None] | None = None

    async def fetch_user(self, native: str) -> SlackUser:
        """Return a user; raise SlackRefused for an id that nobody has."""
        if self._is_fresh(native):
            return self._users[native]
        try:
            return await self._fetch_anew(native, SINGLE_PATIENCE)
        except TemporaryError:
            return await self._fetch_from_list(native)

    async def has_left(self, native: str) -> bool:
        """Return whether somebody has left the workspace, asking Slack anew."""
        try:
            user = await self._fetch_anew(native)
        except SlackRefused as error:
            return error.error in GONE_ERRORS
        return user.left

    async def is_organiser(self, user: SlackUser) -> bool:
        """Return whether a user may set Mingle up: an admin or owner, or named in the settings."""
        if user.admin or user.id in self.organisers:
            return True
        return user.id in await self._fetch_group_members()

    async def fetch_member(self, native: str) -> ChannelMember:
        """Return a user in the core's type."""
        user = await self.fetch_user(native)
        person = ids.qualify_id(self.workspace, user.id)
        organiser = await self.is_organiser(user)
        return ChannelMember(person, user.name, user.zone or self.zone, organiser)

    async def channel_members(self, channel: str) -> list[ChannelMember]:
        """Return the people in a channel who may be introduced, and whoever is deactivated.

        Deactivated accounts are no members of a channel any more, so all that Slack has named since
        are returned.
        """
        natives = await self._fetch_all("conversations.members", "members", channel=channel)
        unknown = [native for native in natives if not self._is_fresh(native)]
        if len(unknown) > MIN_BULK:
            await self._list_users()

        members = []
        for native in natives:
            if self.takes_part(await self.fetch_user(native)):
                members.append(await self.fetch_member(native))

        gone = [user for user in self._users.values() if user.left]
        members += [self._to_leaver(user) for user in gone]
        return members

    def _to_leaver(self, user: SlackUser) -> ChannelMember:
        person = ids.qualify_id(self.workspace, user.id)
        return ChannelMember(person, user.name, user.zone or self.zone, left=True)

    def takes_part(self, user: SlackUser) -> bool:
        """Return whether a user may be introduced: no bot, not deactivated, no unwanted guest."""
        return user.human and not user.left and (self.guests or not user.guest)

    def remember_user(self, account: Payload) -> SlackUser:
        """Cache a user as Slack just sent them, and return them."""
        user = _parse_user(account, self.team)
        self._users[user.id] = user
        return user

    async def find_faces(self, people: Iterable[str]) -> Faces:
        """Return the profile pictures of people; none where Slack does not answer soon."""
        natives = {person: ids.native_id_or_empty(self.workspace, person) for person in people}
        unknown = {native for native in natives.values() if native and native not in self._users}
        try:
            async with asyncio.timeout(PATIENCE):
                for native in sorted(unknown):
                    await self._fetch_anew(native, SINGLE_PATIENCE)
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

    def _is_fresh(self, native: str) -> bool:
        user = self._users.get(native)
        return user is not None and user.fetched_at + USER_TTL >= monotonic()

    async def _fetch_anew(self, native: str, patience: float = MAX_WAIT) -> SlackUser:
        answer = await self.api.call_idempotent("users.info", patience=patience, user=native)
        return self.remember_user(answer["user"])

    async def _fetch_from_list(self, native: str) -> SlackUser:
        """Return a user from the list of all, which concurrent callers share."""
        if self._listing is None or self._listing.done():
            self._listing = asyncio.create_task(self._list_users())
        try:
            await asyncio.wait_for(asyncio.shield(self._listing), MAX_WAIT)
        except TimeoutError as error:
            raise TemporaryError("users.list takes long") from error

        if native not in self._users:
            await self._fetch_anew(native)
        return self._users[native]

    async def _list_users(self) -> None:
        for account in await self._fetch_all("users.list", "members"):
            self.remember_user(account)

    async def _fetch_group_members(self) -> frozenset[str]:
        """Return the members of the user groups in the settings, cached as users are."""
        groups = sorted(organiser for organiser in self.organisers if organiser.startswith("S"))
        if not groups or self._groups_fetched_at + USER_TTL >= monotonic():
            return self._group_members

        members: set[str] = set()
        for group in groups:
            answer = await self.api.call_idempotent("usergroups.users.list", usergroup=group)
            members.update(answer["users"])
        self._group_members = frozenset(members)
        self._groups_fetched_at = monotonic()
        return self._group_members

    async def _fetch_all(self, method: str, name: str, **arguments: str) -> list[Any]:
        """Return the items of all pages of a method."""
        items: list[Any] = []
        cursor: JsonObject = {}
        while True:
            answer = await self.api.call_idempotent(method, limit=PAGE_SIZE, **cursor, **arguments)
            items += answer[name]
            next_cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not next_cursor:
                return items
            cursor = {"cursor": next_cursor}


def _public_name(channel: Payload) -> str:
    is_conversation = channel.get("is_im") or channel.get("is_mpim")
    return "" if is_conversation else str(channel.get("name", ""))


def _parse_user(account: Payload, team: str) -> SlackUser:
    profile = account.get("profile", {})
    name = (
        profile.get("display_name")
        or profile.get("real_name")
        or account.get("real_name")
        or account.get("name")
        or "Somebody"
    )
    is_foreign = _any_flag(account, "is_stranger") or account.get("team_id", team) != team
    is_bot = _any_flag(account, "is_bot", "is_workflow_bot", "is_connector_bot")
    is_admin = _any_flag(account, "is_admin", "is_owner", "is_primary_owner")
    is_guest = _any_flag(account, "is_restricted", "is_ultra_restricted")
    return SlackUser(
        id=account["id"],
        name=str(name),
        zone=str(account.get("tz") or ""),
        admin=is_admin and not is_foreign,
        human=not is_bot and account["id"] != SLACKBOT,
        guest=is_foreign or is_guest,
        left=_any_flag(account, "deleted"),
        picture=str(profile.get("image_72") or ""),
        fetched_at=monotonic(),
    )


def _any_flag(account: Payload, *names: str) -> bool:
    return any(account.get(name) for name in names)
