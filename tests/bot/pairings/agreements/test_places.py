"""Places for those who are introduced, chosen alike whatever anybody of them eats."""

import pytest

from bot.pairings.agreements.places import next_place
from bot.store.engine import Database
from bot.ui.cards import Card
from bot.venues import records
from bot.venues.rules import Venue, VisitHistory, rank_for_group, suits_diets
from tests.factories.programs import (
    BOSS,
    EVE,
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import PRIYA, TOM
from tests.reading import form_of, labels, text, value_of
from tests.world import HOME, World

BERLIN = {"good_for": "lunch", "town": "Berlin"}


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def _venues(world: World, *names: str, **values: object) -> None:
    async with world.database.transaction() as tx:
        for name in names:
            venue = {**BERLIN, "name": name, **values}
            await records.upsert_venue(tx, HOME, BOSS, world.now, **venue)


async def _introduce(world: World, office: str = "Berlin", eats: tuple[str, ...] = ()) -> Card:
    """Return the introduction of two people in an office, one of whom eats as told."""
    await make_eaters(world, TOM, PRIYA, office=office)
    if eats:
        assert "This stays between us" in await _eats(world, PRIYA, *eats)
    await set_up_program(world)
    await join_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    return await _introduction(world)


async def _introduction(world: World) -> Card:
    await world.pass_time(minutes=2)
    return (await world.introductions())[-1][1]


async def _eats(world: World, person: str, *diets: str) -> str:
    form = form_of(await world.say(person, "/mingle diet"))
    return text(await world.submit(person, form, {"diets": diets}))


async def test_a_place_in_their_town_is_suggested_and_another_on_request(world: World) -> None:
    await _venues(world, "Anker", "Birke", address="Torstr. 1")
    card = await _introduce(world, office="HQ Berlin")
    assert "A place to meet: Anker, Torstr. 1." in text(card)
    await world.click(TOM, "lunch.place", value_of(card, "lunch.place"))
    assert "A place to meet: Birke, Torstr. 1." in text(await _introduction(world))
    assert "between other people" in text(await world.click(EVE, "lunch.place", "1"))


async def test_where_no_place_is_known_nothing_is_said(world: World) -> None:
    await _venues(world, "Anker", town="Hamburg")
    card = await _introduce(world)
    assert "place" not in text(card)
    assert "Another place" not in labels(card)
    assert "no other place" in text(await world.click(TOM, "lunch.place", "1"))


@pytest.mark.parametrize("eats", [(), ("vegetarian",), ("kosher",)])
async def test_the_place_that_cooks_for_most_comes_first_whatever_they_eat(
    world: World, eats: tuple[str, ...]
) -> None:
    await _venues(world, "Anker", "Birke")
    await _venues(world, "Chorus", diets=("vegan", "halal"))
    card = await _introduce(world, eats=eats)
    assert "A place to meet: Chorus." in text(card)
    shown = " ".join(text(seen) for seen in await world.inbox(TOM)).casefold()
    assert "vegetarian" not in shown
    assert "vegan" not in shown


async def test_another_place_cooks_for_whoever_asks_and_no_card_says_so(world: World) -> None:
    await _venues(world, "Anker", diets=("halal", "nut-free"))
    await _venues(world, "Birke")
    await _venues(world, "Chorus", diets=("vegan", "gluten-free"))
    card = await _introduce(world, eats=("vegetarian",))
    assert "A place to meet: Chorus." in text(card)
    await world.click(TOM, "lunch.place", value_of(card, "lunch.place"))
    assert "A place to meet: Anker." in text(await _introduction(world))
    await world.click(PRIYA, "lunch.place", value_of(card, "lunch.place"))
    assert "A place to meet: Chorus." in text(await _introduction(world))
    assert "no other place" in text(await world.click(PRIYA, "lunch.place", "1"))
    assert "veg" not in " ".join(text(seen) for seen in await world.inbox(TOM)).casefold()


async def test_a_diet_can_be_taken_back(world: World) -> None:
    await _introduce(world, eats=("kosher",))
    assert "I keep nothing" in await _eats(world, PRIYA)
    assert not (await world.rows())["person_diet"]


async def test_the_agreed_entry_names_the_place_and_follows_it(world: World) -> None:
    await _venues(world, "Anker", "Birke")
    card = await _introduce(world)
    moment = value_of(card, "lunch.moment")
    for person in (TOM, PRIYA):
        await world.click(person, "lunch.moment", moment)
    await world.pass_time(minutes=2)
    await world.click(PRIYA, "lunch.place", value_of(card, "lunch.place"))
    await world.pass_time(minutes=2)
    [news] = [seen for seen in await world.inbox(TOM) if seen.title == "You've found a time"]
    entry = "".join(getattr(part, "content", "") for part in news.parts)
    assert "LOCATION:Birke" in entry
    assert "SEQUENCE:1" in entry


async def test_organisers_hear_that_a_town_is_missing(world: World) -> None:
    await make_eaters(world, TOM)
    await _venues(world, "Anker", town="")
    assert "With a town" in text(await world.say(BOSS, "/venues"))
    assert "With a town" not in text(await world.say(TOM, "/venues"))


def test_the_same_people_are_sent_elsewhere() -> None:
    venues = [Venue(n, name, "lunch", town="Berlin") for n, name in enumerate(("A", "B", "C"), 1)]
    ranked = rank_for_group(venues, VisitHistory({}), "berlin", 2, {1: 2, 2: 1})
    assert [venue.name for venue in ranked] == ["C", "B", "A"]
    assert not rank_for_group(venues, VisitHistory({}), "", 2, {})


@pytest.mark.parametrize(
    ("cooks", "eats", "fits"),
    [
        ((), (), True),
        ((), ("vegan",), False),
        (("vegan",), ("vegetarian",), True),
        (("vegetarian",), ("vegan",), False),
        (("gluten free", "halal"), ("gluten-free",), True),
        (("halal",), ("halal", "vegan"), False),
    ],
)
def test_a_place_fits_only_who_it_cooks_for(
    cooks: tuple[str, ...], eats: tuple[str, ...], fits: bool
) -> None:
    assert suits_diets(Venue(1, "Anker", "lunch", diets=cooks), eats) is fits


def test_another_place_goes_round() -> None:
    first, second = Venue(1, "A", "lunch"), Venue(2, "B", "lunch")
    assert next_place([first, second], first) == second
    assert next_place([first, second], second) == first
    assert next_place([first], first) is None
    assert next_place([first], None) == first
