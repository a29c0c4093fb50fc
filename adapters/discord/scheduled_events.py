"""Scheduled events of a Discord server; where they are not allowed, a calendar file instead."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256

import msgspec

from adapters.discord import ids, strings
from adapters.discord.api import DiscordApi, DiscordRefused
from adapters.discord.event_records import DELETED, PENDING, EventRecords
from adapters.discord.native_events import CANCELED, Look
from adapters.json_types import JsonObject, Payload
from bot.dates import ics
from bot.dates.calendar_event import CalendarEvent
from bot.store.engine import Database
from bot.ui.cards import Card, File, Paragraph, Part
from bot.ui.speech import say
from bot.ui.text import Link, shorten_text

MAX_NAME, MAX_DESCRIPTION, MAX_LOCATION = 100, 1_000, 100  # characters
MEMBERS_ONLY, EXTERNAL = 2, 3
EVENTS_URL = "https://discord.com/events"


class ScheduledEvents:
    """The scheduled events of one server."""

    def __init__(
        self, api: DiscordApi, workspace: str, database: Database, now: Callable[[], datetime]
    ) -> None:
        self.api = api
        self.workspace = workspace
        self.guild = ids.guild_of(workspace)
        self.records = EventRecords(database, workspace, now)
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

        With `news` the scheduled event is edited or cancelled, unless Discord refuses; and what is
        said about it there is edited when it is different.
        """
        event_id = await self.records.load_id(event.uid)
        if event_id in (PENDING, DELETED):
            event_id = ""
        if event_id:
            await self._edit(event, event_id, news=news)
        return self._with_link_or_file(card, event, event_id)

    async def _edit(self, event: CalendarEvent, event_id: str, *, news: bool) -> None:
        """Write what is different into the scheduled event; nothing where somebody was first."""
        look, seen = _look_of(event), await self.records.load_seen(event.uid)
        changes: JsonObject = {}
        if news and seen.look != look:
            changes = {"status": CANCELED} if event.cancelled else _event_fields(event)
        is_told = not news if seen.about is None else seen.about == _print_of(event)
        if not (is_told or event.cancelled):
            changes["description"] = describe_event(event)
        if changes:
            await self._write(event, event_id, look, changes)
        if changes or news:
            await self.records.save_id(event.uid, event_id, event.ends)

    async def _write(
        self, event: CalendarEvent, event_id: str, look: Look, changes: JsonObject
    ) -> None:
        await self.records.note_own(event, look, done=False)
        with suppress(DiscordRefused):
            await self.api.call_method(
                self.api.http_client.edit_scheduled_event,
                int(self.guild),
                int(event_id),
                **changes,
            )
            await self.records.note_own(event, look, done=True, about=_print_of(event))

    def _with_link_or_file(self, card: Card, event: CalendarEvent, event_id: str) -> Card:
        extra: Part
        if event_id:
            link = Link(f"{EVENTS_URL}/{self.guild}/{event_id}", say(strings.EVENT_LINK))
            extra = Paragraph((link,), soft=True)
        else:
            calendar = ics.write_calendar([event], event.changed or self.now())
            extra = File("event.ics", "text/calendar", calendar)
        return msgspec.structs.replace(card, parts=(*card.parts, extra))

    async def _ensure_scheduled(self, event: CalendarEvent) -> str:
        """Return the scheduled event's id; make it once, and not again after it was deleted.

        PENDING is committed before Discord is asked. If its answer is lost, the next call looks
        for the event before making another one.
        """
        saved_id = await self.records.load_id(event.uid)
        if saved_id == DELETED:
            return ""
        if saved_id and saved_id != PENDING:
            return saved_id

        await self.records.save_id(event.uid, PENDING, event.ends)
        event_id = await self._find_existing(event) if saved_id == PENDING else ""
        if not event_id:
            event_id = await self._create(event)
        about = _print_of(event)
        await self.records.note_own(event, _look_of(event), done=True, about=about)
        await self.records.save_id(event.uid, event_id, event.ends)
        return event_id

    async def _create(self, event: CalendarEvent) -> str:
        created = await self.api.call_method(
            self.api.http_client.create_guild_scheduled_event,
            int(self.guild),
            **_event_fields(event),
            description=describe_event(event),
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
        return is_own and entry["name"] == _look_of(event).name and starts == event.starts


def describe_event(event: CalendarEvent) -> str:
    """Return what is said about an event in the server's list: words of its host give way."""
    repeats = f"{event.repeats[:1].upper()}{event.repeats[1:]}." if event.repeats else ""
    below = [event.facts, repeats, strings.INTERESTED.get(event.interested, "")]
    closing = shorten_text("\n\n".join(line for line in below if line), MAX_DESCRIPTION)
    room = MAX_DESCRIPTION - len(closing) - len("\n\n")
    words = shorten_text(event.description, room) if event.description and room > 0 else ""
    return "\n\n".join(part for part in (words, closing) if part)


def _print_of(event: CalendarEvent) -> str:
    return sha256(describe_event(event).encode()).hexdigest()[:16]


def _event_fields(event: CalendarEvent) -> JsonObject:
    look = _look_of(event)
    return {
        "name": look.name,
        "privacy_level": MEMBERS_ONLY,
        "entity_type": EXTERNAL,
        "entity_metadata": {"location": look.place or strings.NO_PLACE},
        "scheduled_start_time": event.starts.isoformat(),
        "scheduled_end_time": event.ends.isoformat(),
    }


def _look_of(event: CalendarEvent) -> Look:
    """Return what stands in the scheduled event of an event."""
    return Look(
        shorten_text(event.title, MAX_NAME),
        shorten_text(event.place, MAX_LOCATION),
        event.starts,
        event.ends,
        event.cancelled,
    )
