from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from bot.core.tables import outbox_message
from bot.pairings.tables import pairing_group, pairing_round
from bot.store.engine import Database
from tests.factories.people import make_avoid_list
from tests.factories.programs import (
    BOSS,
    EATERS,
    EVE,
    FIRST_NAMES,
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import JUN, PRIYA, TOM
from tests.reading import text
from tests.world import World


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def _begin(world: World, *names: str) -> None:
    await make_eaters(world, *names)
    await set_up_program(world)
    await join_program(world, *names)


async def _ask(world: World, asker: str, command: str, **options: str) -> str:
    return text(await world.command(asker, command, options))


async def test_a_preview_names_groups_and_saves_nothing(world: World) -> None:
    await _begin(world, *EATERS[:5])
    async with world.database.read_transaction() as tx:
        before = await tx.scalar(select(func.count()).select_from(outbox_message))
    answer = await _ask(world, BOSS, "round preview")
    assert "One pair and one trio" in answer
    assert "nothing is saved" in answer
    assert all(name in answer for name in FIRST_NAMES[:5])
    async with world.database.read_transaction() as tx:
        assert await tx.scalar(select(func.count()).select_from(pairing_round)) == 0
        assert await tx.scalar(select(func.count()).select_from(outbox_message)) == before


async def test_a_preview_of_nobody_says_so(world: World) -> None:
    await _begin(world, TOM)
    assert "I would introduce nobody" in await _ask(world, BOSS, "round preview")


async def test_a_preview_looks_the_same_whoever_avoids_whom(world: World) -> None:
    await _begin(world, TOM, PRIYA, JUN)
    before = await _ask(world, BOSS, "round preview")
    await make_avoid_list(world, TOM, PRIYA, JUN)
    assert before == await _ask(world, BOSS, "round preview")
    assert "Tom" in before


async def test_organisers_do_not_learn_who_had_no_company(world: World) -> None:
    await _begin(world, TOM, PRIYA)
    await make_avoid_list(world, TOM, PRIYA)
    never = await _ask(world, BOSS, "round explain", person=PRIYA)
    await world.until(TUESDAY)
    assert await _ask(world, BOSS, "round explain", person=PRIYA) == never
    assert await _ask(world, PRIYA, "round explain") != never


async def test_previews_and_replays_are_for_organisers(world: World) -> None:
    await _begin(world, TOM, PRIYA)
    for command in ("round preview", "round replay"):
        assert "for organisers" in await _ask(world, TOM, command)


async def test_everybody_may_ask_why_their_own_group(world: World) -> None:
    await _begin(world, TOM, PRIYA)
    assert "no round has been drawn with you" in await _ask(world, TOM, "round explain")
    await world.until(TUESDAY)
    answer = await _ask(world, TOM, "round explain")
    assert "Last introduced on Tue 3 Mar" in answer
    assert "You have not been introduced before." in answer


async def test_an_explanation_never_speaks_of_whom_anybody_avoids(world: World) -> None:
    await make_eaters(world, TOM, PRIYA, JUN)
    await make_avoid_list(world, TOM, JUN)
    await make_avoid_list(world, PRIYA, JUN)
    await set_up_program(world)
    await join_program(world, TOM, PRIYA, JUN)
    await world.until(TUESDAY)
    for name in (TOM, JUN):
        answer = (await _ask(world, name, "round explain")).casefold()
        assert not any(word in answer for word in ("avoid", "rather not", "block", "exclude"))
    assert "had nobody for you" in await _ask(world, JUN, "round explain")


async def test_organisers_may_ask_about_others_and_nobody_else_may(world: World) -> None:
    await _begin(world, TOM, PRIYA)
    await world.until(TUESDAY)
    assert "Last introduced" in await _ask(world, BOSS, "round explain", person=TOM)
    assert "your own group" in await _ask(world, PRIYA, "round explain", person=TOM)


@pytest.mark.parametrize(
    "stranger", ["acme/nobody", "other/tom", "@everyone", "<!channel>", "x" * 10_000, "مرحبا"]
)
async def test_strangers_are_not_explained(world: World, stranger: str) -> None:
    await _begin(world, TOM, PRIYA)
    assert "I know nobody of that name" in await _ask(world, BOSS, "round explain", person=stranger)


async def test_a_replay_comes_out_the_same(world: World) -> None:
    await _begin(world, *EATERS[:9])
    await world.until(TUESDAY)
    for number in range(1, 4):
        await world.click(EATERS[0], "lunch.cant", str(number))
    await world.until(TUESDAY + timedelta(days=7))
    answer = await _ask(world, BOSS, "round replay")
    assert "The round of Tue 10 Mar comes out the same from its seed" in answer
    assert "four groups, the same people" in answer


async def test_a_replay_admits_that_history_is_gone(world: World) -> None:
    await _begin(world, *EATERS[:10])
    await world.until(TUESDAY + timedelta(days=7))
    async with world.database.transaction() as tx:
        await tx.execute(delete(pairing_round).where(pairing_round.c.id == 1))
        assert await tx.scalar(select(func.count()).select_from(pairing_group)) == 5
    answer = await _ask(world, BOSS, "round replay")
    assert "deleted since" in answer or "the same" in answer


async def test_a_replay_needs_a_round(world: World) -> None:
    await _begin(world, TOM, PRIYA)
    assert "no round in this channel yet" in await _ask(world, BOSS, "round replay")


async def test_the_post_tells_how_one_was_matched(world: World) -> None:
    await _begin(world, TOM, PRIYA)
    await world.until(TUESDAY)
    assert "Why this group?" in text(await world.click(TOM, "lunch.how", "1"))
    assert "You had no group in that round." in text(await world.click(EVE, "lunch.how", "1"))
    for value in ("", "2", "x", "9" * 50):
        assert "no round in this channel yet" in text(await world.click(TOM, "lunch.how", value))
