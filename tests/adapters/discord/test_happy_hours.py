"""Live a year of happy hours in a Discord server, from one command."""

from datetime import datetime, timedelta
from itertools import pairwise

from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from adapters.discord import ids
from bot.happy_hour import records
from bot.happy_hour.rules import Option, Poll
from bot.store.engine import Database
from bot.store.tables import event, outing, venue
from tests.adapters.discord.town import Town, town
from tests.bot.happy_hour.pub import fill_ledger
from tests.platforms.discord import reading

MONTHS = 12


async def test_one_command_leads_to_a_year_of_happy_hours_in_discord(database: Database) -> None:
    async with town(database) as there:
        home = ids.workspace_of(there.guild.id)
        await fill_ledger(database, home)
        await there.command(there.manager, "happyhour now")
        preview = await there.fill(there.manager, {"region": "DE-BE", "expected": "8"})
        assert "This is what #lunch will see" in preview
        await there.settle()
        await there.click(there.manager, "Post")
        await there.settle()
        for _ in range(MONTHS):
            await _live_a_month(there, database, home)
        async with database.reading() as tx:
            rows = await tx.all(
                select(event.c.kind, event.c.title, event.c.starts_at, venue.c.name, venue.c.part)
                .join(outing, outing.c.event == event.c.id)
                .join(venue, venue.c.id == outing.c.venue)
                .order_by(event.c.starts_at)
            )
        for kind in ("happy_hour", "lunch"):
            these = [row for row in rows if row.kind == kind]
            assert len(these) == MONTHS
            for place in {one.name for one in these}:
                visits = [one.starts_at.date() for one in these if one.name == place]
                assert all(later >= earlier + relativedelta(months=6) for earlier, later in pairwise(visits))
            assert all(one.part != two.part for one, two in pairwise(these))
        announced = [one.content for one in there.guild.events.values()]
        assert sorted(
            (datetime.fromisoformat(one["scheduled_start_time"]), one["name"], one["entity_metadata"]["location"])
            for one in announced
        ) == [(row.starts_at, row.title, f"{row.name}, {row.part}") for row in rows]
        assert not [request for request in there.discord.requests if request.status >= 400]
        assert not there.doubled()
        said = there.everything()
        assert said.count("Happy hour: it is decided") == MONTHS
        assert said.count("That was our month") == MONTHS


async def _live_a_month(there: Town, database: Database, home: str) -> None:
    poll, options = await _open(database, home)
    for number, person in enumerate(there.people[:6]):
        for button in _buttons(there, options)[number % 2 :: 2]:
            await there.click(person, button)
    await there.until(poll.closes_at + timedelta(minutes=1))
    for person in there.people[:3]:
        await there.click(person, "Going", containing="Lunch of the month")
        await there.click(person, "Going", containing="Host")
    await there.settle()
    while not await _is_open(database, home):
        await there.until(there.clock.utc() + timedelta(days=2))


def _buttons(there: Town, options: list[Option]) -> list[str]:
    message = next(m for m in reversed(there.lunch.messages) if there.says(m, "when and where?"))
    return [words for words, _ in reading.buttons(message)][: len(options)]


async def _open(database: Database, home: str) -> tuple[Poll, list[Option]]:
    async with database.reading() as tx:
        [poll] = await records.polls(tx, home, "open")
        return poll, await records.options(tx, poll)


async def _is_open(database: Database, home: str) -> bool:
    async with database.reading() as tx:
        return bool(await records.polls(tx, home, "open"))
