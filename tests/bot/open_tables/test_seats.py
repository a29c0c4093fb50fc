import asyncio
import tempfile
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from bot.open_tables.rules import LUNCH_DURATION, OpenTable
from bot.open_tables.tables import open_table
from bot.store.engine import Database, open_database
from bot.ui.cards import as_text
from tests.databases import create_sqlite
from tests.factories.people import make_avoid_list
from tests.factories.tables import (
    AMARA,
    COLLEAGUES,
    JUN,
    PRIYA,
    SOFIA,
    TOM,
    at,
    find_table,
    find_tables,
    hungry_world,
    lunch,
)
from tests.reading import buttons, text
from tests.world import World


def seated(table: OpenTable) -> list[str]:
    return [guest.person for guest in table.seated]


async def test_people_take_seats_and_give_them_back(world: World) -> None:
    await lunch(world, TOM, "12:30 at:Canteen")
    assert text(await world.click(PRIYA, "table.join", 1)).startswith(
        "You have a seat today, 12:30"
    )
    await world.click(JUN, "table.join", 1)
    assert seated(await find_table(world, 1)) == [TOM, PRIYA, JUN]
    assert "is free again" in text(await world.click(PRIYA, "table.leave", 1))
    assert seated(await find_table(world, 1)) == [TOM, JUN]


async def test_taking_a_seat_twice_is_harmless(world: World) -> None:
    await lunch(world, TOM, "today")
    await world.click(PRIYA, "table.join", 1)
    before = await world.snapshot()
    assert "You have a seat" in text(await world.click(PRIYA, "table.join", 1))
    assert "You have a table" in text(await world.click(TOM, "table.join", 1))
    assert await world.snapshot() == before


async def test_who_has_no_seat_has_nothing_to_give_back(world: World) -> None:
    await lunch(world, TOM, "today")
    before = await world.snapshot()
    assert "nothing to give back" in text(await world.click(PRIYA, "table.leave", 1))
    assert await world.snapshot() == before


async def test_a_full_table_names_another(world: World) -> None:
    await lunch(world, TOM, "12:30 seats:2")
    await lunch(world, PRIYA, "12:30")
    await world.click(JUN, "table.join", 1)
    answer = await world.click(AMARA, "table.join", 1)
    assert text(answer).startswith("This table is full")
    assert [value for action, value, _ in buttons(answer) if action == "table.join"] == ["2"]
    assert [label for *_, label in buttons(await world.live_card("table:1"))] == ["Can't today"]
    assert "the table is full" in as_text(await world.live_card("table:1"))


async def test_one_seat_at_a_time_but_changing_is_one_click(world: World) -> None:
    await lunch(world, TOM, "12:30")
    await lunch(world, PRIYA, "13:00")
    await world.click(JUN, "table.join", 1)
    offer = await world.click(JUN, "table.join", 2)
    assert text(offer).startswith("You have a seat at that hour\nYou sit at Tom's table at ")
    assert buttons(offer) == [("table.change", "2", "Change to Priya's")]
    assert seated(await find_table(world, 2)) == [PRIYA]
    await world.click(JUN, "table.change", 2)
    assert (seated(await find_table(world, 1)), seated(await find_table(world, 2))) == (
        [TOM],
        [PRIYA, JUN],
    )


async def test_two_lunches_an_hour_apart_are_fine(world: World) -> None:
    await lunch(world, TOM, "12:30")
    await lunch(world, PRIYA, "13:30")
    await world.click(JUN, "table.join", 1)
    await world.click(JUN, "table.join", 2)
    assert (seated(await find_table(world, 1)), seated(await find_table(world, 2))) == (
        [TOM, JUN],
        [PRIYA, JUN],
    )


async def test_a_host_who_cannot_come_hands_over(world: World) -> None:
    await lunch(world, TOM, "12:30 at:Canteen")
    await world.click(PRIYA, "table.join", 1)
    await world.click(JUN, "table.join", 1)
    await world.click(TOM, "table.leave", 1)
    table = await find_table(world, 1)
    assert (table.state, table.host.person, seated(table)) == ("open", PRIYA, [PRIYA, JUN])
    [told] = await world.outbox(PRIYA, "table.host")
    assert "Tom Becker can't come to the table today, 12:30, so it is yours now." in as_text(told)
    assert not await world.outbox(JUN)


async def test_the_last_to_go_takes_the_table_along(world: World) -> None:
    await lunch(world, TOM, "today")
    await world.click(TOM, "table.leave", 1)
    assert (await find_table(world, 1)).state == "cancelled"
    assert (await world.live_card("table:1")).title == "Tom's table is off"
    assert "This table is no more" in text(await world.click(PRIYA, "table.join", 1))
    await world.until(at("15:00"))
    assert not await world.outbox(TOM)


async def test_whoever_changes_away_from_their_own_table_takes_it_along(world: World) -> None:
    await lunch(world, TOM, "today")
    await lunch(world, PRIYA, "12:45")
    await world.click(TOM, "table.change", 2)
    assert (await find_table(world, 1)).state == "cancelled"
    assert seated(await find_table(world, 2)) == [PRIYA, TOM]


async def test_only_the_host_calls_a_table_off(world: World) -> None:
    await lunch(world, TOM, "today")
    await world.click(PRIYA, "table.join", 1)
    before = await world.snapshot()
    assert "Only the host" in text(await world.click(PRIYA, "table.cancel", 1))
    assert await world.snapshot() == before


