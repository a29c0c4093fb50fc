from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.pairings.tables import membership
from bot.store.engine import Database
from tests.factories.programs import (
    BOSS,
    SETUP,
    TUESDAY,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import JUN, PRIYA, TOM
from tests.jobs.pairing_rounds import WEEK, begin_program
from tests.reading import button_values, card_of, text
from tests.world import World

NOTICES = TUESDAY + WEEK - timedelta(hours=23)  # an hour after the notices of the second round


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def _once(world: World, *others: str) -> None:
    """Let Jun join once, beside others who stay, and draw a round."""
    await begin_program(world, *others or (TOM, PRIYA))
    await make_eaters(world, JUN)
    await world.say(JUN, "/round once")
    await world.until(TUESDAY)


async def _membership(world: World, person: str) -> tuple[str, bool]:
    async with world.database.read_transaction() as tx:
        row = await tx.first(select(membership).where(membership.c.person == person))
    assert row
    return row.state, row.once


async def test_just_this_once_is_one_round_and_then_out_without_a_word(world: World) -> None:
    await _once(world)
    assert {JUN, TOM, PRIYA} == set((await world.introductions())[0][0])
    await world.until(NOTICES)
    assert len(await world.outbox(JUN, "lunch.notice")) == 1  # that of its own round
    await world.until(TUESDAY + 3 * WEEK)
    assert [set(to) for to, _ in (await world.introductions())[1:]] == [{TOM, PRIYA}] * 3
    assert await _membership(world, JUN) == ("out", False)


async def test_the_check_in_asks_kindly_whether_to_stay(world: World) -> None:
    await _once(world)
    await world.until(NOTICES)
    asked = (await world.outbox(JUN, "lunch.checkin"))[-1]
    assert "Would you like to stay in?" in text(asked)
    assert button_values(asked)["people.join"] == "1"
    assert "stay in?" not in text((await world.outbox(TOM, "lunch.checkin"))[-1])
    assert "Your next round is on Tue 10 Mar" in text(await world.click(JUN, "people.join", "1"))
    assert "stay in?" not in text((await world.outbox(JUN, "lunch.checkin"))[-1])
    await world.until(TUESDAY + WEEK)
    assert {JUN, TOM, PRIYA} == set((await world.introductions())[1][0])


async def test_whoever_has_met_is_asked_in_the_answer(world: World) -> None:
    await _once(world)
    assert "stay in?" in text(await world.click(JUN, "lunch.met", "1"))
    assert "stay in?" not in text(await world.click(TOM, "lunch.met", "1"))
    await world.until(TUESDAY + WEEK)
    assert await _membership(world, JUN) == ("out", False)


async def test_a_round_without_company_does_not_count_as_the_one(world: World) -> None:
    await set_up_program(world)
    await make_eaters(world, JUN)
    await world.say(JUN, "/round once")
    await world.until(TUESDAY)
    await make_eaters(world, TOM)
    await world.until(TUESDAY + timedelta(days=5))
    await world.command(TOM, "mingle join")
    await world.until(TUESDAY + WEEK)
    assert [set(to) for to, _ in await world.introductions()] == [{JUN, TOM}]
    assert await _membership(world, JUN) == ("in", True)
    await world.until(TUESDAY + 2 * WEEK)
    assert await _membership(world, JUN) == ("out", False)


async def test_whose_partner_cannot_come_has_another_round(world: World) -> None:
    await begin_program(world, TOM)
    await make_eaters(world, JUN)
    await world.click(JUN, "people.once", "1")
    await world.until(TUESDAY)
    await world.click(TOM, "lunch.cant", "1")
    await world.until(TUESDAY + WEEK)
    assert await _membership(world, JUN) == ("in", True)
    assert len(await world.introductions()) == 2


async def test_once_is_offered_wherever_joining_is(world: World) -> None:
    await make_eaters(world, JUN)
    await set_up_program(world)
    await world.pass_time(minutes=1)
    invitation = (await world.dms(JUN))[-1]
    assert {"people.join", "people.once", "people.decline"} == set(button_values(invitation))
    answer = text(await world.click(JUN, "people.once", "1"))
    assert "You're in, just this once" in answer
    assert "After that round you're out again, and I won't ask." in answer
    await world.pass_time(minutes=1)
    assert "You're in for one round." in text((await world.dms(JUN))[0])
    assert "You're in for one round in #lunch." in text(await world.command(JUN, "mingle me"))


async def test_who_is_in_for_good_stays_in(world: World) -> None:
    await begin_program(world, TOM)
    assert "every round in #lunch already" in text(await world.say(TOM, "/round once"))
    assert await _membership(world, TOM) == ("in", False)


async def test_among_several_lunches_one_chooses(world: World) -> None:
    await set_up_program(world)
    await world.submit(BOSS, "setup.save", {**SETUP, "channel": "acme/other"})
    await make_eaters(world, JUN)
    asked = card_of(await world.command(JUN, "round once", channel="acme/random"))
    assert "Which do you mean?" in text(asked)
    assert "#other" in text(await world.click(JUN, "people.once", choice="2"))


async def test_the_next_round_needs_no_skip(world: World) -> None:
    await _once(world)
    await world.pass_time(hours=1)
    assert "it's the one that is running" in text(await world.say(JUN, "/mingle skip"))


async def test_a_late_joiner_can_join_just_once(world: World) -> None:
    await begin_program(world, TOM)
    await world.until(TUESDAY + timedelta(days=1))
    await make_eaters(world, JUN)
    assert "I've matched you with Tom X." in text(await world.say(JUN, "/round once"))
    await world.until(TUESDAY + WEEK)
    assert await _membership(world, JUN) == ("out", False)


async def test_lunches_that_stop_end_the_one_round_too(world: World) -> None:
    await _once(world)
    await set_up_program(world, cadence="stop")
    await world.until(TUESDAY + 2 * WEEK)
    assert await _membership(world, JUN) == ("out", False)
