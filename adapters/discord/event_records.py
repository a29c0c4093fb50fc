"""Which scheduled event stands for an event of Mingle's, and what stood in it last."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from adapters.discord import state
from adapters.discord.native_events import Look, Seen
from bot.core.settings import delete_old_settings, load_setting, save_setting, settings_of
from bot.dates.calendar_event import CalendarEvent
from bot.store.engine import Database, Transaction

PENDING = "opening"  # in place of the id, while Discord is asked to make the event
DELETED = "deleted"  # in place of the id, after somebody deleted the event
RETENTION = timedelta(days=60)  # after an event's end


class EventRecords:
    """What is kept about the scheduled events of one server, by the uids of Mingle's events."""

    def __init__(self, database: Database, workspace: str, now: Callable[[], datetime]) -> None:
        self.database = database
        self.workspace = workspace
        self.now = now

    async def load_id(self, uid: str) -> str:
        """Return the id of a scheduled event; empty if there is none."""
        async with self.database.read_transaction() as tx:
            return await load_setting(tx, self.workspace, uid, state.EVENT)

    async def save_id(self, uid: str, event_id: str, ends: datetime) -> None:
        """Keep the id of a scheduled event until a while after its end."""
        async with self.database.transaction() as tx:
            await self.save_id_until(tx, uid, event_id, ends)
            for name in (state.EVENT, state.EVENT_SEEN):
                await delete_old_settings(tx, self.workspace, name, self.now() - RETENTION)

    async def save_id_until(self, tx: Transaction, uid: str, event_id: str, ends: datetime) -> None:
        """Keep the id of a scheduled event with its end."""
        await save_setting(tx, self.workspace, uid, state.EVENT, event_id, max(ends, self.now()))

    async def mark_deleted(self, tx: Transaction, uid: str) -> None:
        """Keep that somebody deleted a scheduled event, so that none is made again."""
        await save_setting(tx, self.workspace, uid, state.EVENT, DELETED, self.now())

    async def current_ids(self) -> dict[str, str]:
        """Return the uids of the events that are not over, by the ids of the scheduled ones."""
        async with self.database.read_transaction() as tx:
            saved = await settings_of(tx, self.workspace, state.EVENT, self.now())
        return {event_id: uid for uid, event_id in saved.items() if event_id.isdecimal()}

    async def load_seen(self, uid: str) -> Seen:
        """Return what stood in a scheduled event last."""
        async with self.database.read_transaction() as tx:
            saved = await load_setting(tx, self.workspace, uid, state.EVENT_SEEN)
        return msgspec.json.decode(saved, type=Seen) if saved else Seen()

    async def save_seen(self, tx: Transaction, uid: str, seen: Seen) -> None:
        """Keep what stands in a scheduled event."""
        text = msgspec.json.encode(seen).decode()
        await save_setting(tx, self.workspace, uid, state.EVENT_SEEN, text, self.now())

    async def note_own(
        self, event: CalendarEvent, look: Look, *, done: bool, about: str | None = None
    ) -> None:
        """Keep what Mingle is about to write into a scheduled event, or has written."""
        seen = (await self.load_seen(event.uid)).after_own(look, self.now(), done=done)
        if about is not None:
            seen = msgspec.structs.replace(seen, about=about)
        async with self.database.transaction() as tx:
            await self.save_seen(tx, event.uid, seen)
