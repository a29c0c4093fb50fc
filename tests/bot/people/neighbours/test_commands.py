import pytest

from bot.core.interactions import FormErrors
from bot.people.neighbours.rules import pair_towns, read_groups
from bot.store.engine import Database
from bot.ui.cards import TextField
from tests.factories.people import describe
from tests.factories.programs import (
    BOSS,
    EATERS,
    EVE,
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import TOM
from tests.reading import complaints, form_of, text
from tests.world import HOME, World

AMARA = f"{HOME}/amara"


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def name_towns(world: World, towns: str) -> str:
    return text(await world.submit(BOSS, "neighbours.save", {"towns": towns}))


async def test_organisers_name_neighbouring_towns_and_see_them_listed(world: World) -> None:
    assert form_of(await world.say(BOSS, "/round neighbours")).action == "neighbours.save"
    assert "Leeds, Bradford" in await name_towns(world, "Leeds, Bradford\n\nBerlin; Potsdam")
    listed = text(await world.say(BOSS, "/round neighbours"))
    assert "Leeds, Bradford" in listed
    assert "Berlin, Potsdam" in listed

    [field] = form_of(await world.click(BOSS, "neighbours.open")).fields
    assert isinstance(field, TextField)
    assert field.initial == "Leeds, Bradford\nBerlin, Potsdam"
    assert "No neighbouring towns" in await name_towns(world, "")


async def test_only_organisers_name_neighbouring_towns(world: World) -> None:
    assert "organisers" in text(await world.say(EVE, "/round neighbours"))


@pytest.mark.parametrize(
    ("towns", "says"),
    [
        ("Leeds", "“Leeds” has no neighbour"),
        ("Leeds, HQ Leeds", "“Leeds” has no neighbour"),
        ("Leeds, Bradford\nYork", "“York” has no neighbour"),
        ("Leeds, Remote", "“Remote” is no town"),
        (", ".join("abcdefghijk"), "within 10 towns"),
        ("Leeds, <!channel>", "ring for everybody"),
        (f"Leeds, {'York' * 30}", "within 60 characters"),
        ("Leeds, Bradford\n" * 100, "within 1000 characters"),
    ],
)
async def test_towns_that_make_no_sense_are_answered_calmly(
    world: World, towns: str, says: str
) -> None:
    answer = await world.submit(BOSS, "neighbours.save", {"towns": towns})
    assert isinstance(answer, FormErrors)
    assert says in complaints(answer)["towns"]


def test_towns_are_neighbours_in_any_spelling_and_only_within_their_group() -> None:
    groups = read_groups("HQ Leeds, BRADFORD\nLeeds, York\nKöln, Bonn")
    assert pair_towns(groups) == (("bonn", "koln"), ("bradford", "leeds"), ("leeds", "york"))


async def test_a_round_introduces_neighbours_in_person_and_replays_though_towns_change(
    world: World,
) -> None:
    here, there = {*EATERS[0::4], *EATERS[1::4]}, {*EATERS[2::4], *EATERS[3::4]}
    await make_eaters(world, *EATERS[:12])
    for place, person in enumerate(EATERS[:12]):
        town = ("Leeds", "Bradford", "Berlin", "Potsdam")[place % 4]
        await describe(world, person, office=town, mode="person")
    await set_up_program(world)
    await join_program(world, *EATERS[:12])
    await name_towns(world, "Leeds, Bradford\nBerlin, Potsdam")

    await world.until(TUESDAY)
    met = {frozenset(people): text(card) for people, card in await world.introductions()}
    assert len(met) == 6
    assert all(people <= here or people <= there for people in met)
    assert not any("call" in said.casefold() for said in met.values())

    await name_towns(world, "")
    assert "comes out the same from its seed" in text(await world.command(BOSS, "round replay"))
    explained = text(await world.command(TOM, "round explain"))
    assert "call" not in explained.casefold()
