"""A night's work grows with what there is to forget, counted in steps of SQLite."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.core import outbox
from bot.core.reasons import MessageReason, Purpose
from bot.core.tables import outbox_message
from bot.store.engine import open_database
from bot.ui.cards import Card
from tests.databases import create_sqlite
from tests.jobs.nights import NIGHT, sleep

STEPS_AT_ONCE = 100  # of SQLite's virtual machine


async def count_steps(folder: Path, messages: int) -> int:
    """Return how many steps a night takes with so many messages that people got long ago."""
    database = open_database(create_sqlite(folder / f"{messages}.db"))
    counted = [0]

    @event.listens_for(database.engine.sync_engine, "checkout")
    def count(connection: Any, *_: object) -> None:
        sqlite = connection.driver_connection._conn
        sqlite.set_progress_handler(lambda: counted.__setitem__(0, counted[0] + 1), STEPS_AT_ONCE)

    reason, sent_at = MessageReason("test", Purpose.ADDED), NIGHT - timedelta(days=100)
    people, card = ("W/ada", "W/ben"), Card("note", "Tom, meet Priya")
    async with database.transaction() as tx:
        for number in range(messages):
            await outbox.introduce(tx, "W", f"{number}", people, card, reason=reason, due=sent_at)
        await tx.execute(outbox_message.update().values(state="sent", sent_at=sent_at))
    counted[0] = 0
    await sleep(database)
    await database.close()
    return counted[0]


async def test_four_times_the_messages_are_about_four_times_the_work(tmp_path: Path) -> None:
    few, many = await count_steps(tmp_path, 200), await count_steps(tmp_path, 800)
    assert few > 0
    assert many < 6 * few
