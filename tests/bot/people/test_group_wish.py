import pytest

from bot.pairings.rounds.participants import collect_next_participants
from bot.store.engine import Database
from tests.factories.programs import EATERS, TUESDAY, find_program, pairing_world
from tests.jobs.pairing_rounds import begin_program
from tests.reading import button_values, card_of, text
from tests.world import World


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def test_people_who_would_rather_be_three_are_introduced_in_threes(world: World) -> None:
    await begin_program(world, *EATERS[:12])
    for person in EATERS[:6]:
        asked = card_of(await world.say(person, "/round three"))
        assert "three.wish" in button_values(asked)
        answer = text(await world.click(person, "three.wish", "three"))
        assert "Nobody learns of your wish." in answer
    await world.until(TUESDAY)
    groups = [to for to, _ in await world.introductions()]
    assert sorted(map(len, groups)) == [2, 2, 2, 3, 3]
    assert {person for group in groups if len(group) == 3 for person in group} == set(EATERS[:6])
    [card, *_] = [card for to, card in await world.introductions() if len(to) == 3]
    assert "This time you are three." in text(card)


async def test_a_wish_can_be_dropped_and_is_seen_by_nobody_else(world: World) -> None:
    await begin_program(world, *EATERS[:3])
    me = EATERS[0]
    await world.click(me, "three.wish", "three")
    assert "three.open" in button_values(card_of(await world.say(me, "/mingle me")))
    shown = card_of(await world.click(me, "three.open"))
    assert button_values(shown)["three.wish"] == "two"
    async with world.database.read_transaction() as tx:
        roster = await collect_next_participants(tx, await find_program(world), world.now)
    assert [person.id for person in roster.inputs.people if person.rather_three] == [me]
    assert "Two of you, or three?" in text(await world.click(me, "three.wish", "two"))
    async with world.database.read_transaction() as tx:
        roster = await collect_next_participants(tx, await find_program(world), world.now)
    assert not any(person.rather_three for person in roster.inputs.people)
