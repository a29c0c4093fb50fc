from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.core.tables import occurrence
from bot.pairings.tables import membership
from bot.store.engine import Database
from bot.ui.cards import Card
from tests.factories.programs import (
    BOSS,
    SETUP,
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import JUN, PRIYA, TOM
from tests.jobs.pairing_rounds import WEEK, begin_program, draw_round
from tests.reading import button_values, card_of, interactions_on, text
from tests.world import World

FIRST = "1:2026-03-10:2026-03-10"  # the next round after the first, which is drawn on 3 March
NOTICED = TUESDAY + timedelta(days=6, hours=1)  # an hour after the notices of the second round


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def _second_round(world: World, *names: str) -> None:
    """Draw a first round, and stop an hour after the notices of the second."""
    await begin_program(world, *names or (TOM, PRIYA))
    await world.until(NOTICED)


async def _draws(world: World) -> list[tuple[date, datetime]]:
    waiting = occurrence.c.kind == "round.draw", occurrence.c.state == "waiting"
    async with world.database.read_transaction() as tx:
        query = select(occurrence.c.local_date, occurrence.c.due).where(*waiting)
        return [(row.local_date, row.due) for row in await tx.all(query)]


async def _news(world: World, person: str) -> list[str]:
    """Return what somebody was told of changed rounds, as it reads now."""
    return [text(card) for card in await world.outbox(person, "lunch.moved")]


def _moves(card: Card) -> list[str]:
    """Return the dates that a card offers to move the round to."""
    offered = [item for item in interactions_on(card) if item.action == "round.move"]
    return [(item.choice or item.value).rpartition(":")[2] for item in offered]


async def test_one_click_moves_a_round_and_whoever_was_told_hears_so(world: World) -> None:
    await _second_round(world)
    answer = text(await world.click(BOSS, "round.move", f"{FIRST}:2026-03-11"))
    assert "Done: it's on Wed 11 Mar, 10:00 now." in answer
    await world.pass_time(minutes=5)
    told = (await world.dms(TOM))[-1]
    assert "is on Wed 11 Mar, 10:00, instead of Tue 10 Mar" in text(told)
    assert button_values(told) == {"lunch.skip": "1:2026-03-10"}
    notice = (await world.outbox(TOM, "lunch.notice"))[-1]
    assert "introduce you to someone from #lunch on Wed 11 Mar, 10:00" in text(notice)
    await world.until(TUESDAY + WEEK + timedelta(hours=1))
    assert len(await world.introductions()) == 1
    await world.until(TUESDAY + WEEK + timedelta(days=1))
    assert len(await world.introductions()) == 2
    assert [day for day, _ in await _draws(world)] == [date(2026, 3, 17)]


async def test_who_skips_a_round_skips_it_wherever_it_is_moved(world: World) -> None:
    await _second_round(world, TOM, PRIYA, JUN)
    await world.click(JUN, "lunch.skip", "1:2026-03-10")
    await world.click(BOSS, "round.move", f"{FIRST}:2026-03-12")
    assert "It goes without you, as you wished." in (await _news(world, JUN))[0]
    await world.until(TUESDAY + WEEK + timedelta(days=2))
    assert [set(to) for to, _ in (await world.introductions())[1:]] == [{TOM, PRIYA}]


async def test_a_round_that_nobody_has_heard_of_moves_without_a_word(world: World) -> None:
    await draw_round(world)
    await world.click(BOSS, "round.move", f"{FIRST}:2026-03-12")
    await world.until(datetime(2026, 3, 10, 9, 0, tzinfo=UTC))
    assert len(await world.outbox(TOM, "lunch.notice")) == 1  # that of the first round
    await world.until(datetime(2026, 3, 11, 9, 0, tzinfo=UTC))
    assert "#lunch on Thu 12 Mar, 10:00" in text((await world.dms(TOM))[-1])
    assert await _news(world, TOM) == []


async def test_a_round_is_left_out_with_one_click_and_the_running_one_goes_on(
    world: World,
) -> None:
    await _second_round(world)
    answer = text(await world.click(BOSS, "round.leave_out", FIRST))
    assert "there's no round on Tue 10 Mar" in answer
    await world.pass_time(minutes=5)
    assert "that I wrote to you about is off. The next one is on Tue 17 Mar" in text(
        (await world.dms(TOM))[-1]
    )
    assert "is off" in text(next(c for c in await world.dms(TOM) if "No lunch round" in c.title))
    checks = [card for card in await world.dms(TOM) if "meet?" in card.title]
    assert "There is time until Tue 17 Mar, 10:00." in text(checks[0])
    await world.until(TUESDAY + WEEK)
    assert len(await world.introductions()) == 1
    await world.until(TUESDAY + 2 * WEEK)
    assert len(await world.introductions()) == 2
    await world.pass_time(minutes=5)
    assert "The next one" not in (await _news(world, TOM))[0]


async def test_silence_is_counted_once_for_a_round_that_runs_twice_as_long(world: World) -> None:
    await _second_round(world)
    await world.click(BOSS, "round.leave_out", FIRST)
    await world.until(TUESDAY + 3 * WEEK - timedelta(hours=23))
    async with world.database.read_transaction() as tx:
        silent = select(membership.c.silent_rounds).where(membership.c.person == PRIYA)
        assert await tx.scalar(silent) == 2
    assert not any("without a click" in text(card) for card in await world.dms(PRIYA))


async def test_a_round_left_out_can_be_put_back_and_everybody_hears(world: World) -> None:
    await _second_round(world)
    await world.click(BOSS, "round.leave_out", FIRST)
    await world.pass_time(minutes=5)
    card = card_of(await world.say(BOSS, "/round next"))
    assert button_values(card)["round.put_back"] == "1:2026-03-10"
    answer = text(await world.click(BOSS, "round.put_back", "1:2026-03-10"))
    assert "the round of Tue 10 Mar, 10:00 is back on." in answer
    await world.pass_time(minutes=5)
    told = await _news(world, TOM)
    assert len(told) == 2
    assert all("is on Tue 10 Mar, 10:00" in news for news in told)
    await world.until(TUESDAY + WEEK)
    assert len(await world.introductions()) == 2


async def test_a_change_taken_back_before_anybody_heard_is_no_news(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.until(datetime(2026, 3, 9, 17, 30, tzinfo=UTC))  # after hours: news waits
    await world.click(BOSS, "round.leave_out", FIRST)
    await world.click(BOSS, "round.put_back", "1:2026-03-10")
    await world.until(TUESDAY + WEEK)
    assert not any("round" in card.title for card in (await world.dms(TOM))[2:])
    assert len(await world.introductions()) == 2


async def test_a_round_moved_twice_is_told_as_it_is_in_the_end(world: World) -> None:
    await _second_round(world)
    await world.click(BOSS, "round.move", f"{FIRST}:2026-03-11")
    await world.pass_time(minutes=5)
    await world.click(BOSS, "round.move", "1:2026-03-10:2026-03-11:2026-03-13")
    await world.pass_time(minutes=5)
    assert len(await _news(world, TOM)) == 2
    assert all("is on Fri 13 Mar" in news for news in await _news(world, TOM))
    assert [due for _, due in await _draws(world)] == [datetime(2026, 3, 13, 9, 0, tzinfo=UTC)]


async def test_of_two_organisers_at_once_the_second_sees_what_the_first_did(
    world: World,
) -> None:
    await _second_round(world)
    await world.click(BOSS, "round.move", f"{FIRST}:2026-03-11")
    late = text(await world.click(BOSS, "round.leave_out", FIRST))
    assert "Somebody changed this round since you saw it" in late
    assert "Wed 11 Mar, 10:00, instead of Tue 10 Mar" in late
    assert "already" in text(await world.click(BOSS, "round.move", f"{FIRST}:2026-03-11"))
    assert [due for _, due in await _draws(world)] == [datetime(2026, 3, 11, 9, 0, tzinfo=UTC)]


@pytest.mark.parametrize(
    "to",
    [
        "2026-03-14",  # a Saturday
        "2026-03-12",  # a quiet date
        "2026-03-17",  # the following round
        "2026-03-18",
        "2026-03-16",  # when the following round is announced
        "2026-03-09",
        "1999-01-01",
        "9999-12-31",
        "soon",
        "",
    ],
)
async def test_a_round_moves_only_to_where_it_can_be_drawn(world: World, to: str) -> None:
    await begin_program(world, TOM, PRIYA, blackout="2026-03-12")
    await world.until(NOTICED)
    assert "I can't move the round there." in text(
        await world.click(BOSS, "round.move", f"{FIRST}:{to}")
    )
    assert [due for _, due in await _draws(world)] == [TUESDAY + WEEK]


async def test_days_off_are_not_offered(world: World) -> None:
    await begin_program(world, TOM, PRIYA, blackout="2026-03-12")
    await world.until(NOTICED)
    card = card_of(await world.say(BOSS, "/round next"))
    assert _moves(card) == ["2026-03-11", "2026-03-13"]


async def test_a_day_that_becomes_a_holiday_passes_the_moved_round_on(world: World) -> None:
    await draw_round(world)
    await world.click(BOSS, "round.move", f"{FIRST}:2026-03-12")
    await set_up_program(world, blackout="2026-03-12")
    assert [due for _, due in await _draws(world)] == [datetime(2026, 3, 13, 9, 0, tzinfo=UTC)]


async def test_a_round_that_was_drawn_cannot_be_changed(world: World) -> None:
    await draw_round(world)
    for action, value in (
        ("round.move", "1:2026-03-03:2026-03-03:2026-03-05"),
        ("round.leave_out", "1:2026-03-03:2026-03-03"),
        ("round.put_back", "1:2026-03-03"),
    ):
        assert "has been drawn already" in text(await world.click(BOSS, action, value))
    assert len(await _draws(world)) == 1


async def test_it_is_too_late_to_put_back_what_nobody_would_hear_of(world: World) -> None:
    await draw_round(world)
    await world.click(BOSS, "round.leave_out", FIRST)
    await world.until(NOTICED)
    assert "too late" in text(await world.click(BOSS, "round.put_back", "1:2026-03-10"))
    assert [day for day, _ in await _draws(world)] == [date(2026, 3, 17)]


async def test_who_joins_after_the_notices_hears_of_a_moved_round_too(world: World) -> None:
    await _second_round(world)
    await make_eaters(world, JUN)
    await join_program(world, JUN)
    await world.click(BOSS, "round.move", f"{FIRST}:2026-03-12")
    await world.until(datetime(2026, 3, 11, 9, 5, tzinfo=UTC))
    assert "#lunch on Thu 12 Mar, 10:00" in text((await world.dms(JUN))[-1])
    assert len(await world.outbox(TOM, "lunch.notice")) == 2


async def test_saving_the_setup_leaves_an_announced_round_where_it_is(world: World) -> None:
    await _second_round(world)
    await set_up_program(world, size="3")
    assert [due for _, due in await _draws(world)] == [TUESDAY + WEEK]
    assert await _news(world, TOM) == []


async def test_another_weekday_ends_an_announced_round_truthfully(world: World) -> None:
    await _second_round(world)
    await set_up_program(world, weekday="3")
    await world.pass_time(minutes=5)
    assert "is off. The next one is on Thu 12 Mar, 10:00" in (await _news(world, TOM))[0]


async def test_lunches_that_are_stopped_end_the_notices_of_their_round(world: World) -> None:
    await _second_round(world)
    await set_up_program(world, cadence="stop")
    await world.pass_time(minutes=5)
    assert (await _news(world, TOM))[0].endswith("that I wrote to you about is off.")


async def test_the_setup_card_and_the_home_page_lead_to_the_next_round(world: World) -> None:
    await make_eaters(world, TOM)
    saved = await world.submit(BOSS, "setup.save", SETUP)
    assert "round.leave_out" in button_values(card_of(saved))
    opened = card_of(await world.click(BOSS, "round.plan", "1"))
    assert "I'll match everyone on Tue 3 Mar, 10:00." in text(opened)


async def test_only_organisers_change_rounds(world: World) -> None:
    await draw_round(world)
    await world.click(TOM, "round.leave_out", FIRST)
    assert [due for _, due in await _draws(world)] == [TUESDAY + WEEK]
