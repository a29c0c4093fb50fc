"""Let people change their minds while a round is being drawn apart from everything else."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.pairings.tables import pairing_program, pairing_round
from bot.people.tables import avoidance
from bot.store.engine import Database
from jobs.engine.worker_process import WorkerDied, run_in_process
from tests.jobs.pairings_world import NAMES, World, said, words

TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # 10:00 in Berlin

Change = Callable[[World], Awaitable[object]]


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


class Meanwhile:
    """Work apart during which something happens in the world, the first few times."""

    def __init__(self, world: World, change: Change, times: int = 1) -> None:
        self.world, self.change, self.times = world, change, times
        self.draws = 0

    async def __call__(self, work: Callable[..., Any], /, *given: Any) -> Any:
        self.draws += 1
        if self.draws <= self.times:
            await asyncio.wait_for(
                self.change(self.world), timeout=20
            )  # it would wait for ever behind a lock
        return work(*given)


async def _begin(world: World, *names: str, size: str = "3") -> None:
    await world.move_in(*names)
    await world.set_up(size=size)
    await world.join(*names)


async def _rounds(world: World) -> int:
    async with world.database.read_transaction() as tx:
        return int(await tx.scalar(select(func.count()).select_from(pairing_round)))


def _met(world: World) -> set[str]:
    return {who for to, _ in world.introductions() for who in to}


async def _leave(world: World) -> object:
    return await world.call("Tom", "command", "mingle leave")


async def _skip(world: World) -> object:
    return await world.click("Tom", "lunch.skip", "1:2026-03-03")


async def _pause(world: World) -> None:
    await world.describe("Tom", paused_until=date(2026, 4, 1))


async def _go(world: World) -> None:
    await world.describe("Tom", left=True)


@pytest.mark.parametrize("change", [_leave, _skip, _pause, _go])
async def test_who_changes_their_mind_while_the_round_is_drawn_is_not_in_it(
    either_database: Database, change: Change
) -> None:
    world = World(either_database)
    await _begin(world, *NAMES[:7])
    world.engine.offload = drawing = Meanwhile(world, change)
    await world.until(TUESDAY)
    assert _met(world) == {f"w/{name.lower()}" for name in NAMES[1:7]}
    assert (drawing.draws, await _rounds(world)) == (2, 1)


async def test_who_wishes_not_to_meet_somebody_while_the_round_is_drawn_does_not(
    world: World,
) -> None:
    await _begin(world, *NAMES[:6])

    async def wish(world: World) -> None:
        async with world.database.transaction() as tx:
            for other in NAMES[1:3]:
                await tx.insert(
                    avoidance, workspace="w", person="w/tom", other=f"w/{other.lower()}"
                )

    world.engine.offload = Meanwhile(world, wish)
    await world.until(TUESDAY)
    [company] = [to for to, _ in world.introductions() if "w/tom" in to]
    assert not {"w/priya", "w/jun"} & set(company)


async def test_who_joins_while_the_round_is_drawn_is_in_it(world: World) -> None:
    await _begin(world, *NAMES[:5])
    await world.move_in("Lena")
    world.engine.offload = Meanwhile(world, lambda world: world.join("Lena"))
    await world.until(TUESDAY)
    assert "w/lena" in _met(world)


async def test_a_round_that_is_stopped_while_it_is_drawn_is_not_held(world: World) -> None:
    await _begin(world, *NAMES[:6])

    async def stop(world: World) -> None:
        async with world.database.transaction() as tx:
            await tx.execute(update(pairing_program).values(active=False))

    world.engine.offload = Meanwhile(world, stop)
    await world.until(TUESDAY)
    assert (await _rounds(world), world.introductions()) == (0, [])


async def test_a_round_is_drawn_even_if_people_never_stop_changing_their_minds(
    world: World,
) -> None:
    await _begin(world, *NAMES[:7])
    turns = iter(range(100))

    async def waver(world: World) -> None:
        action = "lunch.unskip" if next(turns) % 2 else "lunch.skip"
        await world.click("Tom", action, "1:2026-03-03")

    world.engine.offload = drawing = Meanwhile(world, waver, times=100)
    await world.until(TUESDAY)
    assert await _rounds(world) == 1
    assert "w/tom" not in _met(world)
    assert drawing.draws == 3


async def test_two_processes_that_draw_the_same_round_hold_it_once(
    either_database: Database,
) -> None:
    world, other = World(either_database), World(either_database)
    await _begin(world, *NAMES[:9])
    await world.until(TUESDAY - timedelta(minutes=1))
    world.now = other.now = TUESDAY
    both = asyncio.Barrier(2)

    async def drawing(work: Callable[..., Any], /, *given: Any) -> Any:
        await asyncio.wait_for(both.wait(), timeout=20)
        return work(*given)

    world.engine.offload = other.engine.offload = drawing
    await asyncio.gather(world.engine.run_until_idle(), other.engine.run_until_idle())
    assert await _rounds(world) == 1
    met = Counter(who for each in (world, other) for to, _ in each.introductions() for who in to)
    assert met == Counter({f"w/{name.lower()}": 1 for name in NAMES[:9]})


async def test_a_round_whose_helper_died_is_drawn_a_minute_later_once(world: World) -> None:
    await _begin(world, *NAMES[:6])

    async def dying(work: Callable[..., Any], /, *given: Any) -> Any:
        world.engine.offload = run_in_process  # the next one lives
        raise WorkerDied

    world.engine.offload = dying
    await world.until(TUESDAY)
    assert await _rounds(world) == 0
    await world.pass_time(minutes=1)
    assert await _rounds(world) == 1
    assert len(_met(world)) == 6
    await world.pass_time(hours=1)
    assert await _rounds(world) == 1


async def test_a_large_round_is_the_same_whether_it_is_drawn_apart_or_not(world: World) -> None:
    people = [f"Colleague{number}" for number in range(45)]
    await _begin(world, *people, size="2")
    world.engine.offload = run_in_process
    await world.until(TUESDAY)
    assert len(_met(world)) == 45
    assert sorted(len(to) for to, _ in world.introductions()) == [2] * 21 + [3]
    answer = said(await world.call("Boss", "command", "round replay", organiser=True))
    assert "With so many people this takes me a moment." in answer
    await world.pass_time(minutes=1)
    assert "comes out the same from its seed" in words(world.heard("Boss")[-1])


async def test_a_preview_of_many_people_comes_by_itself_and_saves_nothing(world: World) -> None:
    await _begin(world, *NAMES[:6])
    world.engine.offload = run_in_process
    for _ in range(2):
        answer = said(await world.call("Boss", "command", "round preview", organiser=True))
        assert "You get it as a direct message." in answer
        await world.pass_time(minutes=1)
    [first, second] = world.heard("Boss")
    assert "Two trios" in words(first)
    assert "nothing is saved" in words(second)
    assert await _rounds(world) == 0


async def test_without_a_helper_a_preview_comes_all_the_same(world: World) -> None:
    await _begin(world, *NAMES[:6])
    await world.call("Boss", "command", "round preview", organiser=True)
    await world.pass_time(minutes=1)
    assert "Two trios" in words(world.heard("Boss")[-1])
