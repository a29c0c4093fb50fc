"""Put events into a server's own list of events.

Where that is not allowed, give a calendar entry instead.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import msgspec

from adapters.discord import ids, state, strings
from adapters.discord.api import DiscordApi, DiscordRefused
from bot.core.platform import CalendarEvent
from bot.dates import ics
from bot.store.engine import Database
from bot.ui.cards import Card, File, Paragraph
from bot.ui.text import Link

MAX_NAME, MAX_DESCRIPTION, MAX_LOCATION = 100, 1_000, 100  # characters
MEMBERS_ONLY, EXTERNAL, CANCELED = 2, 3, 4
EVENTS_URL = "https://discord.com/events"
PENDING = "opening"
RETENTION = timedelta(days=60)  # after its end


class ScheduledEvents:
    """The scheduled events of one server."""

    def __init__(
        self, api: DiscordApi, workspace: str, database: Database, now: Callable[[], datetime]
    ) -> None:
        self.api = api
        self.workspace = workspace
        self.database = database
        self.now = now

    async def with_scheduled_event(self, card: Card, event: CalendarEvent) -> Card:
        """Give a card that leads to the event in the server's list, or holds it as a file."""
        try:
            number = await self._scheduled(event) if event.starts > self.now() else ""
        except DiscordRefused:
            number = ""
        return self._shown(card, event, number)

    async def with_changed_event(self, card: Card, event: CalendarEvent, *, news: bool) -> Card:
        """Give a card that leads to the event as before.

        With news the event follows, unless it has begun.
        """
        number = await self._known(event)
        if news and number not in ("", PENDING):
            change: Any = self.api.http_client.edit_scheduled_event
            newer = (
                {"status": CANCELED} if event.cancelled else {"description": "", **_written(event)}
            )
            with suppress(DiscordRefused):
                await self.api.call_method(
                    change, int(ids.guild_of(self.workspace)), int(number), **newer
                )
        return self._shown(card, event, "" if number == PENDING else number)

    def _shown(self, card: Card, event: CalendarEvent, number: str) -> Card:
        if not number:
            entry = File(
                "event.ics",
                "text/calendar",
                ics.write_calendar([event], event.changed or self.now()),
            )
            return msgspec.structs.replace(card, parts=(*card.parts, entry))
        link = Link(f"{EVENTS_URL}/{ids.guild_of(self.workspace)}/{number}", strings.EVENT_LINK)
        return msgspec.structs.replace(card, parts=(*card.parts, Paragraph((link,), soft=True)))

    async def _known(self, event: CalendarEvent) -> str:
        async with self.database.read_transaction() as tx:
            return await state.load_setting(tx, self.workspace, event.uid, state.EVENT)

    async def _scheduled(self, event: CalendarEvent) -> str:
        """Give the event's number, made once.

        One being made is noted before, and looked for after a lost answer.
        """
        before = await self._known(event)
        if before and before != PENDING:
            return before
        await self._note(event, PENDING)
        number = (await self._found(event) if before else "") or await self._made(event)
        await self._note(event, number)
        return number

    async def _note(self, event: CalendarEvent, number: str) -> None:
        async with self.database.transaction() as tx:
            await state.save_setting(
                tx, self.workspace, event.uid, state.EVENT, number, max(event.ends, self.now())
            )
            await state.delete_old_settings(tx, self.workspace, state.EVENT, self.now() - RETENTION)

    async def _made(self, event: CalendarEvent) -> str:
        make: Any = self.api.http_client.create_guild_scheduled_event
        told = await self.api.call_method(
            make, int(ids.guild_of(self.workspace)), **_written(event)
        )
        return str(told["id"])

    async def _found(self, event: CalendarEvent) -> str:
        look: Any = self.api.http_client.get_scheduled_events
        told = await self.api.call_idempotent(look, int(ids.guild_of(self.workspace)), False)
        return next((str(one["id"]) for one in told if self._same(one, event)), "")

    def _same(self, told: Any, event: CalendarEvent) -> bool:
        mine = int(told.get("creator_id") or 0) == self.api.own_id
        starts = datetime.fromisoformat(told["scheduled_start_time"])
        return mine and told["name"] == event.title[:MAX_NAME] and starts == event.starts


def _written(event: CalendarEvent) -> dict[str, Any]:
    about = {"description": event.description[:MAX_DESCRIPTION]} if event.description else {}
    return {
        "name": event.title[:MAX_NAME],
        **about,
        "privacy_level": MEMBERS_ONLY,
        "entity_type": EXTERNAL,
        "entity_metadata": {"location": event.place[:MAX_LOCATION] or event.title[:MAX_LOCATION]},
        "scheduled_start_time": event.starts.isoformat(),
        "scheduled_end_time": event.ends.isoformat(),
    }
