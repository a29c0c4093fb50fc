"""Organisers hear once of a program whose rounds come to nothing, with what they can do."""

from datetime import timedelta

import pytest

from bot.core.interactions import OpenForm
from bot.store.engine import Database
from tests.factories.programs import (
    BOSS,
    EATERS,
    TUESDAY,
    find_program,
    join_program,
    make_eaters,
    pairing_world,
)
from tests.jobs.pairing_rounds import WEEK, begin_program
from tests.reading import button_values, labels, text
from tests.world import World

SEVEN = EATERS[:7]
TITLE = "#lunch: few lunches happen"


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def _notes(world: World) -> list[str]:
    return [text(card) for card in await world.dms(BOSS, TITLE)]


async def _met(world: World) -> None:
    [*_, (people, card)] = await world.introductions()
    await world.click(people[0], "lunch.met", button_values(card)["lunch.met"])


async def test_organisers_hear_of_seven_silent_people_and_of_the_program_running_dry(
    world: World,
) -> None:
    await begin_program(world, *SEVEN)
    await world.until(TUESDAY + 2 * WEEK)
    assert not await _notes(world)

    await world.until(TUESDAY + 3 * WEEK + timedelta(hours=1))
    [unmet] = await _notes(world)
    assert "In three rounds running, nobody reported a meeting." in unmet
    assert "Taking part: fewer than nine people" in unmet

    await world.until(TUESDAY + 8 * WEEK)
    _, dry = await _notes(world)
    assert "Rounds have hardly anybody left to introduce." in dry
    assert "Taking part: fewer than nine people" in dry
    assert "Paused after four silent rounds: fewer than nine people" in dry


async def test_the_channel_hears_once_that_there_was_nobody_to_introduce(world: World) -> None:
    await begin_program(world, *SEVEN)
    await world.until(TUESDAY + 8 * WEEK)
    [post] = await world.posts(title="No introductions this time")
    assert "There was nobody to introduce this time." in text(post)
    assert labels(post, "people.join") == ["I'm in"]
    assert "lunch.how" not in button_values(post)


async def test_organisers_hear_again_only_after_it_went_well_in_between(world: World) -> None:
    await begin_program(world, *EATERS[:3])
    await world.until(TUESDAY + 4 * WEEK - timedelta(days=2))
    [few] = await _notes(world)
    assert "3" not in few

    await make_eaters(world, *EATERS[3:6])
    await join_program(world, *EATERS[:6])
    await world.until(TUESDAY + 4 * WEEK + timedelta(hours=1))
    await _met(world)
    assert not await _notes(world)
    assert await world.dms(BOSS, "#lunch: that's settled")

    for person in EATERS[:3]:
        await world.command(person, "mingle leave")
    await world.until(TUESDAY + 7 * WEEK)
    assert len(await _notes(world)) == 1


async def test_a_program_whose_people_meet_is_told_to_nobody(world: World) -> None:
    await begin_program(world, *SEVEN)
    for week in range(6):
        await world.until(TUESDAY + week * WEEK + timedelta(hours=1))
        await _met(world)
    assert not await _notes(world)


async def test_who_never_answered_is_invited_again_once(world: World) -> None:
    await make_eaters(world, *EATERS[3:6])
    await begin_program(world, *EATERS[:2])
    await world.pass_time(hours=1)
    await world.click(EATERS[3], "people.decline", (await find_program(world)).id)
    await world.until(TUESDAY + WEEK + timedelta(hours=1))
    number = await world.button(BOSS, "program.invite")

    answer = await world.click(BOSS, "program.invite", number)
    assert "who hasn't answered yet" in text(answer)
    await world.pass_time(minutes=5)
    assert len(await world.dms(EATERS[5], "Lunch with a colleague?")) == 2
    assert len(await world.dms(EATERS[3], "Lunch with a colleague?")) == 1
    again = await world.click(BOSS, "program.invite", number)
    assert "invited again already" in text(again)


async def test_organisers_change_or_stop_the_lunches_from_the_note(world: World) -> None:
    await begin_program(world, *EATERS[:2])
    await world.until(TUESDAY + WEEK + timedelta(hours=1))
    number = await world.button(BOSS, "program.change")
    opened = await world.click(BOSS, "program.change", number)
    assert isinstance(opened, OpenForm)

    asked = await world.click(BOSS, "program.stop", number)
    assert "I won't draw any more rounds" in text(asked)
    assert (await find_program(world)).active
    await world.click(BOSS, "program.stop_now", number)
    assert not (await find_program(world)).active
    await world.pass_time(minutes=5)
    assert not await _notes(world)
    again = await world.click(BOSS, "program.stop_now", number)
    assert "stopped already" in text(again)


async def test_only_organisers_stop_the_lunches(world: World) -> None:
    await begin_program(world, *EATERS[:2])
    await world.click(EATERS[0], "program.stop_now", (await find_program(world)).id)
    assert (await find_program(world)).active
