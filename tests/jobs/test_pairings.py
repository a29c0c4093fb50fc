from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.core.schedule import DueOccurrence
from bot.core.subjects import Subject
from bot.core.tables import occurrence, outbox_message
from bot.pairings.tables import membership, pairing_round
from bot.store.engine import Database
from jobs import pairings as jobs
from tests.factories.people import describe, make_avoid_list
from tests.factories.programs import (
    BOSS,
    EATERS,
    SETUP,
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import JUN, PRIYA, TOM
from tests.jobs.pairing_rounds import WEEK, begin_program, draw_round
from tests.reading import button_values, text
from tests.world import HOME, World


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def test_everybody_in_the_channel_is_asked_once(world: World) -> None:
    await make_eaters(world, TOM, PRIYA)
    assert "ask everyone in the channel once" in await set_up_program(world)
    await world.pass_time(minutes=1)
    assert "ask everyone in the channel once" in await set_up_program(world)
    await world.pass_time(minutes=1)
    assert [card.title for card in await world.dms(TOM)] == ["Lunch with a colleague?"]
    assert button_values((await world.dms(TOM))[0]) == {
        "people.join": "1", "people.once": "1", "people.decline": "1",
    }  # fmt: skip


async def test_who_does_not_answer_is_in_no_round(world: World) -> None:
    await make_eaters(world, TOM, PRIYA, JUN)
    await set_up_program(world)
    await join_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    assert [set(to) for to, _ in await world.introductions()] == [{TOM, PRIYA}]


async def test_a_notice_comes_a_working_day_ahead_and_no_earlier(world: World) -> None:
    await begin_program(world, TOM, PRIYA, weekday="0")
    await world.until(datetime(2026, 3, 6, 8, 59, tzinfo=UTC))
    assert await world.dms(TOM) == []
    await world.until(datetime(2026, 3, 6, 9, 0, tzinfo=UTC))  # Friday, for the Monday after
    notice = (await world.dms(TOM))[-1]
    assert "introduce you to someone from #lunch on Mon 9 Mar, 10:00" in text(notice)
    assert button_values(notice) == {"lunch.skip": "1:2026-03-09"}


async def test_a_skip_keeps_one_person_out_of_one_round(world: World) -> None:
    await begin_program(world, TOM, PRIYA, JUN)
    await world.pass_time(minutes=1)
    assert "goes without you" in text(await world.click(JUN, "lunch.skip", "1:2026-03-03"))
    await world.until(TUESDAY)
    assert [set(to) for to, _ in await world.introductions()] == [{TOM, PRIYA}]
    await world.until(TUESDAY + WEEK)
    assert {who for to, _ in (await world.introductions())[1:] for who in to} == {
        TOM,
        PRIYA,
        JUN,
    }


async def test_a_skip_can_be_taken_back(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.click(TOM, "lunch.skip", "1:2026-03-03")
    assert "includes you" in text(await world.click(TOM, "lunch.unskip", "1:2026-03-03"))
    await world.until(TUESDAY)
    assert len(await world.introductions()) == 1


async def test_a_notice_changes_with_the_click_on_it(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.pass_time(minutes=5)
    await world.until(TUESDAY + timedelta(days=6, minutes=5))
    await world.click(TOM, "lunch.skip", "1:2026-03-10")
    await world.pass_time(minutes=5)
    assert any("goes without you" in text(card) for card in await world.dms(TOM))


async def test_people_on_a_pause_hear_and_meet_nothing(world: World) -> None:
    await begin_program(world, TOM, PRIYA, JUN)
    await describe(world, JUN, paused_until=date(2026, 3, 20))
    await world.until(TUESDAY + timedelta(days=9))
    assert [set(to) for to, _ in await world.introductions()] == [{TOM, PRIYA}] * 2
    assert await world.dms(JUN) == []


async def test_an_odd_number_makes_one_trio(world: World) -> None:
    await begin_program(world, *EATERS[:7])
    await world.until(TUESDAY)
    assert sorted(len(to) for to, _ in await world.introductions()) == [2, 2, 3]
    assert "7" not in text((await world.posts())[0])  # fewer than nine are not counted


async def test_who_must_not_meet_never_meets_and_never_learns_of_it(world: World) -> None:
    await make_eaters(world, TOM, PRIYA, JUN)
    await make_avoid_list(world, TOM, PRIYA, JUN)
    await set_up_program(world)
    await join_program(world, TOM, PRIYA, JUN)
    await world.until(TUESDAY + WEEK)
    assert [set(to) for to, _ in await world.introductions()] == [{PRIYA, JUN}] * 2
    assert "had nobody for you" in text((await world.dms(TOM))[-1])


async def test_who_was_left_over_is_first_in_line(world: World) -> None:
    await begin_program(world, TOM)
    await world.until(TUESDAY)
    await make_eaters(world, PRIYA, JUN)
    await join_program(world, PRIYA, JUN)
    await world.until(TUESDAY + WEEK)
    assert TOM in {who for to, _ in await world.introductions() for who in to}


async def test_two_introductions_a_week_are_enough(world: World) -> None:
    await make_eaters(world, TOM, PRIYA, JUN)
    for channel in ("acme/one", "acme/two", "acme/three"):
        fields = {**SETUP, "channel": channel}
        await world.submit(BOSS, "setup.save", fields)
        for name in (TOM, PRIYA):
            await world.command(name, "mingle join", channel=channel)
    await world.until(TUESDAY)
    assert len(await world.introductions()) == 2
    decided = {
        row.key for row in await world.select_all(outbox_message) if row.state in ("ready", "sent")
    }
    assert {f"round:3:alone:{TOM}", f"round:3:alone:{PRIYA}"} <= decided


async def test_a_round_in_a_blackout_moves_to_the_next_working_day(world: World) -> None:
    await begin_program(world, TOM, PRIYA, blackout="2026-03-03")
    await world.until(TUESDAY + timedelta(hours=5))
    assert not await world.introductions()
    await world.until(TUESDAY + timedelta(days=1))
    assert len(await world.introductions()) == 1


async def test_a_draw_that_is_late_but_useful_is_held(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    world.now = TUESDAY + timedelta(days=2)
    await world.engine.run_until_idle()
    assert len(await world.introductions()) == 1


async def test_draws_that_are_too_late_are_skipped_and_organisers_told_once(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    world.now = TUESDAY + timedelta(
        days=12
    )  # Sunday: two draws are past, the second too late as well
    await world.until(TUESDAY + timedelta(days=14))
    told = [text(card) for card in await world.dms(BOSS) if "skipped" in card.title]
    assert len(told) == 1
    assert "Two rounds (Tue 3 Mar and Tue 10 Mar) in #lunch could not be drawn" in told[0]
    assert "The next one is drawn on Tue 17 Mar" in told[0]
    assert len(await world.introductions()) == 1


async def test_a_draw_happens_once_whatever_happens(world: World) -> None:
    await draw_round(world)
    async with world.database.transaction() as tx:
        due = DueOccurrence(1, HOME, "round.draw", Subject("program", 1), date(2026, 3, 3), TUESDAY)
        await jobs.JOBS["round.draw"].run(tx, due, world.now, world.engine.rng)
        assert await tx.scalar(select(func.count()).select_from(pairing_round)) == 1


async def test_silent_people_are_asked_and_then_paused_never_dropped_in_silence(
    world: World,
) -> None:
    await draw_round(world)
    await world.until(TUESDAY + 3 * WEEK - timedelta(days=1))
    asked = (await world.dms(TOM))[-1]
    assert "Three rounds went by without a click from you." in text(asked)
    assert {"people.stay", "people.pause_month", "people.leave"} <= set(button_values(asked))
    assert "You stay in" in text(await world.click(PRIYA, "people.stay", "1"))
    await world.until(TUESDAY + 4 * WEEK - timedelta(days=1))
    assert "Your lunches are paused" in text((await world.dms(TOM))[-1])
    assert "rest" not in text((await world.dms(PRIYA))[-1])
    async with world.database.read_transaction() as tx:
        states = dict(map(tuple, await tx.all(select(membership.c.person, membership.c.state))))
    assert states[TOM] == "paused"
    assert "You are in" in text(await world.click(TOM, "people.join", "1"))


async def test_a_group_that_met_speaks_for_its_silent_member(world: World) -> None:
    await draw_round(world)
    for week in range(1, 6):
        await world.click(TOM, "lunch.met", str(week))
        await world.until(TUESDAY + week * WEEK)
    assert not any("without a click" in text(card) for card in await world.dms(PRIYA))


async def test_an_end_of_lunches_still_asks_about_the_last_one(world: World) -> None:
    await draw_round(world)
    assert "No more rounds" in await set_up_program(world, cadence="stop")
    await world.until(TUESDAY + 2 * WEEK)
    assert "Did you and Priya meet?" in text((await world.dms(TOM))[-1])
    assert len(await world.introductions()) == 1
    async with world.database.read_transaction() as tx:
        assert await tx.scalars(select(pairing_round.c.state)) == ["closed"]


async def test_new_settings_plan_the_next_round_anew(world: World) -> None:
    await draw_round(world)
    await set_up_program(world, weekday="3")
    async with world.database.read_transaction() as tx:
        waiting = select(occurrence.c.kind, occurrence.c.local_date).where(
            occurrence.c.state == "waiting"
        )
        planned = set(map(tuple, await tx.all(waiting)))
        assert await tx.scalar(select(pairing_round.c.ends_at)) == datetime(
            2026, 3, 5, 9, 0, tzinfo=UTC
        )
    assert ("round.draw", date(2026, 3, 5)) in planned
    assert ("round.draw", date(2026, 3, 10)) not in planned


async def test_a_fortnight_keeps_its_beat_when_other_settings_change(world: World) -> None:
    await draw_round(world, cadence="fortnight")
    await world.pass_time(days=2)
    await set_up_program(world, cadence="fortnight", size="3")
    async with world.database.read_transaction() as tx:
        waiting = select(occurrence.c.local_date).where(
            occurrence.c.state == "waiting", occurrence.c.kind == "round.draw"
        )
        assert await tx.scalars(waiting) == [date(2026, 3, 17)]


async def test_groups_are_as_large_as_asked_for(world: World) -> None:
    await begin_program(world, *EATERS[:9], size="4")
    await world.until(TUESDAY)
    assert sorted(len(to) for to, _ in await world.introductions()) == [4, 5]


async def test_people_who_left_the_workspace_are_not_drawn(world: World) -> None:
    await begin_program(world, TOM, PRIYA, JUN)
    await world.until(TUESDAY - timedelta(minutes=10))  # after the last look at who is here
    await describe(world, JUN, left=True)
    await world.until(TUESDAY)
    assert [set(to) for to, _ in await world.introductions()] == [{TOM, PRIYA}]
