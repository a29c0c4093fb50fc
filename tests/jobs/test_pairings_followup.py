from datetime import UTC, datetime, timedelta

import pytest

from bot.store.engine import Database
from jobs.simulation.card_words import find_instants
from tests.factories.programs import (
    TUESDAY,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import PRIYA, TOM
from tests.reading import button_values, text, titles
from tests.world import World


@pytest.fixture
async def world(database: Database) -> World:
    world = await pairing_world(database)
    await make_eaters(world, TOM, PRIYA)
    return world


async def _drawn(world: World, **changes: str) -> None:
    await set_up_program(world, **changes)
    await join_program(world, TOM, PRIYA)
    await world.until(TUESDAY)


async def _asked(world: World, person: str) -> int:
    return sum("Did you and" in text(card) for card in await world.dms(person))


async def _nudges(world: World) -> int:
    return titles(await world.inbox(TOM)).count("Have you found a time?")


async def test_a_group_that_never_clicked_is_nudged_once(world: World) -> None:
    await _drawn(world)
    await world.pass_time(hours=47)
    assert await _nudges(world) == 0
    await world.pass_time(hours=1)
    assert await _nudges(world) == 1
    await world.pass_time(hours=70)
    assert await _nudges(world) == 1


async def test_a_nudge_proposes_no_moment_that_has_passed(world: World) -> None:
    await _drawn(world)
    await world.pass_time(days=2, hours=1)
    proposed = 0
    for _ in range(4):
        nudges = [card for card in await world.inbox(TOM) if card.title == "Have you found a time?"]
        moments = [one.at for card in nudges for one in find_instants(card)]
        assert len(nudges) == 1
        assert all(at > world.now for at in moments)
        proposed = max(proposed, len(moments))
        await world.pass_time(days=1)
    assert proposed


@pytest.mark.parametrize("click", ["lunch.met", "lunch.not_yet", "lunch.cant"])
async def test_one_click_by_anybody_saves_the_group_the_nudge(world: World, click: str) -> None:
    await _drawn(world)
    await world.click(PRIYA, click, "1")
    await world.pass_time(days=3)
    assert await _nudges(world) == 0


async def test_a_click_stops_a_nudge_that_waits_for_morning(world: World) -> None:
    await _drawn(world, time="19:00", weekday="2")
    await world.until(datetime(2026, 3, 6, 19, 0, tzinfo=UTC))
    await world.click(TOM, "lunch.not_yet", "1")
    await world.until(datetime(2026, 3, 9, 12, 0, tzinfo=UTC))
    assert await _nudges(world) == 0


async def test_the_check_in_comes_with_the_next_notice_in_one_message_and_before_it(
    world: World,
) -> None:
    await _drawn(world)
    before = len(await world.dms(TOM))
    await world.until(TUESDAY + timedelta(days=6))
    assert len(await world.dms(TOM)) == before + 1
    shown = text((await world.dms(TOM))[-1])
    assert shown.index("Did you and Priya meet?") < shown.index("introduce you to someone")
    assert {"lunch.met", "lunch.skip"} <= set(button_values((await world.dms(TOM))[-1]))


async def test_a_week_has_no_midpoint_check_in(world: World) -> None:
    await _drawn(world)
    await world.until(TUESDAY + timedelta(days=5))
    assert await _asked(world, TOM) == 0


async def test_a_fortnight_is_checked_at_its_midpoint_and_at_its_end(world: World) -> None:
    await _drawn(world, cadence="fortnight")
    await world.until(TUESDAY + timedelta(days=7))
    assert await _asked(world, TOM) == 1
    await world.click(TOM, "lunch.not_yet", "1")
    await world.until(TUESDAY + timedelta(days=13))
    assert await _asked(world, TOM) == 2
    assert await _asked(world, PRIYA) == 2


async def test_nothing_more_after_we_met(world: World) -> None:
    await _drawn(world, cadence="fortnight")
    await world.click(PRIYA, "lunch.met", "1")
    await world.until(TUESDAY + timedelta(days=13))
    assert await _asked(world, TOM) == await _asked(world, PRIYA) == 0


async def test_nobody_who_called_it_off_is_asked_whether_they_met(world: World) -> None:
    await _drawn(world)
    await world.click(PRIYA, "lunch.cant", "1")
    await world.until(TUESDAY + timedelta(days=6))
    assert await _asked(world, TOM) == await _asked(world, PRIYA) == 0


async def test_cards_of_a_round_that_is_over_have_lost_their_buttons(world: World) -> None:
    await _drawn(world)
    await world.until(TUESDAY + timedelta(days=6, hours=1))
    asked = [value for card in await world.dms(TOM) for value in button_values(card)]
    assert {"lunch.met", "lunch.skip"} <= set(asked)

    await world.pass_time(days=1)
    over = await world.dms(TOM)
    left = {value for card in over for value in button_values(card)}
    assert not {"lunch.met", "lunch.skip"} & left
    assert any("This round is over." in text(card) for card in over)
    assert any("was drawn." in text(card) for card in over)
    _, introduction = (await world.introductions())[0]
    assert "lunch.met" not in button_values(introduction)
