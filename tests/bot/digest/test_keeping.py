"""Digests are kept as long as anything that tells who met whom, and no longer."""

import random
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from bot.core.signals import EventsListed
from bot.digest import issues, records
from bot.digest.tables import digest_entry, digest_issue
from bot.events import records as events
from bot.events.records import EventDraft
from bot.store.engine import Database
from jobs import digest, retention
from jobs.engine.occurrences import run_due_occurrences

MONDAY = datetime(2026, 3, 9, 8, tzinfo=UTC)


async def test_digests_are_forgotten_after_two_years(either_database: Database) -> None:
    async with either_database.transaction() as tx:
        choice = {
            "topics": (),
            "towns": (),
            "reaches": (),
            "zone": "Europe/Berlin",
            "paused": False,
        }
        one = await records.upsert_digest(tx, "W", "W/lunch", **choice)
        ahead = MONDAY + timedelta(days=2)
        await events.insert_event(
            tx, EventDraft("W", "listed", "Chess", ahead, ahead, "Europe/Berlin", MONDAY)
        )
        await issues.publish_issue(tx, one, date(2026, 3, 9), MONDAY)
        await issues.refresh_digests(tx, EventsListed("W", MONDAY))
    for days, left in ((700, 1), (750, 0)):
        night = MONDAY + timedelta(days=days)
        async with either_database.transaction() as tx:
            await retention.schedule_first_sweep(tx, "W", night)
        await run_due_occurrences(
            either_database,
            retention.JOBS | digest.JOBS,
            night + timedelta(days=1),
            random.Random(1),
        )
        async with either_database.read_transaction() as tx:
            assert len(await tx.all(select(digest_issue))) == left
            assert not await tx.all(select(digest_entry)), (
                "an evening that nobody went to is forgotten sooner"
            )