async def test_whoever_had_a_seat_hears_that_the_table_is_off_and_what_else_there_is(
    world: World,
) -> None:
    await lunch(world, TOM, "12:30")
    await lunch(world, AMARA, "12:45")
    await world.click(PRIYA, "table.join", 1)
    assert "Your table is off" in text(await world.click(TOM, "table.cancel", 1))
    [told] = await world.outbox(PRIYA)
    assert told.title == "A lunch is off"
    assert [(action, value) for action, value, _ in buttons(told)] == [
        ("table.join", "2"),
        ("table.open", "2026-03-11T12:30"),
    ]
    assert not await world.outbox(TOM)
    assert (await world.live_card("table:1")).title == "Tom's table is off"


async def test_a_colleague_somebody_rather_not_meets_is_not_offered(world: World) -> None:
    await make_avoid_list(world, PRIYA, AMARA)
    await lunch(world, TOM, "12:30")
    await lunch(world, AMARA, "12:45")
    await world.click(PRIYA, "table.join", 1)
    await world.click(TOM, "table.cancel", 1)
    [told] = await world.outbox(PRIYA)
    assert [action for action, *_ in buttons(told)] == ["table.open"]


async def test_a_colleague_on_somebodys_list_is_offered_what_everybody_is(world: World) -> None:
    await make_avoid_list(world, AMARA, PRIYA)
    await lunch(world, TOM, "12:30")
    await lunch(world, AMARA, "12:45")
    await world.click(PRIYA, "table.join", 1)
    await world.click(TOM, "table.cancel", 1)
    [told] = await world.outbox(PRIYA)
    assert [action for action, *_ in buttons(told)] == ["table.join", "table.open"]


async def test_a_table_that_began_takes_nobody_and_cannot_be_called_off(world: World) -> None:
    await lunch(world, TOM, "today")
    await world.click(PRIYA, "table.join", 1)
    world.now = at("12:30")
    assert "has begun" in text(await world.click(JUN, "table.join", 1))
    assert "has begun" in text(await world.click(TOM, "table.cancel", 1))
    assert buttons(await world.live_card("table:1")) == []
    await world.click(PRIYA, "table.leave", 1)
    assert seated(await find_table(world, 1)) == [TOM]


async def test_the_last_seat_goes_to_one_of_those_who_click_at_once(
    either_database: Database,
) -> None:
    world = await hungry_world(either_database)
    await lunch(world, TOM, "12:30 seats:3")
    await asyncio.gather(*(world.click(who, "table.join", 1) for who in (PRIYA, JUN, AMARA, SOFIA)))
    assert len((await find_table(world, 1)).seated) == 3


async def test_one_person_clicking_two_tables_at_once_gets_one_seat(
    either_database: Database,
) -> None:
    world = await hungry_world(either_database)
    await lunch(world, TOM, "12:30")
    await lunch(world, PRIYA, "13:00")
    await asyncio.gather(*(world.click(JUN, "table.join", number) for number in (1, 2)))
    assert sum(table.seats_person(JUN) for table in await find_tables(world)) == 1


async def test_one_person_opening_two_tables_at_once_opens_one(either_database: Database) -> None:
    world = await hungry_world(either_database)
    await asyncio.gather(*(lunch(world, TOM, f"12:{minute}") for minute in (30, 45)))
    assert len(await find_tables(world)) == 1


INTERACTIONS = st.sampled_from(
    ["open", "table.join", "table.change", "table.leave", "table.cancel", "merge", "wait"]
)
STEPS = st.lists(
    st.tuples(st.sampled_from(COLLEAGUES), INTERACTIONS, st.integers(1, 6)), max_size=25
)


@settings(max_examples=30, deadline=None)
@given(STEPS)
def test_whatever_people_do_every_table_stays_right(steps: list[tuple[str, str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        played = asyncio.run(_play(create_sqlite(Path(folder) / "mingle.db"), steps))
    for tables in played:
        _check_seats(tables)


async def _play(url: str, steps: list[tuple[str, str, int]]) -> list[list[OpenTable]]:
    """Return the tables as they were after each step."""
    played: list[list[OpenTable]] = []
    database = open_database(url)
    world = await hungry_world(database)
    for who, interaction, number in steps:
        if interaction == "open":
            start = world.now + timedelta(minutes=20 + 10 * number)
            await lunch(world, who, f"{(start + timedelta(hours=1)):%H:%M} seats:{number % 3 + 2}")
        elif interaction == "merge":
            for host in COLLEAGUES:
                await world.click(host, "table.merge_yes", number)
        elif interaction == "wait":
            await world.until(world.now + timedelta(minutes=5 * number))
        else:
            await world.click(who, interaction, number)
        played.append(await find_tables(world))
    await database.close()
    return played


def _check_seats(tables: list[OpenTable]) -> None:
    for table in tables:
        assert 1 <= len(table.seated) <= table.seats
        assert table.seats_person(table.host.person)
        assert len(set(seated(table))) == len(table.seated)
    for who in COLLEAGUES:
        starts = sorted(table.starts_at for table in tables if table.seats_person(who))
        assert all(later - sooner >= LUNCH_DURATION for sooner, later in pairwise(starts))


@pytest.mark.parametrize("state", ["closed", "cancelled"])
async def test_a_table_of_the_past_gives_no_seat_away(world: World, state: str) -> None:
    await lunch(world, TOM, "today")
    async with world.database.transaction() as tx:
        await tx.execute(update(open_table).values(state=state))
    for action in ("table.join", "table.change", "table.leave", "table.cancel"):
        assert "This table is no more" in text(await world.click(PRIYA, action, 1))
