"""Mentors come first in a program: what people are asked, introduced for, and told."""

import pytest

from bot.store.engine import Database
from tests.factories.people import describe
from tests.factories.programs import (
    AMARA,
    BOSS,
    JUN,
    PRIYA,
    TOM,
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.reading import button_values, text
from tests.world import World

FIRST = "Here I first match people who'd like to learn something with those who can show it"


@pytest.fixture
async def world(database: Database) -> World:
    world = await pairing_world(database)
    await make_eaters(world, TOM, PRIYA, JUN, AMARA)
    await describe(world, TOM, wants=("public speaking",), interests=("ramen",))
    await describe(world, JUN, offers=("Public speaking",))
    await describe(world, PRIYA, interests=("ramen",))
    return world


async def test_whoever_wants_to_learn_meets_who_can_show_it_first(world: World) -> None:
    said = await set_up_program(world, mentors="yes")
    assert "Mentors: Whoever wants to learn meets a mentor first" in said
    await join_program(world, TOM, PRIYA, JUN, AMARA)
    await world.until(TUESDAY)
    cards = {frozenset(people): text(card) for people, card in await world.introductions()}
    assert cards.keys() == {frozenset({TOM, JUN}), frozenset({PRIYA, AMARA})}
    assert "Tom would like to learn public speaking" in cards[frozenset({TOM, JUN})]
    assert f"{FIRST}; this time that didn't work" in cards[frozenset({PRIYA, AMARA})]


async def test_without_mentors_nobody_reads_of_them(world: World) -> None:
    assert "Mentors" not in await set_up_program(world)
    await join_program(world, TOM, PRIYA, JUN, AMARA)
    await world.until(TUESDAY)
    assert not any(FIRST in text(card) for _, card in await world.introductions())


async def test_an_invitation_says_what_the_lunches_are_for_and_joining_asks_for_it(
    world: World,
) -> None:
    await set_up_program(world, mentors="yes")
    await world.pass_time(minutes=1)
    [invitation] = await world.dms(TOM, "Lunch with a colleague?")
    assert FIRST in text(invitation)
    joined = await world.command(AMARA, "mingle join")
    assert "what you can show, and what you'd like to learn" in text(joined)
    assert "profile.open" in button_values(joined)


async def test_why_and_a_preview_say_that_mentors_come_first(world: World) -> None:
    await set_up_program(world, mentors="yes", teams="within")
    await join_program(world, TOM, PRIYA, JUN, AMARA)
    preview = text(await world.command(BOSS, "round preview"))
    assert FIRST in preview
    assert "Here people of the same team come first." in preview
    await world.until(TUESDAY)
    assert FIRST in text(await world.command(TOM, "round explain"))
