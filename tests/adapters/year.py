"""A year of happy hours on any platform, in which no place comes back too soon."""

import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import Row, select

from bot.events.tables import event
from bot.happy_hour import records
from bot.happy_hour.rules import Poll, PollOption
from bot.store.engine import Database
from bot.venues.tables import venue, venue_visit
from tests.adapters.workspace import AnyWorkspace, Message, User

MONTHS = 12
_MONTH_IN_SHORT = re.compile(r"[A-Z]\w+ in short")  # not a week's, which organisers read


async def live(workspace: AnyWorkspace[User, Message], home: str) -> None:
    """Vote, say who comes and go out, month after month."""
    for _ in range(MONTHS):
        await _live_a_month(workspace, home)


async def check(workspace: AnyWorkspace[User, Message]) -> Sequence[Row[Any]]:
    """Check a lunch and an evening each month, in places that change; return what took place."""
    async with workspace.database.read_transaction() as tx:
        rows = await tx.all(
            select(event.c.kind, event.c.title, event.c.starts_at, venue.c.name, venue.c.part)
            .join(venue_visit, venue_visit.c.event == event.c.id)
            .join(venue, venue.c.id == venue_visit.c.venue)
            .order_by(event.c.starts_at)
        )
    for kind in ("happy_hour", "lunch"):
        these = [row for row in rows if row.kind == kind]
        assert len(these) == MONTHS
        for place in {one.name for one in these}:
            visits = [one.starts_at.date() for one in these if one.name == place]
            assert all(
                later >= earlier + relativedelta(months=6) for earlier, later in pairwise(visits)
            )
        assert all(one.part != two.part for one, two in pairwise(these))
    said = workspace.transcript()
    assert said.count("Happy hour: it is decided") == MONTHS
    assert len(_MONTH_IN_SHORT.findall(said)) == MONTHS
    return rows


async def _live_a_month(workspace: AnyWorkspace[User, Message], home: str) -> None:
    poll, options = await _open(workspace.database, home)
    for number, person in enumerate(workspace.people[:6]):
        for button in _buttons(workspace, options)[number % 2 :: 2]:
            await workspace.click(person, button)
    await workspace.until(poll.closes_at + timedelta(minutes=1))
    for person in workspace.people[:3]:
        await workspace.click(person, "Going", containing="Lunch of the month")
        await workspace.click(person, "Going", containing="Host")
    await workspace.settle()
    while not await _is_open(workspace.database, home):
        await workspace.until(workspace.clock.utc() + timedelta(days=2))


def _buttons(workspace: AnyWorkspace[User, Message], options: list[PollOption]) -> list[str]:
    message = next(
        m for m in reversed(workspace.lunch.messages) if workspace.says(m, "when and where?")
    )
    return workspace.labels(message)[: len(options)]


async def _open(database: Database, home: str) -> tuple[Poll, list[PollOption]]:
    async with database.read_transaction() as tx:
        [poll] = await records.list_polls(tx, home, "open")
        return poll, await records.list_options(tx, poll)


async def _is_open(database: Database, home: str) -> bool:
    async with database.read_transaction() as tx:
        return bool(await records.list_polls(tx, home, "open"))
