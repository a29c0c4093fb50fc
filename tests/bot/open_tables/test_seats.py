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
from bot.store.schema import metadata
from bot.ui.cards import as_text
from tests.bot.open_tables.office import AMARA, JUN, PEOPLE, PRIYA, SOFIA, TOM, Office, at
from tests.databases import create_sqlite
from tests.reading import buttons, text


def seated(table: OpenTable) -> list[str]:
    return [guest.person for guest in table.seated]


async def test_people_take_seats_and_give_them_back(office: Office) -> None:
    await office.lunch(TOM, "12:30 at:Canteen")
    assert text(await office.click(PRIYA, "table.join", 1)).startswith(
        "You have a seat today, 12:30"
    )
    await office.click(JUN, "table.join", 1)
    assert seated(await office.table(1)) == [TOM, PRIYA, JUN]
    assert "is free again" in text(await office.click(PRIYA, "table.leave", 1))
    assert seated(await office.table(1)) == [TOM, JUN]


async def test_taking_a_seat_twice_is_harmless(office: Office) -> None:
    await office.lunch(TOM)
    await office.click(PRIYA, "table.join", 1)
    before = await office.everything()
    assert "You have a seat" in text(await office.click(PRIYA, "table.join", 1))
    assert "You have a table" in text(await office.click(TOM, "table.join", 1))
    assert await office.everything() == before


async def test_who_has_no_seat_has_nothing_to_give_back(office: Office) -> None:
    await office.lunch(TOM)
    before = await office.everything()
    assert "nothing to give back" in text(await office.click(PRIYA, "table.leave", 1))
    assert await office.everything() == before


async def test_a_full_table_names_another(office: Office) -> None:
    await office.lunch(TOM, "12:30 seats:2")
    await office.lunch(PRIYA, "12:30")
    await office.click(JUN, "table.join", 1)
    answer = await office.click(AMARA, "table.join", 1)
    assert text(answer).startswith("This table is full")
    assert [value for action, value, _ in buttons(answer) if action == "table.join"] == ["2"]
    assert [label for *_, label in buttons(await office.draw("table:1"))] == ["Can't today"]
    assert "the table is full" in as_text(await office.draw("table:1"))


async def test_one_seat_at_a_time_but_changing_is_one_click(office: Office) -> None:
    await office.lunch(TOM, "12:30")
    await office.lunch(PRIYA, "13:00")
    await office.click(JUN, "table.join", 1)
    offer = await office.click(JUN, "table.join", 2)
    assert text(offer).startswith("You have a seat at that hour\nYou sit at Tom's table at ")
    assert buttons(offer) == [("table.change", "2", "Change to Priya's")]
    assert seated(await office.table(2)) == [PRIYA]
    await office.click(JUN, "table.change", 2)
    assert (seated(await office.table(1)), seated(await office.table(2))) == ([TOM], [PRIYA, JUN])


async def test_two_lunches_an_hour_apart_are_fine(office: Office) -> None:
    await office.lunch(TOM, "12:30")
    await office.lunch(PRIYA, "13:30")
    await office.click(JUN, "table.join", 1)
    await office.click(JUN, "table.join", 2)
    assert (seated(await office.table(1)), seated(await office.table(2))) == (
        [TOM, JUN],
        [PRIYA, JUN],
    )


async def test_a_host_who_cannot_come_hands_over(office: Office) -> None:
    await office.lunch(TOM, "12:30 at:Canteen")
    await office.click(PRIYA, "table.join", 1)
    await office.click(JUN, "table.join", 1)
    await office.click(TOM, "table.leave", 1)
    table = await office.table(1)
    assert (table.state, table.host.person, seated(table)) == ("open", PRIYA, [PRIYA, JUN])
    [told] = await office.said(PRIYA, "table.host")
    assert "Tom Becker can't come to the table today, 12:30, so it is yours now." in as_text(told)
    assert not await office.said(JUN)


async def test_the_last_to_go_takes_the_table_along(office: Office) -> None:
    await office.lunch(TOM)
    await office.click(TOM, "table.leave", 1)
    assert (await office.table(1)).state == "cancelled"
    assert (await office.draw("table:1")).title == "Tom's table is off"
    assert "This table is no more" in text(await office.click(PRIYA, "table.join", 1))
    await office.until(at("15:00"))
    assert not await office.said(TOM)


async def test_whoever_changes_away_from_their_own_table_takes_it_along(office: Office) -> None:
    await office.lunch(TOM)
    await office.lunch(PRIYA, "12:45")
    await office.click(TOM, "table.change", 2)
    assert (await office.table(1)).state == "cancelled"
    assert seated(await office.table(2)) == [PRIYA, TOM]


async def test_only_the_host_calls_a_table_off(office: Office) -> None:
    await office.lunch(TOM)
    await office.click(PRIYA, "table.join", 1)
    before = await office.everything()
    assert "Only the host" in text(await office.click(PRIYA, "table.cancel", 1))
    assert await office.everything() == before


