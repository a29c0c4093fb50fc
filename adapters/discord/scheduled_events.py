"""Scheduled events of a Discord server; where they are not allowed, a calendar file instead."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import msgspec

from adapters.discord import ids, state, strings
from adapters.discord.api import DiscordApi, DiscordRefused
from adapters.json_types import JsonObject, Payload
from bot.core.settings import delete_old_settings, load_setting, save_setting
from bot.dates import ics
from bot.dates.calendar_event import CalendarEvent
from bot.store.engine import Database
from bot.ui.cards import Card, File, Paragraph, Part
from bot.ui.text import Link

MAX_NAME, MAX_DESCRIPTION, MAX_LOCATION = 100, 1_000, 100  # characters
MEMBERS_ONLY, EXTERNAL, CANCELED = 2, 3, 4
EVENTS_URL = "https://discord.com/events"
PENDING = "opening"  # in place of the id, while Discord is asked to make the event
RETENTION = timedelta(days=60)  # after an event's end


class ScheduledEvents:
    """The scheduled events of one server."""

    def __init__(
        self, api: DiscordApi, workspace: str, database: Database, now: Callable[[], datetime]
    ) -> None:
        self.api = api
        self.workspace = workspace
        self.guild = ids.guild_of(workspace)
        self.database = database
        self.now = now

    async def with_scheduled_event(self, card: Card, event: CalendarEvent) -> Card:
        """Return the card with a link to the scheduled event, made once, or with a calendar file.

        A file is attached where Discord refuses the event, or it has begun or was called off.
        """
        event_id = ""
        if event.starts > self.now() and not event.cancelled:
            with suppress(DiscordRefused):
                event_id = await self._ensure_scheduled(event)
        return self._with_link_or_file(card, event, event_id)

    async def with_changed_event(self, card: Card, event: CalendarEvent, *, news: bool) -> Card:
        """Return the card with the same link or file.

        With `news` the scheduled event is edited or cancelled, unless Discord refuses.
        """
        event_id = await self._load_id(event)
        if event_id == PENDING:
            event_id = ""
        if news and event_id:
            await self._edit(event, event_id)
        return self._with_link_or_file(card, event, event_id)

    async def _edit(self, event: CalendarEvent, event_id: str) -> None:
        if event.cancelled:
            changes: JsonObject = {"status": CANCELED}
        else:
            changes = {"description": "", **_event_fields(event)}
        with suppress(DiscordRefused):
            await self.api.call_method(
                self.api.http_client.edit_scheduled_event,
                int(self.guild),
                int(event_id),
                **changes,
            )

    def _with_link_or_file(self, card: Card, event: CalendarEvent, event_id: str) -> Card:
        extra: Part
        if event_id:
            link = Link(f"{EVENTS_URL}/{self.guild}/{event_id}", strings.EVENT_LINK)
            extra = Paragraph((link,), soft=True)
        else:
            calendar = ics.write_calendar([event], event.changed or self.now())
            extra = File("event.ics", "text/calendar", calendar)
        return msgspec.structs.replace(card, parts=(*card.parts, extra))

    async def _ensure_scheduled(self, event: CalendarEvent) -> str:
        """Return the scheduled event's id; make it once.

        PENDING is committed before Discord is asked. If its answer is lost, the next call looks
        for the event before making another one.
        """
        saved_id = await self._load_id(event)
        if saved_id and saved_id != PENDING:
            return saved_id

        await self._save_id(event, PENDING)
        event_id = await self._find_existing(event) if saved_id == PENDING else ""
        if not event_id:
            event_id = await self._create(event)
        await self._save_id(event, event_id)
        return event_id

    async def _load_id(self, event: CalendarEvent) -> str:
        async with self.database.read_transaction() as tx:
            return await load_setting(tx, self.workspace, event.uid, state.EVENT)

    async def _save_id(self, event: CalendarEvent, event_id: str) -> None:
        now = self.now()
        ends = max(event.ends, now)
        async with self.database.transaction() as tx:
            await save_setting(tx, self.workspace, event.uid, state.EVENT, event_id, ends)
            await delete_old_settings(tx, self.workspace, state.EVENT, now - RETENTION)

    async def _create(self, event: CalendarEvent) -> str:
        created = await self.api.call_method(
            self.api.http_client.create_guild_scheduled_event,
            int(self.guild),
            **_event_fields(event),
        )
        return str(created["id"])

    async def _find_existing(self, event: CalendarEvent) -> str:
        """Return the id of an event of ours that Discord has already; empty if there is none."""
        existing = await self.api.call_idempotent(
            self.api.http_client.get_scheduled_events, int(self.guild), False
        )
        return next((str(entry["id"]) for entry in existing if self._is_same(entry, event)), "")

    def _is_same(self, entry: Payload, event: CalendarEvent) -> bool:
        is_own = int(entry.get("creator_id") or 0) == self.api.own_id
        starts = datetime.fromisoformat(entry["scheduled_start_time"])
        return is_own and entry["name"] == event.title[:MAX_NAME] and starts == event.starts


def _event_fields(event: CalendarEvent) -> JsonObject:
    description = {"description": event.description[:MAX_DESCRIPTION]} if event.description else {}
    return {
        "name": event.title[:MAX_NAME],
        **description,
        "privacy_level": MEMBERS_ONLY,
        "entity_type": EXTERNAL,
        "entity_metadata": {"location": event.place[:MAX_LOCATION] or strings.NO_PLACE},
        "scheduled_start_time": event.starts.isoformat(),
        "scheduled_end_time": event.ends.isoformat(),
    }
