"""Opt-outs between the draw and the introduction hold, and nobody learns of a block."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.people.departures import record_departures
from bot.store.engine import Database
from tests.bot.pairings.rounds.outages import Outage
from tests.factories.programs import (
    JUN,
    PRIYA,
    TOM,
    TUESDAY,
    pairing_world,
)
from tests.jobs.pairing_rounds import begin_program
from tests.reading import button_values, text
from tests.world import HOME, World

OptOut = Callable[[World, str], Awaitable[Any]]

FELL_THROUGH = "Your match fell through"


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


@pytest.fixture
def outage(monkeypatch: pytest.MonkeyPatch) -> Outage:
    return Outage(monkeypatch)


async def leave(world: World, person: str) -> None:
    assert "no longer" in text(await world.say(person, "/mingle leave"))


async def pause(world: World, person: str) -> None:
    await world.say(person, "/mingle pause in two weeks")


async def skip(world: World, person: str) -> None:
    assert "Tue 3 Mar" in text(await world.say(person, "/mingle skip"))


async def skip_by_notice(world: World, person: str) -> None:
    value = f"1:{TUESDAY:%Y-%m-%d}"  # clicked a moment before the card changed
    assert "You sit this one out" in text(await world.click(person, "lunch.skip", value))


async def resume(world: World, outage: Outage) -> None:
    outage.is_over = True
    await world.pass_time(minutes=5)


@pytest.mark.parametrize("opt_out", [leave, pause, skip, skip_by_notice])
async def test_who_opts_out_after_the_draw_is_not_introduced_and_the_other_is_told(
    world: World, outage: Outage, opt_out: OptOut
) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    await opt_out(world, TOM)
    await resume(world, outage)

    assert await world.introductions() == []
    [told] = await world.dms(PRIYA, FELL_THROUGH)
    assert "Tom" not in text(told)
    assert "first in line" in text(told)
    assert await world.dms(TOM, FELL_THROUGH) == []


async def test_a_block_after_the_draw_reads_the_same_for_both(world: World, outage: Outage) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    await world.submit(TOM, "avoid.save", {"others": (PRIYA,)})
    await resume(world, outage)

    assert await world.introductions() == []
    [told_tom], [told_priya] = (
        await world.dms(TOM, FELL_THROUGH),
        await world.dms(PRIYA, FELL_THROUGH),
    )
    assert text(told_tom) == text(told_priya)


async def test_a_trio_of_whom_one_left_goes_ahead_as_two(world: World, outage: Outage) -> None:
    await begin_program(world, TOM, PRIYA, JUN)
    await world.until(TUESDAY)
    await leave(world, TOM)
    await resume(world, outage)

    [(people, card)] = await world.introductions()
    assert set(people) == {PRIYA, JUN}
    assert "Tom" not in text(card)
    assert "you are three" not in text(card)


async def test_of_a_trio_whoever_blocks_stays_out_and_may_find_somebody_else(
    world: World, outage: Outage
) -> None:
    await begin_program(world, TOM, PRIYA, JUN)
    await world.until(TUESDAY)
    await world.submit(TOM, "avoid.save", {"others": (PRIYA,)})
    await resume(world, outage)

    [(people, _)] = await world.introductions()
    assert set(people) == {PRIYA, JUN}
    [told] = await world.dms(TOM, FELL_THROUGH)
    assert "lunch.rescue" in button_values(told)
    value = await world.button(TOM, "lunch.rescue")
    assert "I'm looking" in text(await world.click(TOM, "lunch.rescue", value))


async def test_an_undone_introduction_does_not_count_as_one(world: World, outage: Outage) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    await skip(world, TOM)
    await resume(world, outage)
    await world.pass_time(weeks=1)

    [(people, card)] = await world.introductions()
    assert set(people) == {TOM, PRIYA}
    assert "You have not been introduced before." in text(card)
    assert await world.dms(PRIYA, "Did you") == []


async def test_somebody_who_is_in_after_all_is_introduced(world: World, outage: Outage) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    await skip(world, TOM)
    value = await world.button(TOM, "lunch.unskip")
    await world.click(TOM, "lunch.unskip", value)
    await resume(world, outage)

    [(people, _)] = await world.introductions()
    assert set(people) == {TOM, PRIYA}


async def test_whoever_left_the_company_is_not_waited_for(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    async with world.database.transaction() as tx:
        await record_departures(tx, HOME, [TOM], world.now)
    await world.pass_time(minutes=1)

    [told] = await world.dms(PRIYA, "Your lunch is off this time")
    assert "lunch.rescue" in button_values(told)
    assert await world.dms(TOM, "Your lunch is off") == []
