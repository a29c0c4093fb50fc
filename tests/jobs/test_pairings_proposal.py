"""Let people change their minds while a round is being drawn apart from everything else."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from bot.core.platform import MessageRef
from bot.pairings.rounds import draw
from bot.pairings.tables import pairing_program, pairing_round
from bot.store.engine import Database, ReadTransaction
from bot.store.memory import Memory
from bot.ui.cards import Card
from jobs.engine.worker_process import WorkerDied, run_in_process
from tests.factories.people import describe, make_avoid_list
from tests.factories.programs import (
    BOSS,
    EATERS,
    LENA,
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import JUN, PRIYA, TOM
from tests.reading import text
from tests.world import HOME, World, world_on

Change = Callable[[World], Awaitable[object]]


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


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
    await make_eaters(world, *names)
    await set_up_program(world, size=size)
    await join_program(world, *names)


async def _rounds(world: World) -> int:
    async with world.database.read_transaction() as tx:
        return int(await tx.scalar(select(func.count()).select_from(pairing_round)))


async def _met(world: World) -> set[str]:
    return {who for to, _ in await world.introductions() for who in to}


async def _nothing(world: World) -> None: ...


async def _leave(world: World) -> object:
    return await world.command(TOM, "mingle leave")


async def _skip(world: World) -> object:
    return await world.click(TOM, "lunch.skip", "1:2026-03-03")


async def _pause(world: World) -> None:
    await describe(world, TOM, paused_until=date(2026, 4, 1))


async def _go(world: World) -> None:
    await describe(world, TOM, left=True)


def _watch_introductions(world: World) -> Counter[str]:
    """Count how often each person is introduced by this process."""
    playground, introduced = world.chats[HOME].playground, Counter[str]()
    introduce = playground.introduce

    async def counted(people: Sequence[str], card: Card, key: str) -> MessageRef:
        introduced.update(people)
        return await introduce(people, card, key)

    playground.introduce = counted  # type: ignore[method-assign]
    return introduced


@pytest.mark.parametrize("change", [_leave, _skip, _pause, _go])
async def test_who_changes_their_mind_while_the_round_is_drawn_is_not_in_it(
    either_database: Database, change: Change
) -> None:
    world = await pairing_world(either_database)
    await _begin(world, *EATERS[:7])
    world.engine.offload = drawing = Meanwhile(world, change)
    await world.until(TUESDAY)
    assert await _met(world) == set(EATERS[1:7])
    assert (drawing.draws, await _rounds(world)) == (2, 1)


async def test_who_wishes_not_to_meet_somebody_while_the_round_is_drawn_does_not(
    world: World,
) -> None:
    await _begin(world, *EATERS[:6])

    async def wish(world: World) -> None:
        await make_avoid_list(world, TOM, *EATERS[1:3])

    world.engine.offload = Meanwhile(world, wish)
    await world.until(TUESDAY)
    [company] = [to for to, _ in await world.introductions() if TOM in to]
    assert not {PRIYA, JUN} & set(company)


async def test_who_joins_while_the_round_is_drawn_is_in_it(world: World) -> None:
    await _begin(world, *EATERS[:5])
    await make_eaters(world, LENA)
    world.engine.offload = Meanwhile(world, lambda world: join_program(world, LENA))
    await world.until(TUESDAY)
    assert LENA in await _met(world)


async def test_a_round_that_is_stopped_while_it_is_drawn_is_not_held(world: World) -> None:
    await _begin(world, *EATERS[:6])

    async def stop(world: World) -> None:
        async with world.database.transaction() as tx:
            await tx.execute(update(pairing_program).values(active=False))

    world.engine.offload = Meanwhile(world, stop)
    await world.until(TUESDAY)
    assert (await _rounds(world), await world.introductions()) == (0, [])


async def test_a_round_is_drawn_even_if_people_never_stop_changing_their_minds(
    world: World,
) -> None:
    await _begin(world, *EATERS[:7])
    turns = iter(range(100))

    async def waver(world: World) -> None:
        action = "lunch.unskip" if next(turns) % 2 else "lunch.skip"
        await world.click(TOM, action, "1:2026-03-03")

    world.engine.offload = drawing = Meanwhile(world, waver, times=100)
    await world.until(TUESDAY)
    assert await _rounds(world) == 1
    assert TOM not in await _met(world)
    assert drawing.draws == 3


async def test_what_nobody_changed_since_is_not_read_again_while_others_wait(world: World) -> None:
    """The write of a draw, of a database that is Mingle's alone, asks nothing of the past."""
    await _begin(world, *EATERS[:6])
    world.database.own(Memory(lasting=False))
    world.engine.offload = Meanwhile(world, _nothing)
    asked: list[str] = []
    listened: list[list[str]] = []

    def hear(*said: Any) -> None:
        if said[2].startswith("BEGIN"):
            asked.clear()
        asked.append(said[2])
        if said[2] == "COMMIT":
            listened.append(asked.copy())
            asked.clear()

    event.listen(world.database.engine.sync_engine, "before_cursor_execute", hear)
    await world.until(TUESDAY)
    [write] = [each for each in listened if any("INTO pairing_round" in said for said in each)]
    assert not [said for said in write if "group_concat" in said]
    assert await _met(world) == set(EATERS[:6])