async def test_whoever_had_a_seat_hears_that_the_table_is_off_and_what_else_there_is(
    office: Office,
) -> None:
    await office.lunch(TOM, "12:30")
    await office.lunch(AMARA, "12:45")
    await office.click(PRIYA, "table.join", 1)
    assert "Your table is off" in text(await office.click(TOM, "table.cancel", 1))
    [told] = await office.said(PRIYA)
    assert told.title == "A lunch is off"
    assert [(action, value) for action, value, _ in buttons(told)] == [
        ("table.join", "2"),
        ("table.open", "2026-03-11T12:30"),
    ]
    assert not await office.said(TOM)
    assert (await office.draw("table:1")).title == "Tom's table is off"


async def test_a_colleague_somebody_rather_not_meets_is_not_offered(office: Office) -> None:
    async with office.database.transaction() as tx:
        await tx.insert(metadata.tables["avoidance"], workspace="W", person=PRIYA, other=AMARA)
    await office.lunch(TOM, "12:30")
    await office.lunch(AMARA, "12:45")
    await office.click(PRIYA, "table.join", 1)
    await office.click(TOM, "table.cancel", 1)
    [told] = await office.said(PRIYA)
    assert [action for action, *_ in buttons(told)] == ["table.open"]


async def test_a_colleague_on_somebodys_list_is_offered_what_everybody_is(office: Office) -> None:
    async with office.database.transaction() as tx:
        await tx.insert(metadata.tables["avoidance"], workspace="W", person=AMARA, other=PRIYA)
    await office.lunch(TOM, "12:30")
    await office.lunch(AMARA, "12:45")
    await office.click(PRIYA, "table.join", 1)
    await office.click(TOM, "table.cancel", 1)
    [told] = await office.said(PRIYA)
    assert [action for action, *_ in buttons(told)] == ["table.join", "table.open"]


async def test_a_table_that_began_takes_nobody_and_cannot_be_called_off(office: Office) -> None:
    await office.lunch(TOM)
    await office.click(PRIYA, "table.join", 1)
    office.now = at("12:30")
    assert "has begun" in text(await office.click(JUN, "table.join", 1))
    assert "has begun" in text(await office.click(TOM, "table.cancel", 1))
    assert buttons(await office.draw("table:1")) == []
    await office.click(PRIYA, "table.leave", 1)
    assert seated(await office.table(1)) == [TOM]


async def test_the_last_seat_goes_to_one_of_those_who_click_at_once(
    either_database: Database,
) -> None:
    office = Office(either_database)
    await office.welcome()
    await office.lunch(TOM, "12:30 seats:3")
    await asyncio.gather(
        *(office.click(who, "table.join", 1) for who in (PRIYA, JUN, AMARA, SOFIA))
    )
    assert len((await office.table(1)).seated) == 3


async def test_one_person_clicking_two_tables_at_once_gets_one_seat(
    either_database: Database,
) -> None:
    office = Office(either_database)
    await office.welcome()
    await office.lunch(TOM, "12:30")
    await office.lunch(PRIYA, "13:00")
    await asyncio.gather(*(office.click(JUN, "table.join", number) for number in (1, 2)))
    assert sum(table.seats_person(JUN) for table in await office.tables()) == 1


async def test_one_person_opening_two_tables_at_once_opens_one(either_database: Database) -> None:
    office = Office(either_database)
    await office.welcome()
    await asyncio.gather(*(office.lunch(TOM, f"12:{minute}") for minute in (30, 45)))
    assert len(await office.tables()) == 1


GESTURES = st.sampled_from(
    ["open", "table.join", "table.change", "table.leave", "table.cancel", "merge", "wait"]
)
STEPS = st.lists(st.tuples(st.sampled_from(PEOPLE), GESTURES, st.integers(1, 6)), max_size=25)


@settings(max_examples=30, deadline=None)
@given(STEPS)
def test_whatever_people_do_every_table_stays_right(steps: list[tuple[str, str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_play(create_sqlite(Path(folder) / "mingle.db"), steps))


async def _play(url: str, steps: list[tuple[str, str, int]]) -> None:
    database = open_database(url)
    office = Office(database)
    await office.welcome()
    for who, gesture, number in steps:
        if gesture == "open":
            start = office.now + timedelta(minutes=20 + 10 * number)
            await office.lunch(who, f"{(start + timedelta(hours=1)):%H:%M} seats:{number % 3 + 2}")
        elif gesture == "merge":
            for host in PEOPLE:
                await office.click(host, "table.merge_yes", number)
        elif gesture == "wait":
            await office.until(office.now + timedelta(minutes=5 * number))
        else:
            await office.click(who, gesture, number)
        _check(await office.tables())
    await database.close()


def _check(tables: list[OpenTable]) -> None:
    for table in tables:
        assert 1 <= len(table.seated) <= table.seats
        assert table.seats_person(table.host.person)
        assert len(set(seated(table))) == len(table.seated)
    for who in PEOPLE:
        starts = sorted(table.starts_at for table in tables if table.seats_person(who))
        assert all(later - sooner >= LUNCH_DURATION for sooner, later in pairwise(starts))


@pytest.mark.parametrize("state", ["closed", "cancelled"])
async def test_a_table_of_the_past_gives_no_seat_away(office: Office, state: str) -> None:
    await office.lunch(TOM)
    async with office.database.transaction() as tx:
        await tx.execute(update(open_table).values(state=state))
    for action in ("table.join", "table.change", "table.leave", "table.cancel"):
        assert "This table is no more" in text(await office.click(PRIYA, action, 1))
