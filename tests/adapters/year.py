"""Live a year of happy hours on any platform, and see that no place comes back too soon."""

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
from tests.adapters.town import AnyTown, Message, User

MONTHS = 12


async def live(there: AnyTown[User, Message], home: str) -> None:
    """Vote, say who comes and go out, month after month."""
    for _ in range(MONTHS):
        await _live_a_month(there, home)


async def check(there: AnyTown[User, Message]) -> Sequence[Row[Any]]:
    """See a lunch and an evening each month, in places that change, all of it told.

    Give what took place.
    """
    async with there.database.read_transaction() as tx:
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
    said = there.everything()
    assert said.count("Happy hour: it is decided") == MONTHS
    assert said.count("That was our month") == MONTHS
    return rows


async def _live_a_month(there: AnyTown[User, Message], home: str) -> None:
    poll, options = await _open(there.database, home)
    for number, person in enumerate(there.people[:6]):
        for button in _buttons(there, options)[number % 2 :: 2]:
            await there.click(person, button)
    await there.until(poll.closes_at + timedelta(minutes=1))
    for person in there.people[:3]:
        await there.click(person, "Going", containing="Lunch of the month")
        await there.click(person, "Going", containing="Host")
    await there.settle()
    while not await _is_open(there.database, home):
        await there.until(there.clock.utc() + timedelta(days=2))


def _buttons(there: AnyTown[User, Message], options: list[PollOption]) -> list[str]:
    message = next(m for m in reversed(there.lunch.messages) if there.says(m, "when and where?"))
    return there.labels(message)[: len(options)]


async def _open(database: Database, home: str) -> tuple[Poll, list[PollOption]]:
    async with database.read_transaction() as tx:
        [poll] = await records.list_polls(tx, home, "open")
        return poll, await records.list_options(tx, poll)


async def _is_open(database: Database, home: str) -> bool:
    async with database.read_transaction() as tx:
        return bool(await records.list_polls(tx, home, "open"))
