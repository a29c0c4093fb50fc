"""Whoever wrote nothing about themselves is asked for one line, once, where they read anyway."""

from datetime import timedelta

import pytest

from bot.store.engine import Database
from bot.ui.cards import Card
from tests.factories.people import describe
from tests.factories.programs import (
    JUN,
    PRIYA,
    TOM,
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.reading import button_values, form_of, text
from tests.world import World

MONDAY = TUESDAY - timedelta(hours=23)  # the notice of the first round is out
QUESTION = "What do you like?"


@pytest.fixture
async def world(database: Database) -> World:
    """Priya says what she likes; Tom joined before anybody was asked."""
    world = await pairing_world(database)
    await make_eaters(world, TOM, PRIYA, JUN)
    await describe(world, PRIYA, interests=["hill walking"], profile_at=TUESDAY)
    await set_up_program(world)
    await join_program(world, TOM, PRIYA)
    await describe(world, TOM, line_asked_in="")
    return world


async def _last_read(world: World, person: str) -> Card:
    return (await world.dms(person))[-1]


async def test_a_member_with_an_empty_profile_is_asked_on_the_next_notice_and_never_again(
    world: World,
) -> None:
    await world.until(MONDAY)
    first = await _last_read(world, TOM)
    assert QUESTION in text(first)
    assert {"lunch.skip", "profile.line"} <= button_values(first).keys()
    assert len(await world.dms(TOM)) == 1
    priya = await _last_read(world, PRIYA)
    assert QUESTION not in text(priya)

    await world.until(MONDAY + timedelta(days=7))
    second = await _last_read(world, TOM)
    assert "lunch.skip" in button_values(second)
    assert QUESTION not in text(second)


async def test_the_question_goes_once_it_is_answered_and_the_introduction_shows_the_line(
    world: World,
) -> None:
    await world.until(MONDAY)
    form = form_of(await world.click(TOM, "profile.line"))
    await world.submit(TOM, form, {"interests": "hikes, bread"})
    await world.pass_time(minutes=1)
    notice = await _last_read(world, TOM)
    assert QUESTION not in text(notice)
    assert "lunch.skip" in button_values(notice)

    await world.until(TUESDAY + timedelta(hours=1))
    introduction = (await world.introductions())[-1][1]
    assert "Tom X: likes hikes, bread" in text(introduction)


async def test_what_somebody_writes_after_the_introduction_shows_in_it(world: World) -> None:
    await world.until(TUESDAY + timedelta(hours=1))
    await world.submit(TOM, "profile.save", {"interests": "old films"})
    await world.pass_time(minutes=1)
    assert "Tom X: likes old films" in text((await world.introductions())[-1][1])


async def test_whoever_was_asked_while_joining_is_not_asked_on_a_notice(world: World) -> None:
    await join_program(world, JUN)
    await world.until(MONDAY)
    notice = await _last_read(world, JUN)
    assert "lunch.skip" in button_values(notice)
    assert QUESTION not in text(notice)


async def test_a_question_that_never_arrived_is_asked_again(world: World) -> None:
    await describe(world, TOM, zone="America/Los_Angeles", profile_at=TUESDAY)
    await world.until(MONDAY)  # in the middle of Tom's night
    await world.say(TOM, "/mingle pause Thursday")
    await world.until(MONDAY + timedelta(days=7, hours=12))
    notice = await _last_read(world, TOM)
    assert QUESTION in text(notice)
