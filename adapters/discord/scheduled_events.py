"""Put events into a server's own list of events; where that is not allowed, give a calendar entry instead."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import msgspec

from adapters.discord import ids, state, strings
from adapters.discord.api import Api, Refused
from bot.core.platform import Event
from bot.dates import ics
from bot.store.engine import Database
from bot.ui.cards import Card, File, Paragraph
from bot.ui.text import Link

NAME, ABOUT, PLACE = 100, 1_000, 100  # characters
MEMBERS_ONLY, EXTERNAL, CALLED_OFF = 2, 3, 4
ADDRESS = "https://discord.com/events"
OPENING = "opening"
KEPT = timedelta(days=60)  # after its end


class Happenings:
    """The scheduled events of one server."""

    def __init__(self, api: Api, workspace: str, database: Database, now: Callable[[], datetime]) -> None:
        self.api = api
        self.workspace = workspace
        self.database = database
        self.now = now

    async def announced(self, card: Card, event: Event) -> Card:
        """Give a card that leads to the event in the server's list, or holds it as a file."""
        try:
            number = await self._scheduled(event) if event.starts > self.now() else ""
        except Refused:
            number = ""
        return self._shown(card, event, number)

    async def changed(self, card: Card, event: Event, *, news: bool) -> Card:
        """Give a card that leads to the event as before; with news the event follows, unless it has begun."""
        number = await self._known(event)
        if news and number not in ("", OPENING):
            change: Any = self.api.http.edit_scheduled_event
            newer = {"status": CALLED_OFF} if event.cancelled else {"description": "", **_written(event)}
            with suppress(Refused):
                await self.api.call(change, int(ids.guild_of(self.workspace)), int(number), **newer)
        return self._shown(card, event, "" if number == OPENING else number)

    def _shown(self, card: Card, event: Event, number: str) -> Card:
        if not number:
            entry = File("event.ics", "text/calendar", ics.write([event], event.changed or self.now()))
            return msgspec.structs.replace(card, parts=(*card.parts, entry))
        link = Link(f"{ADDRESS}/{ids.guild_of(self.workspace)}/{number}", strings.EVENT_LINK)
        return msgspec.structs.replace(card, parts=(*card.parts, Paragraph((link,), soft=True)))

    async def _known(self, event: Event) -> str:
        async with self.database.reading() as tx:
            return await state.recall(tx, self.workspace, event.uid, state.EVENT)

    async def _scheduled(self, event: Event) -> str:
        """Give the event's number, made once: one being made is noted before, and looked for after a lost answer."""
        before = await self._known(event)
        if before and before != OPENING:
            return before
        await self._note(event, OPENING)
        number = (await self._found(event) if before else "") or await self._made(event)
        await self._note(event, number)
        return number

    async def _note(self, event: Event, number: str) -> None:
        async with self.database.transaction() as tx:
            await state.keep(tx, self.workspace, event.uid, state.EVENT, number, max(event.ends, self.now()))
            await state.tidy(tx, self.workspace, state.EVENT, self.now() - KEPT)

    async def _made(self, event: Event) -> str:
        make: Any = self.api.http.create_guild_scheduled_event
        told = await self.api.call(make, int(ids.guild_of(self.workspace)), **_written(event))
        return str(told["id"])

    async def _found(self, event: Event) -> str:
        look: Any = self.api.http.get_scheduled_events
        told = await self.api.ask(look, int(ids.guild_of(self.workspace)), False)
        return next((str(one["id"]) for one in told if self._same(one, event)), "")

    def _same(self, told: Any, event: Event) -> bool:
        mine = int(told.get("creator_id") or 0) == self.api.own_id
        starts = datetime.fromisoformat(told["scheduled_start_time"])
        return mine and told["name"] == event.title[:NAME] and starts == event.starts


def _written(event: Event) -> dict[str, Any]:
    about = {"description": event.description[:ABOUT]} if event.description else {}
    return {
        "name": event.title[:NAME],
        **about,
        "privacy_level": MEMBERS_ONLY,
        "entity_type": EXTERNAL,
        "entity_metadata": {"location": event.place[:PLACE] or event.title[:PLACE]},
        "scheduled_start_time": event.starts.isoformat(),
        "scheduled_end_time": event.ends.isoformat(),
    }
