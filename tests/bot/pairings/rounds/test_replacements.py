from datetime import timedelta

import pytest

from bot.people.departures import record_departures
from bot.store.engine import Database
from tests.bot.pairings.rounds.outages import Outage
from tests.factories.programs import AMARA, TUESDAY, make_eaters, pairing_world
from tests.factories.tables import JUN, PRIYA, TOM
from tests.jobs.pairing_rounds import begin_program
from tests.reading import button_values, text
from tests.world import HOME, World

OFF = "Your lunch is off this time"


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def _leave(world: World, *people: str) -> None:
    async with world.database.transaction() as tx:
        await record_departures(tx, HOME, people, world.now)
    await world.pass_time(minutes=5)


async def _join_late(world: World, person: str) -> None:
    await make_eaters(world, person)
    await world.command(person, "mingle join")


async def _pairs(world: World) -> list[set[str]]:
    return [set(people) for people, _ in await world.introductions()]


async def test_whoever_is_left_is_introduced_to_somebody_who_waits_and_reads_why(
    world: World,
) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    await _join_late(world, JUN)
    await _leave(world, TOM)

    assert await _pairs(world) == [{TOM, PRIYA}, {PRIYA, JUN}]
    [told] = await world.dms(PRIYA, OFF)
    assert "Tom X has left. You have other company this round" in text(told)
    assert "lunch.rescue" not in button_values(told)


async def test_two_who_are_left_are_introduced_to_each_other(world: World) -> None:
    await begin_program(world, TOM, PRIYA, JUN, AMARA)
    await world.until(TUESDAY)
    first, second = await _pairs(world)
    (left, stays), (leaves, remains) = sorted(first), sorted(second)
    await _leave(world, left)
    [told] = await world.dms(stays, OFF)
    assert "lunch.rescue" in button_values(told)

    await _leave(world, leaves)
    assert await _pairs(world) == [first, second, {stays, remains}]
    for person in (stays, remains):
        [told] = await world.dms(person, OFF)
        assert "You have other company this round" in text(told)


async def test_past_the_first_half_whoever_is_left_is_told_and_first_in_line(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    await _join_late(world, JUN)
    await world.until(TUESDAY + timedelta(days=5))
    await _leave(world, TOM)
    await world.pass_time(days=1)

    assert await _pairs(world) == [{TOM, PRIYA}]
    [told] = await world.dms(PRIYA, OFF)
    assert "first in line" in text(told)
    assert "lunch.rescue" not in button_values(told)


async def test_who_leaves_before_the_introduction_is_replaced_without_a_word_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage = Outage(monkeypatch)
    await begin_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    await _join_late(world, JUN)
    async with world.database.transaction() as tx:
        await record_departures(tx, HOME, [TOM], world.now)
    outage.is_over = True
    await world.pass_time(minutes=10)

    assert await _pairs(world) == [{PRIYA, JUN}]
    assert await world.dms(PRIYA, "Your match fell through") == []


async def test_who_would_rather_not_meet_is_no_replacement(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    await _join_late(world, JUN)
    await world.submit(JUN, "avoid.save", {"others": (PRIYA,)})
    await _leave(world, TOM)

    assert await _pairs(world) == [{TOM, PRIYA}]
    [told] = await world.dms(PRIYA, OFF)
    assert "lunch.rescue" in button_values(told)