async def test_what_somebody_changed_last_is_read_again(world: World) -> None:
    await _begin(world, *EATERS[:7])
    world.database.own(Memory(lasting=False))
    plan = draw.prepare_draw

    async def leave_after_it(tx: ReadTransaction, *given: Any) -> Any:
        planned = await plan(tx, *given)
        if not leaving.done():
            leaving.set_result(await _leave(world))
        return planned

    leaving: asyncio.Future[object] = asyncio.get_running_loop().create_future()
    world.engine.offload = Meanwhile(world, _nothing)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(draw, "prepare_draw", leave_after_it)
        await world.until(TUESDAY)
    assert leaving.done()
    assert await _met(world) == set(EATERS[1:7])


async def test_two_processes_that_draw_the_same_round_hold_it_once(
    either_database: Database,
) -> None:
    world = await pairing_world(either_database)
    await _begin(world, *EATERS[:9])
    await world.until(TUESDAY - timedelta(minutes=1))
    other = await world_on(either_database)
    introduced = [_watch_introductions(each) for each in (world, other)]
    world.now = other.now = TUESDAY
    draws = 0

    async def drawing(work: Callable[..., Any], /, *given: Any) -> Any:
        nonlocal draws
        draws += 1
        await asyncio.sleep(0)
        return work(*given)

    world.engine.offload = other.engine.offload = drawing
    await asyncio.gather(world.engine.run_until_idle(), other.engine.run_until_idle())
    assert await _rounds(world) == 1
    assert draws == 1
    assert introduced[0] + introduced[1] == Counter(EATERS[:9])


async def test_a_round_whose_helper_died_is_drawn_a_minute_later_once(world: World) -> None:
    await _begin(world, *EATERS[:6])

    async def dying(work: Callable[..., Any], /, *given: Any) -> Any:
        world.engine.offload = run_in_process  # the next one lives
        raise WorkerDied

    world.engine.offload = dying
    await world.until(TUESDAY)
    assert await _rounds(world) == 0
    await world.pass_time(minutes=1)
    assert await _rounds(world) == 1
    assert len(await _met(world)) == 6
    await world.pass_time(hours=1)
    assert await _rounds(world) == 1


async def test_a_large_round_is_the_same_whether_it_is_drawn_apart_or_not(world: World) -> None:
    people = [f"{HOME}/colleague{number}" for number in range(45)]
    await _begin(world, *people, size="2")
    world.engine.offload = run_in_process
    await world.until(TUESDAY)
    assert len(await _met(world)) == 45
    assert sorted(len(to) for to, _ in await world.introductions()) == [2] * 21 + [3]
    answer = text(await world.command(BOSS, "round replay"))
    assert "With so many people this takes me a moment." in answer
    await world.pass_time(minutes=1)
    assert "comes out the same from its seed" in text((await world.dms(BOSS))[-1])


async def test_a_preview_of_many_people_comes_by_itself_and_saves_nothing(world: World) -> None:
    await _begin(world, *EATERS[:6])
    world.engine.offload = run_in_process
    for _ in range(2):
        answer = text(await world.command(BOSS, "round preview"))
        assert "I'll send it to you" in answer
        await world.pass_time(minutes=1)
    [first, second] = await world.dms(BOSS)
    assert "Two trios" in text(first)
    assert "nothing is saved" in text(second)
    assert await _rounds(world) == 0


async def test_without_a_helper_a_preview_comes_all_the_same(world: World) -> None:
    await _begin(world, *EATERS[:6])
    await world.command(BOSS, "round preview")
    await world.pass_time(minutes=1)
    assert "Two trios" in text((await world.dms(BOSS))[-1])
