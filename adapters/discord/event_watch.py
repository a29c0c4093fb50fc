"""What people do to Mingle's scheduled events in Discord itself, heard or looked for.

Discord tells of changes over the gateway. What happened while nobody listened is looked for after
the next login.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

import msgspec
import structlog
from msgspec import Struct

from adapters.discord import ids
from adapters.discord.api import UNKNOWN_EVENT, DiscordApi, DiscordRefused
from adapters.discord.event_records import EventRecords
from adapters.discord.native_events import (
    Interest,
    Interested,
    NativeEvent,
    Seen,
    change_between,
    look_of,
)
from adapters.discord.people import DiscordPeople
from bot.core import native_events
from bot.core.interactions import Answer, Invocation
from bot.core.native_events import INTEREST, NativeChange, interest_value
from bot.core.platform import PlatformError
from bot.store.conflicts import repeat_after_conflicts
from bot.store.engine import Database, Transaction

PAGE = 100  # people in one answer
MAX_PAGES = 10  # of one event, in one look

Shape = TypeVar("Shape", bound=Struct)

log = structlog.get_logger()


class EventWatch:
    """The scheduled events of one server, as people change them there."""

    def __init__(
        self,
        api: DiscordApi,
        people: DiscordPeople,
        database: Database,
        now: Callable[[], datetime],
        dispatch: Callable[[Invocation], Awaitable[Answer]],
    ) -> None:
        self.api = api
        self.people = people
        self.workspace = people.workspace
        self.guild = int(ids.guild_of(people.workspace))
        self.database = database
        self.now = now
        self.dispatch = dispatch
        self.records = EventRecords(database, people.workspace, now)
        self._turn = asyncio.Lock()  # what Discord tells is followed in its order

    async def follow_update(self, event: NativeEvent) -> None:
        """Follow what stands in a scheduled event now, unless Mingle itself wrote it."""
        uid = (await self.records.current_ids()).get(event.id)
        if uid is None:
            return
        async with self._turn:
            look, seen = (
                look_of(event, self._channel_name(event)),
                await self.records.load_seen(uid),
            )
            if look == seen.look or seen.is_echo(look, self.now()):
                return
            change = change_between(seen.look or look, look, uid)
            ends = event.scheduled_end_time or event.scheduled_start_time

            async def save(tx: Transaction) -> None:
                await self.records.save_seen(tx, uid, Seen(look, about=seen.about))
                await self.records.save_id_until(tx, uid, event.id, ends)

            await self._follow(change, save)

    async def follow_deletion(self, event_id: str) -> None:
        """Note that somebody deleted a scheduled event, and let its host decide."""
        uid = (await self.records.current_ids()).get(event_id)
        if uid is None:
            return
        async with self._turn:
            change = NativeChange(uid, state="deleted")
            await self._follow(change, partial(self.records.mark_deleted, uid=uid))

    async def follow_interest(self, interest: Interest, *, interested: bool) -> None:
        """Count somebody who is interested in an event of Mingle's, or is not any more."""
        uid = (await self.records.current_ids()).get(interest.guild_scheduled_event_id)
        if uid:
            async with self._turn:
                await self._count(uid, interest.user_id, interested=interested)

    async def look(self) -> None:
        """Look for what was changed while nobody listened; nothing is asked without events."""
        known = await self.records.current_ids()
        if not known:
            return
        http = self.api.http_client
        listed = await self.api.call_idempotent(http.get_scheduled_events, self.guild, True)
        found = {event.id: event for event in _readable(listed, NativeEvent)}
        for event_id, uid in known.items():
            event = found.get(event_id) or await self._fetch(event_id)
            if event is None:
                continue
            await self.follow_update(event)
            await self._look_at_people(uid, event)

    async def _fetch(self, event_id: str) -> NativeEvent | None:
        """Return a scheduled event that is not listed any more; follow its deletion."""
        http = self.api.http_client
        try:
            told = await self.api.call_idempotent(
                http.get_scheduled_event, self.guild, int(event_id), True
            )
        except DiscordRefused as error:
            if error.code == UNKNOWN_EVENT:
                await self.follow_deletion(event_id)
            return None
        return next(iter(_readable([told], NativeEvent)), None)

    async def _look_at_people(self, uid: str, event: NativeEvent) -> None:
        async with self.database.read_transaction() as tx:
            counted = await native_events.list_interested(tx, self.workspace, uid)
        if not event.user_count and not counted:
            return
        interested, complete = await self._list_people(event.id)
        known = set(ids.native_ids(self.workspace, sorted(counted)))
        async with self._turn:
            for user in sorted(interested - known):
                await self._count(uid, user, interested=True)
            for user in sorted(known - interested) if complete else ():
                await self._count(uid, user, interested=False)

    async def _list_people(self, event_id: str) -> tuple[set[str], bool]:
        """Return who is interested in a scheduled event, and whether these are all."""
        found: list[str] = []
        for _ in range(MAX_PAGES):
            page = await self.api.call_idempotent(
                self.api.http_client.get_scheduled_event_users,
                self.guild,
                int(event_id),
                PAGE,
                False,
                None,
                int(found[-1]) if found else None,
            )
            people = _readable(page, Interested)
            found += [one.user_id for one in people]
            if len(page) < PAGE or not people:
                return set(found), True
        return set(found), False

    async def _count(self, uid: str, user: str, *, interested: bool) -> None:
        """Hand in somebody's click as a click of theirs; nobody's who may not take part."""
        member = await self.people.fetch_member(user)
        if member is None or member.bot or member.pending:
            return
        author, now = self.people.to_member(member), self.now()
        wish = interest_value(uid, interested=interested)
        call_id = f"{wish}:{user}:{now.timestamp()}"
        await self.dispatch(
            Invocation(
                id=call_id,
                workspace=self.workspace,
                person=author.person,
                name=author.name,
                now=now,
                interaction="button",
                action=INTEREST,
                value=wish,
                zone=author.zone,
                organiser=author.organiser,
                seed=call_id,
            )
        )

    async def _follow(
        self, change: NativeChange | None, save: Callable[[Transaction], Awaitable[None]]
    ) -> None:
        """Let what follows from a change happen, and keep what was seen, in one transaction."""

        async def follow() -> None:
            async with self.database.transaction() as tx:
                await tx.share_workspace(self.workspace)
                if change:
                    await native_events.follow_change(tx, self.workspace, change, self.now())
                await save(tx)

        await repeat_after_conflicts(follow)

    def _channel_name(self, event: NativeEvent) -> str:
        if not event.channel_id:
            return ""
        try:
            place = self.people.known_guild.get_channel(int(event.channel_id))
        except PlatformError:
            return ""
        return place.name if place else ""


def _readable(listed: object, shape: type[Shape]) -> list[Shape]:
    """Return those of Discord's things that have the shape; others are logged and passed over."""
    found = []
    for one in listed if isinstance(listed, list) else ():
        try:
            found.append(msgspec.convert(one, shape))
        except msgspec.ValidationError:
            log.warning("unreadable event", action="discord.event", kind=shape.__name__)
    return found
