from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.core.tables import message_receipt, occurrence
from bot.pairings.rounds.history import load_history
from bot.pairings.tables import pairing_group
from bot.store.engine import Database
from tests.bot.pairings.rounds.outages import Outage
from tests.factories.people import make_avoid_list
from tests.factories.programs import (
    AMARA,
    BOSS,
    EATERS,
    TUESDAY,
    find_program,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import JUN, PRIYA, TOM
from tests.jobs.pairing_rounds import WEEK, begin_program
from tests.reading import text
from tests.world import World

WEDNESDAY = TUESDAY + timedelta(days=1)


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def _left_alone(world: World, person: str = TOM) -> None:
    """Draw a round with one person alone, and stop a day later."""
    await begin_program(world, person)
    await world.until(WEDNESDAY)


async def _join_late(world: World, person: str, **profile: object) -> str:
    await make_eaters(world, person, **profile)
    return text(await world.command(person, "mingle join"))


async def _pairs(world: World) -> list[set[str]]:
    return [set(to) for to, _ in await world.introductions()]


async def test_a_late_joiner_meets_whom_the_draw_left_alone(world: World) -> None:
    await _left_alone(world)
    answer = await _join_late(world, PRIYA)
    assert "I've matched you with Tom X." in answer
    await world.pass_time(minutes=5)
    assert await _pairs(world) == [{TOM, PRIYA}]
    assert "You have other company" in [card.title for card in await world.dms(TOM)]


async def test_company_that_one_of_two_asked_for_takes_a_place_in_the_others_week_alone(
    world: World,
) -> None:
    await _left_alone(world)
    await _join_late(world, PRIYA)
    await world.pass_time(minutes=5)
    introduced = message_receipt.c.reason == "lunch.introduction"
    async with world.database.read_transaction() as tx:
        rows = await tx.all(select(message_receipt).where(introduced))
    assert {row.person: row.solicited for row in rows} == {TOM: False, PRIYA: True}


async def test_two_late_joiners_meet_each_other_at_once(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.until(WEDNESDAY)
    waiting = await _join_late(world, JUN)
    assert "If someone in it becomes free by Fri 6 Mar, 10:00, I'll introduce you." in waiting
    assert "Otherwise your first round is on Tue 10 Mar, 10:00" in waiting
    assert "I have just introduced you to Jun X." in await _join_late(world, AMARA)
    await world.pass_time(minutes=5)
    assert await _pairs(world) == [{TOM, PRIYA}, {JUN, AMARA}]
    assert "pair" not in text((await world.posts())[-1])  # they are fewer than five


async def test_who_sits_a_round_out_and_joins_again_is_in_from_the_next_one(world: World) -> None:
    await begin_program(world, TOM, PRIYA, JUN)
    await world.say(JUN, "/mingle skip")
    await world.until(WEDNESDAY)
    await _join_late(world, AMARA)
    await world.say(JUN, "/mingle leave")
    answer = text(await world.command(JUN, "mingle join"))
    assert "Amara" not in answer
    await world.pass_time(minutes=5)
    assert await _pairs(world) == [{TOM, PRIYA}]


async def test_who_asks_for_somebody_else_meets_a_late_joiner(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.until(WEDNESDAY)
    await _join_late(world, JUN)
    await world.click(PRIYA, "lunch.cant", "1")
    assert "just introduced you to Jun X" in text(await world.click(TOM, "lunch.rescue", "1"))


async def test_a_late_joiner_meets_whose_introduction_fell_through(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage = Outage(monkeypatch)
    await begin_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    await world.command(PRIYA, "mingle leave")
    outage.is_over = True
    await world.pass_time(minutes=5)
    assert "Your match fell through" in [card.title for card in await world.dms(TOM)]
    assert "I've matched you with Tom X." in await _join_late(world, JUN)
    await world.pass_time(minutes=5)
    assert await _pairs(world) == [{TOM, JUN}]
    assert "Your match fell through" not in [card.title for card in await world.dms(TOM)]


async def test_whoever_waits_is_matched_when_an_introduction_falls_through(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage = Outage(monkeypatch)
    await begin_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    assert "running round" in await _join_late(world, JUN)
    await world.command(PRIYA, "mingle leave")
    outage.is_over = True
    await world.pass_time(minutes=5)
    assert await _pairs(world) == [{TOM, JUN}]


async def test_a_late_joiner_never_meets_who_must_not(world: World) -> None:
    await _left_alone(world)
    await make_eaters(world, PRIYA)
    await make_avoid_list(world, TOM, PRIYA)
    answer = text(await world.command(PRIYA, "mingle join"))
    assert "The running round is matched already." in answer
    await world.pass_time(minutes=5)
    assert await _pairs(world) == []


async def test_a_late_joiner_without_a_common_working_hour_waits(world: World) -> None:
    await _left_alone(world)
    answer = await _join_late(world, PRIYA, zone="Pacific/Auckland")
    assert "The running round is matched already." in answer
    await world.pass_time(minutes=5)
    assert await _pairs(world) == []


async def test_who_met_in_the_round_before_is_not_brought_together_late(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.until(TUESDAY + timedelta(days=2))
    await world.command(PRIYA, "mingle leave")
    await world.until(WEDNESDAY + WEEK)
    assert "The running round is matched already." in text(
        await world.command(PRIYA, "mingle join")
    )


async def test_where_only_an_office_eats_together_others_wait(world: World) -> None:
    await make_eaters(world, TOM, office="Berlin")
    await set_up_program(world, same_office="yes")
    await join_program(world, TOM)
    await world.until(WEDNESDAY)
    assert "matched already" in await _join_late(world, PRIYA, office="Leeds")
    assert "matched you with Tom X" in await _join_late(world, JUN, office="Berlin")
    await world.pass_time(minutes=5)
    assert await _pairs(world) == [{TOM, JUN}]


async def test_after_the_first_half_one_reads_when_the_first_round_is(world: World) -> None:
    await begin_program(world, TOM)
    await world.until(datetime(2026, 3, 6, 9, 1, tzinfo=UTC))
    answer = await _join_late(world, PRIYA)
    assert "Your first round is on Tue 10 Mar, 10:00; I'll write to you a day before it." in answer
    await world.until(datetime(2026, 3, 9, 12, 0, tzinfo=UTC))
    late = await _join_late(world, JUN)
    assert "Your first round is on Tue 10 Mar, 10:00." in late
    await world.until(TUESDAY + WEEK)
    assert {person for pair in await _pairs(world) for person in pair} == {TOM, PRIYA, JUN}


async def test_who_pauses_reads_that_nobody_is_matched_before(world: World) -> None:
    await _left_alone(world)
    answer = await _join_late(world, PRIYA, paused_until=date(2026, 3, 20))
    assert "You're pausing until" in answer
    assert "won't match you before then" in answer


async def test_nudge_and_check_in_are_counted_from_a_late_introduction(world: World) -> None:
    await begin_program(world, TOM, cadence="monthly:1")
    await world.until(TUESDAY + WEEK)
    await _join_late(world, PRIYA)
    async with world.database.read_transaction() as tx:
        query = select(occurrence.c.kind, occurrence.c.due).where(
            occurrence.c.kind.in_(("group.nudge", "group.check_in"))
        )
        due = {row.kind: row.due for row in await tx.all(query)}
    assert due["group.nudge"] == TUESDAY + WEEK + timedelta(hours=48)
    assert due["group.check_in"] == datetime(2026, 3, 24, 8, 30, tzinfo=UTC)
    await world.until(datetime(2026, 3, 23, 12, 0, tzinfo=UTC))
    assert not any("meet?" in card.title for card in await world.dms(PRIYA))
    await world.until(datetime(2026, 3, 24, 12, 0, tzinfo=UTC))
    assert any("meet?" in card.title for card in await world.dms(PRIYA))


async def test_who_waited_in_vain_is_first_in_line_and_was_in_no_group(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.until(WEDNESDAY)
    await _join_late(world, JUN)
    async with world.database.read_transaction() as tx:
        past = await load_history(tx, await find_program(world), date(2026, 3, 10))
    assert [sorted(map(sorted, groups)) for groups in past.rounds] == [[[JUN], [PRIYA, TOM]]]
    await world.until(TUESDAY + WEEK)
    assert any(JUN in pair for pair in await _pairs(world))


async def test_a_replay_knows_of_no_late_joiner(world: World) -> None:
    await begin_program(world, *EATERS[:10])
    await world.until(WEDNESDAY)
    await _join_late(world, *EATERS[10:11])
    await _join_late(world, *EATERS[11:12])
    await world.pass_time(minutes=5)
    assert "comes out the same" in text(await world.command(BOSS, "round replay"))


async def test_joining_twice_leads_to_one_introduction(world: World) -> None:
    await _left_alone(world)
    await _join_late(world, PRIYA)
    await world.command(PRIYA, "mingle join")
    await world.pass_time(minutes=5)
    assert await _pairs(world) == [{TOM, PRIYA}]
    groups = await world.select_all(pairing_group)
    assert sorted(group.state for group in groups) == ["alone", "open"]
