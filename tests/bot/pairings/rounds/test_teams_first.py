"""People of different teams come first, or of the same: what a round and its cards make of it."""

import pytest

from bot.store.engine import Database
from tests.factories.people import describe
from tests.factories.programs import (
    AMARA,
    BOSS,
    JUN,
    PRIYA,
    SOFIA,
    TOM,
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.jobs.pairing_rounds import WEEK
from tests.reading import text
from tests.world import World

TEAMS = {TOM: "Data", PRIYA: "data", JUN: "Design", AMARA: "Design"}
NOT_FOR_ALL = "come first here; this time that didn't work out for everyone"


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def _begin(world: World, teams: str, **of: str) -> str:
    await make_eaters(world, *TEAMS)
    for person, team in {**TEAMS, **of}.items():
        await describe(world, person, team=team)
    answer = await set_up_program(world, teams=teams)
    await join_program(world, *TEAMS)
    return answer


async def _drawn(world: World) -> set[frozenset[str]]:
    return {frozenset(people) for people, _ in await world.introductions()}


async def test_people_of_the_same_team_are_introduced_first(world: World) -> None:
    said = await _begin(world, "within")
    assert "Teams: People of the same team first" in said
    await world.until(TUESDAY)
    assert await _drawn(world) == {frozenset({TOM, PRIYA}), frozenset({JUN, AMARA})}
    assert all(
        "You work in the same team." in text(card) for _, card in await world.introductions()
    )


async def test_why_says_that_people_of_the_same_team_come_first(world: World) -> None:
    await _begin(world, "within")
    await world.until(TUESDAY)
    why = text(await world.command(TOM, "round explain"))
    assert "You work in the same team." in why
    assert "people of the same team first" in why
    assert "from different teams" not in why


async def test_whoever_has_no_one_of_their_team_meets_others_and_reads_why(world: World) -> None:
    await _begin(world, "within", **{AMARA: "Law"})
    await world.until(TUESDAY)
    assert await _drawn(world) == {frozenset({TOM, PRIYA}), frozenset({JUN, AMARA})}
    cards = {people: text(card) for people, card in await world.introductions()}
    for people, words in cards.items():
        assert (f"People of the same team {NOT_FOR_ALL}" in words) == (JUN in people)


async def test_people_of_different_teams_go_on_meeting_across(world: World) -> None:
    said = await _begin(world, "across")
    assert "Teams: People of different teams first" in said
    await world.until(TUESDAY + 3 * WEEK)
    drawn = [people for people, _ in await world.introductions()]
    assert len(drawn) == 8
    assert not {tuple(sorted(people)) for people in drawn} & {(PRIYA, TOM), (AMARA, JUN)}
    assert "Here people of different teams come first." in text(
        await world.command(TOM, "round explain")
    )


async def test_a_team_of_its_own_is_matched_all_the_same_and_reads_why(world: World) -> None:
    await _begin(world, "across", **{JUN: "Data", AMARA: "Data"})
    await world.until(TUESDAY)
    cards = [text(card) for _, card in await world.introductions()]
    assert len(cards) == 2
    assert all(f"People of different teams {NOT_FOR_ALL}" in words for words in cards)


async def test_a_change_of_mind_counts_from_the_next_draw(world: World) -> None:
    await _begin(world, "within")
    await set_up_program(world, teams="across")
    await world.until(TUESDAY)
    assert frozenset({TOM, PRIYA}) not in await _drawn(world)


async def test_a_preview_says_who_comes_first(world: World) -> None:
    await _begin(world, "within")
    await world.until(TUESDAY)
    assert "Here people of the same team come first." in text(
        await world.command(BOSS, "round preview")
    )


async def test_whoever_joins_late_is_matched_even_from_another_team(world: World) -> None:
    await _begin(world, "within")
    await make_eaters(world, SOFIA)
    await world.command(SOFIA, "mingle join")
    await world.until(TUESDAY)
    assert SOFIA in set().union(*await _drawn(world))
