from datetime import timedelta

import pytest

from bot.store.engine import Database
from bot.ui.cards import Card
from tests.factories.people import describe
from tests.factories.programs import (
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import PRIYA, TOM
from tests.reading import labels, text
from tests.world import World


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def introduce(world: World, tom: dict[str, str], priya: dict[str, str]) -> Card:
    """Return the introduction of two people with these profiles."""
    await make_eaters(world, TOM, PRIYA)
    await describe(world, TOM, **tom, profile_at=TUESDAY)
    await describe(world, PRIYA, **priya, profile_at=TUESDAY)
    await set_up_program(world)
    await join_program(world, TOM, PRIYA)
    await world.until(TUESDAY + timedelta(days=1))
    [(_, card)] = await world.introductions()
    return card


async def test_people_in_two_towns_are_asked_to_call_while_both_work(world: World) -> None:
    card = await introduce(
        world,
        {"office": "Berlin", "zone": "Europe/Berlin"},
        {"office": "New York", "zone": "America/New_York"},
    )
    assert "When suits you for a call?" in text(card)
    # In Berlin; 10:00 in New York.
    assert "Time 1: Thu 5 Mar, 16:00 · no answers yet" in text(card)
    assert labels(card, "lunch.moment") == ["Time 1", "Time 2", "Time 3"]


async def test_people_whose_days_never_meet_are_told_so_and_given_no_time(world: World) -> None:
    card = await introduce(
        world,
        {"office": "Berlin", "zone": "Europe/Berlin"},
        {"office": "Auckland", "zone": "Pacific/Auckland"},
    )
    assert "I found no working hour that you both share" in text(card)
    assert labels(card, "lunch.moment") == []


async def test_somebody_who_likes_to_meet_remotely_is_asked_to_call(world: World) -> None:
    card = await introduce(world, {"office": "Berlin", "mode": "remote"}, {"office": "HQ Berlin"})
    assert "When suits you for a call?" in text(card)


async def test_two_spellings_of_a_town_are_one_town(world: World) -> None:
    card = await introduce(world, {"office": "HQ Berlin"}, {"office": "BERLIN, Mitte"})
    assert "Thu 5 Mar, 12:30: no answers yet" in text(card)
