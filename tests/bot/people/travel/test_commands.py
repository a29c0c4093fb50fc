from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.interactions import OpenForm
from bot.people.travel import rules
from bot.people.travel.rules import Trip
from bot.store.engine import Database
from tests.factories.people import describe, make_people
from tests.factories.programs import (
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import JUN, PRIYA, TOM
from tests.reading import text
from tests.world import World, world_on

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday


@pytest.fixture
async def world(database: Database) -> World:
    made = await world_on(database, moment=NOW)
    await make_people(made, "Tom", "Priya", "Jun", organisers=(), known=True)
    return made


@pytest.mark.parametrize(
    ("words", "town", "first", "last"),
    [
        ("Leeds 12–14 May", "Leeds", date(2026, 5, 12), date(2026, 5, 14)),
        ("Leeds 12-14 May", "Leeds", date(2026, 5, 12), date(2026, 5, 14)),
        ("I'm in Leeds, 12th-14th May", "Leeds", date(2026, 5, 12), date(2026, 5, 14)),
        ("Leeds May 12-14", "Leeds", date(2026, 5, 12), date(2026, 5, 14)),
        ("Leeds from 12 May to 14 May", "Leeds", date(2026, 5, 12), date(2026, 5, 14)),
        ("12-14 May in Leeds", "Leeds", date(2026, 5, 12), date(2026, 5, 14)),
        ("Stratford-upon-Avon 3-5 June", "Stratford-upon-Avon", date(2026, 6, 3), date(2026, 6, 5)),
        ("Leeds on Friday", "Leeds", date(2026, 3, 6), date(2026, 3, 6)),
        ("Leeds Friday to Tuesday", "Leeds", date(2026, 3, 6), date(2026, 3, 10)),
        ("Leeds until Friday", "Leeds", date(2026, 3, 2), date(2026, 3, 6)),
        ("12-14 May", "", date(2026, 5, 12), date(2026, 5, 14)),
        (
            "in York from 2026-05-12 to 2026-05-20",
            "York",
            date(2026, 5, 12),
            date(2026, 5, 20),
        ),
        ("Leeds 30 April – 2 May", "Leeds", date(2026, 4, 30), date(2026, 5, 2)),
        ("on holiday 12 May until 20 May", "", date(2026, 5, 12), date(2026, 5, 20)),
    ],
)
def test_a_trip_is_read_from_one_line(words: str, town: str, first: date, last: date) -> None:
    typed = rules.read_trip(words, NOW, "Europe/Berlin")
    assert (typed.town, typed.first, typed.last) == (town, first, last)


async def test_trips_are_kept_listed_and_removed(world: World) -> None:
    assert "Leeds, 12 May to 14 May" in text(await world.say(TOM, "/mingle away Leeds 12–14 May"))
    assert "Leeds, 12 May to 14 May" in text(await world.say(TOM, "/mingle away"))
    assert "no days elsewhere" in text(await world.click(TOM, "away.cancel", "1"))
    assert isinstance(await world.say(PRIYA, "/mingle away"), OpenForm)


@pytest.mark.parametrize(
    "words", ["Leeds", "Leeds tomorrow-ish", "12 May to 10 May", "1–2", "9999-12-31 23:59"]
)
async def test_a_trip_that_makes_no_sense_is_answered_calmly(world: World, words: str) -> None:
    assert "That didn't work yet" in text(await world.say(TOM, f"/mingle away {words}"))
    assert isinstance(await world.say(TOM, "/mingle away"), OpenForm)


@pytest.mark.parametrize(
    ("first", "days", "counts"), [(0, 3, True), (5, 3, False), (-9, 11, False)]
)
def test_a_trip_counts_for_a_round_of_which_it_takes_up_three_days(
    first: int, days: int, counts: bool
) -> None:
    start = TUESDAY.date() + timedelta(days=first)
    trip = Trip(1, TOM, "Leeds", start, start + timedelta(days=days - 1))
    assert (rules.trip_of_round([trip], TUESDAY.date()) is trip) == counts


async def test_a_visitor_meets_people_of_the_town_and_who_is_away_meets_nobody(
    database: Database,
) -> None:
    world = await pairing_world(database)
    await make_eaters(world, TOM, PRIYA, JUN)
    await describe(world, TOM, office="Berlin", mode="person")
    await describe(world, PRIYA, office="Leeds", mode="person")
    await describe(world, JUN, office="Berlin", mode="person")
    await set_up_program(world)
    await join_program(world, TOM, PRIYA, JUN)
    day = TUESDAY.date()
    span = f"{day} to {day + timedelta(days=4)}"
    await world.say(TOM, f"/mingle away Leeds {span}")
    await world.say(JUN, f"/mingle away on holiday {span}")
    await world.until(TUESDAY)
    [(people, card)] = await world.introductions()
    assert set(people) == {TOM, PRIYA}
    assert "You are both in Leeds." in text(card)
