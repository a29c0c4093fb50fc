"""Show organisers, and once a month the channel, who met across teams."""

from datetime import timedelta

import pytest

from bot.pairings.views.picture import too_little
from bot.store.engine import Database
from bot.ui.cards import Card, Picture
from tests.factories.programs import (
    BOSS,
    EATERS,
    MONDAY_AT_TEN,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.reading import button_values, sentence, text
from tests.world import World

DRAW = MONDAY_AT_TEN + timedelta(days=1)


@pytest.fixture
async def world(database: Database) -> World:
    world = await pairing_world(database)
    await make_eaters(world, *EATERS[:6], team="Data")
    await make_eaters(world, *EATERS[6:], team="Sales")
    await set_up_program(world)
    await join_program(world, *EATERS)
    return world


async def _eat(world: World, rounds: int) -> None:
    """Live through this many rounds in which everyone meets."""
    told = len(await world.introductions())
    for number in range(rounds):
        await world.until(DRAW + timedelta(weeks=number))
        introductions = await world.introductions()
        fresh, told = introductions[told:], len(introductions)
        for people, card in fresh:
            await world.click(people[0], "lunch.met", button_values(card)["lunch.met"])


def _pictures(*cards: Card) -> list[Picture]:
    return [part for card in cards for part in card.parts if isinstance(part, Picture)]


async def test_an_organiser_who_asks_gets_the_picture_alone(world: World) -> None:
    await _eat(world, 2)
    before = len(await world.posts())
    assert "drawing" in text(await world.command(BOSS, "round picture"))
    await world.engine.run_until_idle()
    (shown,) = _pictures(*await world.dms(BOSS))
    assert shown.alt == "Teams that met: Data and Sales often."
    assert {(spot.label, spot.size) for spot in shown.spots} == {("Data", 6), ("Sales", 6)}
    assert len(await world.posts()) == before


async def test_before_enough_people_met_there_is_no_picture(world: World) -> None:
    assert sentence(too_little()) in text(await world.command(BOSS, "round picture"))
    await world.engine.run_until_idle()
    assert not _pictures(*await world.dms(BOSS))


async def test_the_channel_sees_the_picture_in_the_first_report_of_a_month(world: World) -> None:
    await _eat(world, 6)  # on 3, 10, 17, 24 and 31 March, and 7 April
    assert [len(_pictures(report)) for report in await world.posts()] == [0, 0, 0, 0, 0, 1]


async def test_who_says_they_could_not_come_is_in_no_picture(world: World) -> None:
    await world.until(DRAW)
    for people, card in await world.introductions():
        await world.click(people[0], "lunch.cant", button_values(card)["lunch.cant"])
    assert sentence(too_little()) in text(await world.command(BOSS, "round picture"))
