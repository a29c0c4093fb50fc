"""Show organisers, and once a month the channel, who met across teams."""

from datetime import timedelta

import pytest

from bot.pairings.views.picture import TOO_LITTLE
from bot.store.engine import Database
from bot.ui.cards import Card, Picture
from tests.jobs.pairings_world import MONDAY, NAMES, World, buttons, said

DRAW = MONDAY + timedelta(days=1)


@pytest.fixture
async def world(database: Database) -> World:
    world = World(database)
    await world.move_in(*NAMES[:6], team="Data")
    await world.move_in(*NAMES[6:], team="Sales")
    await world.set_up()
    await world.join(*NAMES)
    return world


async def _eat(world: World, rounds: int) -> None:
    """Live through so many rounds in which everybody meets."""
    told = len(world.introductions())
    for number in range(rounds):
        await world.until(DRAW + timedelta(weeks=number))
        fresh, told = world.introductions()[told:], len(world.introductions())
        for people, card in fresh:
            await world.click(people[0].removeprefix("w/"), "lunch.met", buttons(card)["lunch.met"])


def _pictures(*cards: Card) -> list[Picture]:
    return [part for card in cards for part in card.parts if isinstance(part, Picture)]


async def test_an_organiser_who_asks_gets_the_picture_alone(world: World) -> None:
    await _eat(world, 2)
    before = len(world.posts())
    assert "drawing" in said(await world.call("Boss", "command", "round picture", organiser=True))
    await world.engine.run_until_idle()
    (shown,) = _pictures(*world.heard("Boss"))
    assert shown.alt == "Teams that met: Data and Sales often."
    assert {(spot.label, spot.size) for spot in shown.spots} == {("Data", 6), ("Sales", 6)}
    assert len(world.posts()) == before


async def test_before_enough_people_met_there_is_no_picture(world: World) -> None:
    assert TOO_LITTLE in said(await world.call("Boss", "command", "round picture", organiser=True))
    await world.engine.run_until_idle()
    assert not _pictures(*world.heard("Boss"))


async def test_the_channel_sees_the_picture_in_the_first_report_of_a_month(world: World) -> None:
    await _eat(world, 6)  # on 3, 10, 17, 24 and 31 March, and 7 April
    assert [len(_pictures(report)) for report in world.posts()] == [0, 0, 0, 0, 0, 1]


async def test_who_says_they_could_not_come_is_in_no_picture(world: World) -> None:
    await world.until(DRAW)
    for people, card in world.introductions():
        await world.click(people[0].removeprefix("w/"), "lunch.cant", buttons(card)["lunch.cant"])
    assert TOO_LITTLE in said(await world.call("Boss", "command", "round picture", organiser=True))
