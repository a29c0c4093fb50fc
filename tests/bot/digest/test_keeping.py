"""Digests are kept as long as anything that tells who met whom, and no longer."""

import random
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from bot.digest import issues, records
from bot.digest.tables import digest_issue, digest_line
from bot.events import records as events
from bot.events.records import Draft
from bot.store.engine import Database
from jobs import digest, retention
from jobs.engine.occurrences import sweep

MONDAY = datetime(2026, 3, 9, 8, tzinfo=UTC)


async def test_digests_are_forgotten_after_two_years(either_database: Database) -> None:
    async with either_database.transaction() as tx:
        choice = {"topics": (), "towns": (), "reaches": (), "zone": "Europe/Berlin", "paused": False}
        one = await records.save(tx, "W", "W/lunch", **choice)
        ahead = MONDAY + timedelta(days=2)
        await events.create(tx, Draft("W", "listed", "Chess", ahead, ahead, "Europe/Berlin", MONDAY))
        await issues.begin(tx, one, date(2026, 3, 9), MONDAY)
        await issues.refresh(tx, "W", MONDAY)
    for days, left in ((700, 1), (750, 0)):
        night = MONDAY + timedelta(days=days)
        async with either_database.transaction() as tx:
            await retention.begin(tx, "W", night)
        await sweep(either_database, retention.JOBS | digest.JOBS, night + timedelta(days=1), random.Random(1))
        async with either_database.reading() as tx:
            assert len(await tx.all(select(digest_issue))) == left
            assert not await tx.all(select(digest_line)), "an evening that nobody went to is forgotten sooner"
