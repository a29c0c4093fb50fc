"""Who leaves or pauses after an introduction is asked, and the other never waits in vain."""

from datetime import timedelta

import pytest

from bot.store.engine import Database
from tests.factories.programs import JUN, PRIYA, TOM, TUESDAY, pairing_world
from tests.jobs.pairing_rounds import begin_program
from tests.reading import button_values, text, value_of
from tests.world import World

ANSWER = "Is your lunch still on?"


@pytest.fixture
async def world(database: Database) -> World:
    """Tom and Priya have just been introduced."""
    made = await pairing_world(database)
    await begin_program(made, TOM, PRIYA)
    await made.until(TUESDAY)
    assert len(await made.introductions()) == 1
    return made


@pytest.mark.parametrize("words", ["/mingle leave", "/mingle pause in two weeks"])
async def test_the_answer_asks_whether_they_still_meet(world: World, words: str) -> None:
    answer = await world.say(TOM, words)
    assert "Still meeting?" in text(answer)
    assert "Priya" in text(answer)
    assert {"lunch.still", "lunch.cant"} <= button_values(answer).keys()


async def test_who_says_no_is_replaced_at_once(world: World) -> None:
    answer = await world.say(TOM, "/mingle leave")
    await world.click(TOM, "lunch.cant", value_of(answer, "lunch.cant"))
    await world.pass_time(minutes=1)
    [told] = await world.dms(PRIYA, "Your lunch is off this time")
    assert "lunch.rescue" in button_values(told)
    await world.pass_time(days=2)
    assert await world.dms(PRIYA, ANSWER) == []


async def test_who_says_yes_is_believed(world: World) -> None:
    answer = await world.say(TOM, "/mingle pause in two weeks")
    await world.click(TOM, "lunch.still", value_of(answer, "lunch.still"))
    await world.pass_time(days=2)
    assert await world.dms(PRIYA, ANSWER) == []
    assert await world.dms(PRIYA, "Your lunch is off") == []


async def test_without_an_answer_the_other_hears_by_the_next_working_morning(
    world: World,
) -> None:
    await world.say(TOM, "/mingle leave")
    await world.until(TUESDAY + timedelta(days=1))
    [told] = await world.dms(PRIYA, ANSWER)
    assert "I asked Tom X whether your lunch still stands" in text(told)

    looking = await world.click(PRIYA, "lunch.move_on", value_of(told, "lunch.move_on"))
    assert "I'm looking" in text(looking)
    await world.pass_time(minutes=1)
    assert len(await world.dms(TOM, "Your lunch is off this time")) == 1


async def test_a_late_yes_ends_the_doubt(world: World) -> None:
    answer = await world.say(TOM, "/mingle leave")
    await world.until(TUESDAY + timedelta(days=1))
    await world.click(TOM, "lunch.still", value_of(answer, "lunch.still"))
    await world.pass_time(minutes=1)
    [told] = await world.dms(PRIYA, "Your lunch is on")
    assert "Tom X says you're still meeting." in text(told)


async def test_nobody_is_doubted_who_is_back_in(world: World) -> None:
    await world.say(TOM, "/mingle leave")
    await world.say(TOM, "/mingle join")
    await world.until(TUESDAY + timedelta(days=1))
    assert await world.dms(PRIYA, ANSWER) == []


async def test_a_skip_of_the_round_that_introduced_asks_as_well(world: World) -> None:
    answer = await world.click(TOM, "lunch.skip", f"1:{TUESDAY:%Y-%m-%d}")
    assert "You're introduced already" in text(answer)


async def test_a_trio_has_enough_people_left(database: Database) -> None:
    world = await pairing_world(database)
    await begin_program(world, TOM, PRIYA, JUN)
    await world.until(TUESDAY)
    await world.say(TOM, "/mingle leave")
    await world.until(TUESDAY + timedelta(days=1))
    assert await world.dms(PRIYA, ANSWER) == []
    assert await world.dms(JUN, ANSWER) == []


async def test_a_doubt_that_is_settled_asks_nothing_more(world: World) -> None:
    answer = await world.say(TOM, "/mingle leave")
    await world.until(TUESDAY + timedelta(days=1))
    [told] = await world.dms(PRIYA, ANSWER)
    assert "lunch.still" in button_values(told)

    await world.click(TOM, "lunch.still", value_of(answer, "lunch.still"))
    await world.pass_time(minutes=1)
    [settled] = await world.dms(PRIYA, "Your lunch, settled")
    assert "says you're still meeting" in text(settled)
    assert not button_values(settled)
    assert await world.dms(PRIYA, ANSWER) == []
