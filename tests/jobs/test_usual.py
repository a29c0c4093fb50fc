from datetime import timedelta

import pytest

from adapters.playground.form_autofill import initial_values
from bot.core.tables import occurrence
from bot.store.engine import Database
from bot.ui.cards import as_text
from tests.factories.people import describe, make_avoid_list
from tests.factories.programs import make_program
from tests.factories.tables import (
    AMARA,
    COLLEAGUES,
    JUN,
    PRIYA,
    SOFIA,
    TOM,
    at,
    find_tables,
    hungry_world,
    lunch,
)
from tests.reading import buttons, form_of, text, titles
from tests.world import LUNCH, SIDE, World


@pytest.fixture
async def world(database: Database) -> World:
    return await hungry_world(database)


async def test_those_who_usually_eat_at_the_same_time_find_their_seats_taken(
    world: World,
) -> None:
    for who in (TOM, PRIYA, JUN):
        await lunch(world, who, "usual wed fri 12:45")
    await lunch(world, AMARA, "usual thu 12:45")
    await lunch(world, SOFIA, "usual wed 13:00")
    await world.until(at("09:30", 11))
    together, alone = await find_tables(world)
    assert sorted(guest.person for guest in together.seated) == sorted([TOM, PRIYA, JUN])
    assert together.starts_at == at("12:45", 11)
    assert [guest.person for guest in alone.seated] == [SOFIA]
    for who in (TOM, PRIYA, JUN):
        [card] = await world.outbox(who)
        assert ("table.leave", str(together.id), "Can't today") in buttons(card)
        assert "A usual table" in as_text(card)
    assert titles(await world.outbox(LUNCH)) == ["Sofia has a table today, 13:00"]


async def test_the_usual_comes_again_every_such_day(world: World) -> None:
    await lunch(world, TOM, "usual tue thu")
    await world.until(at("15:00", 20))
    days = [table.starts_at.day for table in await find_tables(world, "closed")]
    assert days == [12, 17, 19]


async def test_a_usual_set_early_in_the_morning_counts_today(world: World) -> None:
    world.now = at("08:00")
    assert "From Tuesday 10 March on" in text(await lunch(world, TOM, "usual tue 12:30"))
    await world.until(at("09:30"))
    assert len(await find_tables(world)) == 1


async def test_colleagues_in_other_offices_or_channels_eat_apart(world: World) -> None:
    for who, place in ((TOM, "Berlin"), (PRIYA, "berlin"), (JUN, "Leeds")):
        await describe(world, who, office=place)
        await lunch(world, who, "usual wed", channel=SIDE if who == PRIYA else LUNCH)
    await lunch(world, AMARA, "usual wed")
    await lunch(world, SOFIA, "usual wed", channel=SIDE)
    await world.until(at("10:00", 11))
    assert sorted(len(table.seated) for table in await find_tables(world)) == [1, 1, 1, 2]


async def test_people_who_rather_not_meet_are_seated_apart(world: World) -> None:
    await make_avoid_list(world, JUN, TOM)
    for who in COLLEAGUES:
        await lunch(world, who, "usual wed")
    await world.until(at("10:00", 11))
    assert not any(
        table.seats_person(JUN) and table.seats_person(TOM) for table in await find_tables(world)
    )
    assert sum(len(table.seated) for table in await find_tables(world)) == len(COLLEAGUES)


@pytest.mark.parametrize("reason", ["paused", "gone", "seated elsewhere"])
async def test_who_does_not_come_is_not_seated(world: World, reason: str) -> None:
    await lunch(world, TOM, "usual wed 12:30")
    if reason == "seated elsewhere":
        await lunch(world, TOM, "tomorrow 13:00")
    elif reason == "gone":
        await describe(world, TOM, left=True)
    else:
        await describe(world, TOM, paused_until=at("12:00", 20).date())
    await world.until(at("10:00", 11))
    assert not [table for table in await find_tables(world) if table.usual]
    async with world.database.read_transaction() as tx:
        due = [
            row.local_date.day
            for row in await tx.all(occurrence.select())
            if row.kind == "usual.seat"
        ]
    assert due == [11, 18]


async def test_a_morning_slept_through_is_left_and_the_next_planned(world: World) -> None:
    await lunch(world, TOM, "usual wed 12:30")
    world.now = at("12:31", 11)
    await world.pass_time()
    assert not await find_tables(world)
    await world.until(at("10:00", 18))
    assert len(await find_tables(world)) == 1


async def test_the_usual_can_be_changed_and_ended(world: World) -> None:
    await lunch(world, TOM, "usual wed 12:30")
    answer = await lunch(world, TOM, "usual I eat at 12:45 on Tuesday and Thursday")
    assert text(answer).startswith("Your usual: Tuesday and Thursday at 12:45")
    assert "No usual any more" in text(await lunch(world, TOM, "usual off"))
    assert "No usual any more" in text(await lunch(world, TOM, "usual off"))
    await world.until(world.now + timedelta(days=8))
    assert not await find_tables(world, "closed")


async def test_the_form_asks_for_the_usual_and_knows_it_next_time(world: World) -> None:
    empty = form_of(await lunch(world, TOM, "usual"))
    assert [field.id for field in empty.fields] == ["weekdays", "time", "channel"]
    answer = await world.submit(
        TOM, "usual.save", {"weekdays": ("4", "1"), "time": "12:15", "channel": SIDE}
    )
    assert text(answer).startswith("Your usual: Tuesday and Friday at 12:15")
    again = form_of(await lunch(world, TOM, "usual"))
    assert list(initial_values(again).values()) == [("1", "4"), "12:15", SIDE]


@pytest.mark.parametrize(
    "words",
    [
        "tue 03:00",
        "12:30",
        "tue 12:30 13:00",
        "🍜",
        "الثلاثاء",
        "@everyone",
        "<!channel>",
        "x" * 10_000,
        "tue 25:00",
    ],
)
async def test_a_usual_that_makes_no_sense_is_refused(world: World, words: str) -> None:
    before = await world.snapshot()
    answer = text(await lunch(world, TOM, f"usual {words}"))
    assert answer.startswith("That didn't work yet")
    assert len(answer) < 250
    assert await world.snapshot() == before


async def test_a_usual_needs_a_channel(world: World) -> None:
    assert "in the channel" in text(await lunch(world, TOM, "usual tue", channel=None))
    await make_program(world)
    assert "Your usual" in text(await lunch(world, TOM, "usual tue", channel=None))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("weekdays", ()),
        ("weekdays", ("9", "x", "٣")),
        ("time", "3 o'clock"),
        ("time", "22:00"),
        ("channel", "other/lunch"),
    ],
)
async def test_a_bad_field_of_the_usual_is_named(
    world: World, field: str, value: str | tuple[str, ...]
) -> None:
    good: dict[str, str | tuple[str, ...]] = {"weekdays": ("1",), "time": "12:30", "channel": LUNCH}
    before = await world.snapshot()
    answer = await world.submit(TOM, "usual.save", good | {field: value})
    assert list(answer.errors) == [field]  # type: ignore[union-attr]
    assert await world.snapshot() == before
