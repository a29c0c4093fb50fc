from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select

from bot.core.tables import outbox_message
from bot.pairings.tables import pairing_group, pairing_round
from bot.people.tables import avoidance
from bot.store.engine import Database
from tests.jobs.pairings_world import NAMES, World, said

TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # 10:00 in Berlin


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


async def _begin(world: World, *names: str) -> None:
    await world.move_in(*names)
    await world.set_up()
    await world.join(*names)


async def _ask(
    world: World, name: str, command: str, *, organiser: bool = False, **fields: str
) -> str:
    return said(await world.call(name, "command", command, organiser=organiser, **fields))


async def test_a_preview_names_groups_and_saves_nothing(world: World) -> None:
    await _begin(world, *NAMES[:5])
    async with world.database.read_transaction() as tx:
        before = await tx.scalar(select(func.count()).select_from(outbox_message))
    answer = await _ask(world, "Boss", "round preview", organiser=True)
    assert "One pair and one trio" in answer
    assert "nothing is saved" in answer
    assert all(name in answer for name in NAMES[:5])
    async with world.database.read_transaction() as tx:
        assert await tx.scalar(select(func.count()).select_from(pairing_round)) == 0
        assert await tx.scalar(select(func.count()).select_from(outbox_message)) == before


async def test_a_preview_of_nobody_says_so(world: World) -> None:
    await _begin(world, "Tom")
    assert "I would introduce nobody" in await _ask(world, "Boss", "round preview", organiser=True)


async def test_a_preview_looks_the_same_whether_somebody_is_avoided_or_away(world: World) -> None:
    await _begin(world, "Tom", "Priya", "Jun")
    async with world.database.transaction() as tx:
        for other in ("w/priya", "w/jun"):
            await tx.insert(avoidance, workspace="w", person="w/tom", other=other)
    avoided = await _ask(world, "Boss", "round preview", organiser=True)
    async with world.database.transaction() as tx:
        await tx.execute(delete(avoidance))
    await world.click("Tom", "lunch.skip", "1:2026-03-03")
    away = await _ask(world, "Boss", "round preview", organiser=True)
    assert sorted(avoided.split()) == sorted(away.split())
    assert "Tom" not in avoided


async def test_a_preview_of_two_who_avoid_each_other_reads_like_one_of_nobody(world: World) -> None:
    await _begin(world, "Tom", "Priya")
    async with world.database.transaction() as tx:
        await tx.insert(avoidance, workspace="w", person="w/tom", other="w/priya")
    avoided = await _ask(world, "Boss", "round preview", organiser=True)
    await world.describe("Tom", paused_until=date(2027, 1, 1))
    assert avoided == await _ask(world, "Boss", "round preview", organiser=True)


async def test_organisers_do_not_learn_who_had_no_company(world: World) -> None:
    await _begin(world, "Tom", "Priya")
    async with world.database.transaction() as tx:
        await tx.insert(avoidance, workspace="w", person="w/tom", other="w/priya")
    never = await _ask(world, "Boss", "round explain", organiser=True, person="w/priya")
    await world.until(TUESDAY)
    assert await _ask(world, "Boss", "round explain", organiser=True, person="w/priya") == never
    assert await _ask(world, "Priya", "round explain") != never


async def test_previews_and_replays_are_for_organisers(world: World) -> None:
    await _begin(world, "Tom", "Priya")
    for command in ("round preview", "round replay"):
        assert "for organisers" in await _ask(world, "Tom", command)


async def test_everybody_may_ask_why_their_own_group(world: World) -> None:
    await _begin(world, "Tom", "Priya")
    assert "no round has been drawn with you" in await _ask(world, "Tom", "round explain")
    await world.until(TUESDAY)
    answer = await _ask(world, "Tom", "round explain")
    assert "Last introduced on Tue 3 Mar" in answer
    assert "You have not been introduced before." in answer


async def test_an_explanation_never_speaks_of_whom_anybody_avoids(world: World) -> None:
    await world.move_in("Tom", "Priya", "Jun")
    async with world.database.transaction() as tx:
        await tx.insert(avoidance, workspace="w", person="w/tom", other="w/jun")
        await tx.insert(avoidance, workspace="w", person="w/priya", other="w/jun")
    await world.set_up()
    await world.join("Tom", "Priya", "Jun")
    await world.until(TUESDAY)
    for name in ("Tom", "Jun"):
        answer = (await _ask(world, name, "round explain")).casefold()
        assert not any(word in answer for word in ("avoid", "rather not", "block", "exclude"))
    assert "did not divide evenly" in await _ask(world, "Jun", "round explain")


async def test_organisers_may_ask_about_others_and_nobody_else_may(world: World) -> None:
    await _begin(world, "Tom", "Priya")
    await world.until(TUESDAY)
    assert "Last introduced" in await _ask(
        world, "Boss", "round explain", organiser=True, person="w/tom"
    )
    assert "your own group" in await _ask(world, "Priya", "round explain", person="w/tom")


@pytest.mark.parametrize(
    "stranger", ["w/nobody", "other/tom", "@everyone", "<!channel>", "x" * 10_000, "مرحبا"]
)
async def test_strangers_are_not_explained(world: World, stranger: str) -> None:
    await _begin(world, "Tom", "Priya")
    assert "I know nobody of that name" in await _ask(
        world, "Boss", "round explain", organiser=True, person=stranger
    )


async def test_a_replay_comes_out_the_same(world: World) -> None:
    await _begin(world, *NAMES[:9])
    await world.until(TUESDAY)
    for number in range(1, 4):
        await world.click(NAMES[0], "lunch.cant", str(number))
    await world.until(TUESDAY + timedelta(days=7))
    answer = await _ask(world, "Boss", "round replay", organiser=True)
    assert "The round of Tue 10 Mar comes out the same from its seed" in answer
    assert "four groups, the same people" in answer


async def test_a_replay_admits_that_history_is_gone(world: World) -> None:
    await _begin(world, *NAMES[:6])
    await world.until(TUESDAY + timedelta(days=7))
    async with world.database.transaction() as tx:
        await tx.execute(delete(pairing_round).where(pairing_round.c.id == 1))
        assert await tx.scalar(select(func.count()).select_from(pairing_group)) == 3
    answer = await _ask(world, "Boss", "round replay", organiser=True)
    assert "deleted since" in answer or "the same" in answer


async def test_a_replay_needs_a_round(world: World) -> None:
    await _begin(world, "Tom", "Priya")
    assert "no round in this channel yet" in await _ask(
        world, "Boss", "round replay", organiser=True
    )


async def test_the_post_tells_how_one_was_matched(world: World) -> None:
    await _begin(world, "Tom", "Priya")
    await world.until(TUESDAY)
    assert "Why this group?" in await world.click("Tom", "lunch.how", "1")
    assert "You had no group in that round." in await world.click("Eve", "lunch.how", "1")
    for value in ("", "2", "x", "9" * 50):
        assert "no round in this channel yet" in await world.click("Tom", "lunch.how", value)
