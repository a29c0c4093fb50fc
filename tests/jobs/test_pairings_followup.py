from datetime import UTC, datetime, timedelta

import pytest

from bot.store.engine import Database
from tests.jobs.pairings_world import World, buttons, words

TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # 10:00 in Berlin


@pytest.fixture
async def world(database: Database) -> World:
    world = World(database)
    await world.move_in("Tom", "Priya")
    return world


async def _drawn(world: World, **changes: str) -> None:
    await world.set_up(**changes)
    await world.join("Tom", "Priya")
    await world.until(TUESDAY)


def _asked(world: World, name: str) -> int:
    return sum("Did you and" in words(card) for card in world.heard(name))


def _nudges(world: World) -> int:
    return sum(card.title == "Have you found a time?" for _, card in world.chat.said.values())


async def test_a_group_that_never_clicked_is_nudged_once(world: World) -> None:
    await _drawn(world)
    await world.pass_time(hours=47)
    assert _nudges(world) == 0
    await world.pass_time(hours=1)
    assert _nudges(world) == 1
    await world.pass_time(hours=70)
    assert _nudges(world) == 1


@pytest.mark.parametrize("click", ["lunch.met", "lunch.not_yet", "lunch.cant"])
async def test_one_click_by_anybody_saves_the_group_the_nudge(world: World, click: str) -> None:
    await _drawn(world)
    await world.click("Priya", click, "1")
    await world.pass_time(days=3)
    assert _nudges(world) == 0


async def test_a_click_stops_a_nudge_that_waits_for_morning(world: World) -> None:
    await _drawn(world, time="19:00", weekday="2")
    await world.until(datetime(2026, 3, 6, 19, 0, tzinfo=UTC))
    await world.click("Tom", "lunch.not_yet", "1")
    await world.until(datetime(2026, 3, 9, 12, 0, tzinfo=UTC))
    assert _nudges(world) == 0


async def test_the_check_in_comes_with_the_next_notice_in_one_message_and_before_it(
    world: World,
) -> None:
    await _drawn(world)
    before = len(world.heard("Tom"))
    await world.until(TUESDAY + timedelta(days=6))
    assert len(world.heard("Tom")) == before + 1
    text = words(world.heard("Tom")[-1])
    assert text.index("Did you and Priya meet?") < text.index("I introduce you to somebody")
    assert {"lunch.met", "lunch.skip"} <= set(buttons(world.heard("Tom")[-1]))


async def test_a_week_has_no_midpoint_check_in(world: World) -> None:
    await _drawn(world)
    await world.until(TUESDAY + timedelta(days=5))
    assert _asked(world, "Tom") == 0


async def test_a_fortnight_is_checked_at_its_midpoint_and_at_its_end(world: World) -> None:
    await _drawn(world, cadence="fortnight")
    await world.until(TUESDAY + timedelta(days=7))
    assert _asked(world, "Tom") == 1
    await world.click("Tom", "lunch.not_yet", "1")
    await world.until(TUESDAY + timedelta(days=13))
    assert _asked(world, "Tom") == 2
    assert _asked(world, "Priya") == 2


async def test_nothing_more_after_we_met(world: World) -> None:
    await _drawn(world, cadence="fortnight")
    await world.click("Priya", "lunch.met", "1")
    await world.until(TUESDAY + timedelta(days=13))
    assert _asked(world, "Tom") == _asked(world, "Priya") == 0


async def test_nobody_who_called_it_off_is_asked_whether_they_met(world: World) -> None:
    await _drawn(world)
    await world.click("Priya", "lunch.cant", "1")
    await world.until(TUESDAY + timedelta(days=6))
    assert _asked(world, "Tom") == _asked(world, "Priya") == 0
