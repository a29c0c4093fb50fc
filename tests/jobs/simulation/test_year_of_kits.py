"""Two companies live a year: every kit is lived through, and lunches are swapped every month."""

import datetime as dt
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from bot.attention.rules import WEEKLY_LIMIT
from bot.core.tables import outbox_message
from bot.events.tables import event, event_series
from bot.kits.kits import load_kits
from bot.kits.tables import plan, plan_step
from bot.swap.records import SwapLunch
from jobs.simulation.report import count_fullest_weeks
from tests.bot.swap.companies import Companies, two_companies
from tests.jobs.simulation.company_year import BERLIN, LOOKED_AT, CompanyYear
from tests.world import MONDAY

NAMES = (
    *("Ada", "Ben", "Cleo", "Dina", "Emil", "Fatma", "Goro", "Hana", "Ivo", "Jun"),
    *("Kofi", "Lena", "Marek", "Nina", "Omar", "Priya", "Rosa", "Sofia", "Tom", "Uma"),
)
OTHERS = (
    *("Abel", "Bea", "Carl", "Dora", "Eva", "Finn", "Gita", "Hugo", "Ines", "Jack"),
    *("Kim", "Liam", "Maya", "Noor", "Olga", "Paul", "Quin", "Ravi", "Sara", "Theo"),
)
FIELDS = ("teaching", "law", "design and media")
WEEKS = 52
SWAPPERS = 12  # of each company
# One that takes nine weeks begins before one that takes two, so that all end within the year.
KITS = sorted(load_kits().values(), key=lambda kit: -kit.weeks)


@pytest.mark.rehearsal
@pytest.mark.timeout(1800)
async def test_in_a_year_each_kit_is_lived_through_and_every_next_step_is_one(
    tmp_path: Path,
) -> None:
    names, others = ([f"{name} X" for name in of] for of in (NAMES, OTHERS))
    async with two_companies(
        tmp_path, joined=0, names=names, others=others, opened=MONDAY
    ) as companies:
        years = [
            CompanyYear(world, home, companies.people(world))
            for world, home in ((companies.north, "north"), (companies.south, "south"))
        ]
        for year in years:
            await year.found()
            for at, person in enumerate(year.people[:SWAPPERS]):
                await companies.join(year.world, person, FIELDS[at % len(FIELDS)])
        for week in range(WEEKS):
            await _live_week(companies, years, week)
        for year in years:
            await _check_kits(year)
            await _check_suggestions(year)
        await _check_swaps(companies, years)


async def _live_week(companies: Companies, years: list[CompanyYear], week: int) -> None:
    for at, year in enumerate(years):
        await year.list_event(week)
        kit = (week - 2 * at) / 5  # the second company begins two weeks later
        if kit in range(len(KITS)):
            await year.start(year.people[1 + week % 17], KITS[int(kit)].id)
        if week == 20 + at:
            await year.lose(year.people[-1])
    monday = years[0].world.now.date()
    for day in range(5):
        at_work = dt.datetime.combine(monday + timedelta(day), LOOKED_AT, dt.UTC)
        await companies.until(at_work, timedelta(hours=6))
        for year in years:
            await year.live_day()
    next_monday = dt.datetime.combine(monday + timedelta(7), dt.time(8), dt.UTC)
    await companies.until(next_monday, timedelta(hours=6))
    if week % 4 == 3:
        for year in years:
            await year.take_note()


async def _check_kits(year: CompanyYear) -> None:
    """Each kit is done, each step was nudged once on its day, each event has its next date.

    Whoever's week was full already, with what they joined for, was not nudged.
    """
    world = year.world
    plans = await world.select_all(plan)
    assert sorted(row.kit for row in plans) == sorted(load_kits())
    assert {row.state for row in plans} == {"done"}

    steps = await world.select_all(plan_step)
    assert len(steps) == sum(len(kit.steps) for kit in KITS)
    due = {row.id: row.due for row in steps}
    told = Counter((one.step, one.person, one.day) for one in year.nudges.values())
    expected = Counter((number, year.owners[number], due[number]) for number in due)
    assert told <= expected
    missed = (expected - told).elements()
    assert all(year.count_week(person, day) == WEEKLY_LIMIT for _, person, day in missed)
    assert told.total() > 0.9 * expected.total()

    series = await world.select_all(event_series)
    evenings = Counter(row.series for row in await world.select_all(event) if row.series)
    assert len(series) == len(plans)
    assert all(evenings[f"gathering:{row.id}"] >= 2 for row in series), evenings
    days = Counter(row.day for row in plans)
    assert max(days.values()) == 1


async def _check_suggestions(year: CompanyYear) -> None:
    """Nobody was told more than the budget allows, nor anything false."""
    weeks = count_fullest_weeks(year.chronicle.receipts)
    assert 0 < max(weeks.values()) <= WEEKLY_LIMIT
    assert not year.referee.false_sentences
    assert year.asked == 20 * WEEKS
    assert year.said.keys() == {"event", "table", "lunch", "opening", "start"}


async def _check_swaps(companies: Companies, years: list[CompanyYear]) -> None:
    """Each lunch stood on both sides or on neither, with somebody new, and was told once."""
    sides = []
    for year in years:
        found = await companies.lunches(year.world)
        sides.append({(lunch.code, lunch.starts_at) for lunch in found})
        for key in (_month_of, _pair_of):
            assert set(Counter(map(key, found)).values()) <= {1}
        rows = await year.world.select_all(outbox_message)
        told = Counter(row.key for row in rows if row.reason == "swap.introduced")
        assert set(told.values()) <= {1}
    assert sides[0] == sides[1]
    assert len({starts_at for _, starts_at in sides[0]}) == 12
    assert await companies.log(companies.north) == await companies.log(companies.south)


def _month_of(lunch: SwapLunch) -> object:
    return lunch.person, lunch.starts_at.astimezone(BERLIN).date().replace(day=1)


def _pair_of(lunch: SwapLunch) -> object:
    return lunch.person, lunch.other_ref
