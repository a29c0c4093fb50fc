"""Who acts, and whom they name: from memory or the database first, and from Slack behind.

Slack is waited for only where somebody is new here, where somebody who had left is back, and where
organisers' rights are at stake; if it does not tell in time, the payload's own words count.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from adapters.background import BackgroundTasks
from adapters.slack import ids
from adapters.slack.accounts import SlackUser
from adapters.slack.api import SlackRefused
from adapters.slack.people import MIN_BULK, PAGE_PATIENCE, SlackPeople
from bot.core.platform import ChannelMember, PlatformError
from bot.core.standing import Barred, Standing, is_admitted
from bot.people import platform_updates, records
from bot.people.records import Person
from bot.store.engine import Database

PATIENCE = 25.0  # seconds for which somebody whom nobody knows yet waits for Slack
ORGANISER_PATIENCE = 1.2  # seconds that a form for organisers can wait: a trigger lives for three

log = structlog.get_logger()


@dataclass
class Callers:
    """The people of the interactions of one workspace."""

    people: SlackPeople
    database: Database
    background: BackgroundTasks
    now: Callable[[], datetime]
    _outdated: set[str] = field(default_factory=set)
    _refreshing: bool = False

    async def find_author(
        self, native: str, given_name: str, *, organiser: bool
    ) -> tuple[ChannelMember, Barred | None]:
        """Return who acted, and as whom they are barred; `organiser` is what only those may do.

        `given_name` is what the payload calls them.
        """
        user = self.people.known_user(native)
        stored = None
        if user is None or self.people.groups:
            stored = await self._find_stored(native)
        if organiser and not self.people.is_fresh(native):
            user = await self._ask(native, ORGANISER_PATIENCE) or user
        elif user is None and (stored is None or stored.left):
            user = await self._ask(native, PATIENCE)

        self._refresh_later(native)
        if user is None:
            return self._described(native, given_name, stored), None
        member = await self._to_member(user, stored, organiser=organiser)
        return member, self._barred(user.standing, user.name)

    async def find_barred(self, natives: Iterable[str]) -> dict[str, Barred]:
        """Return those of the people whom somebody named who do not take part, by our ids."""
        wanted = sorted(set(natives))
        found = await asyncio.gather(*map(self._find_named, wanted))
        return {
            ids.qualify_id(self.people.workspace, native): barred
            for native, barred in zip(wanted, found, strict=True)
            if barred
        }

    async def refresh_everybody(self) -> None:
        """Bring what the database knows of people up to date with Slack, once at the start."""
        try:
            users = await self.people.list_users()
        except (PlatformError, SlackRefused) as error:
            log.warning("people not refreshed", action="slack.people", error=str(error))
            return
        await self._save(users)

    async def _find_named(self, native: str) -> Barred | None:
        user = self.people.known_user(native)
        stored = None if user else await self._find_stored(native)
        if user is None and (stored is None or stored.left):
            user = await self._ask(native, ORGANISER_PATIENCE)
        self._refresh_later(native)
        return self._barred(user.standing, user.name) if user else None

    def _barred(self, standing: Standing, name: str) -> Barred | None:
        is_in = is_admitted(standing, guests=self.people.guests)
        return None if is_in else Barred(standing, name)

    async def _find_stored(self, native: str) -> Person | None:
        our_id = ids.qualify_id(self.people.workspace, native)
        async with self.database.read_transaction() as tx:
            return await records.find_person(tx, self.people.workspace, our_id)

    async def _ask(self, native: str, patience: float) -> SlackUser | None:
        """Return a user as Slack describes them; None where it does not in time."""
        try:
            async with asyncio.timeout(patience):
                return await self.people.fetch_user(native, urgent=True)
        except SlackRefused as error:
            standing = Standing.GONE if error.error == "user_not_found" else Standing.OUTSIDER
            return SlackUser(native, "", "", False, standing, "", 0.0)
        except (PlatformError, TimeoutError) as error:
            log.warning("person not looked up", action="slack.people", error=str(error))
            return None

    def _described(self, native: str, given_name: str, stored: Person | None) -> ChannelMember:
        """Return somebody as the database knows them, or else as the payload calls them."""
        person = ids.qualify_id(self.people.workspace, native)
        if stored is None:
            return ChannelMember(person, given_name or "Somebody", self.people.zone)
        organiser = stored.organiser or native in self.people.organisers
        return ChannelMember(person, stored.name, stored.zone, organiser)

    async def _to_member(
        self, user: SlackUser, stored: Person | None, *, organiser: bool
    ) -> ChannelMember:
        is_organiser = bool(stored and stored.organiser)
        if organiser or not self.people.groups:
            is_organiser = await self._is_organiser(user, otherwise=is_organiser)
        person = ids.qualify_id(self.people.workspace, user.id)
        zone = user.zone or self.people.zone
        return ChannelMember(person, user.name, zone, is_organiser, locale=user.locale)

    async def _is_organiser(self, user: SlackUser, *, otherwise: bool) -> bool:
        """Return whether somebody may set Mingle up; `otherwise` where Slack does not tell."""
        try:
            async with asyncio.timeout(ORGANISER_PATIENCE):
                return await self.people.is_organiser(user)
        except (PlatformError, SlackRefused, TimeoutError) as error:
            log.warning("user groups not read", action="slack.people", error=str(error))
            return otherwise

    def _refresh_later(self, native: str) -> None:
        """Have Slack describe somebody anew, unless it did lately; nobody waits for that."""
        if self.people.is_fresh(native):
            return
        self._outdated.add(native)
        if not self._refreshing:
            self._refreshing = True
            self.background.start_task(self._refresh())

    async def _refresh(self) -> None:
        try:
            while self._outdated:
                natives = sorted(self._outdated)
                self._outdated.clear()
                await self._save(await self._fetch_all(natives))
        except (PlatformError, SlackRefused) as error:
            log.warning("people not refreshed", action="slack.people", error=str(error))
        finally:
            self._refreshing = False

    async def _fetch_all(self, natives: list[str]) -> list[SlackUser]:
        """Return users as Slack describes them now; of many at once, it lists everybody."""
        if len(natives) > MIN_BULK:
            await self.people.list_users()
        users = []
        for native in natives:
            user = self.people.known_user(native)
            if user is None or not self.people.is_fresh(native):
                user = await self.people.fetch_anew(native, PAGE_PATIENCE)
            users.append(user)
        return users

    async def _save(self, users: list[SlackUser]) -> None:
        members = []
        for user in users:
            member = await self.people.to_member(user)
            members.append(member)
        async with self.database.transaction() as tx:
            await platform_updates.people_changed(tx, self.people.workspace, members, self.now())
