"""What stands about a round stays true: when people pause, travel or leave, and when it is over."""

from datetime import timedelta

import pytest

from bot.store.engine import Database
from tests.factories.people import leave_company
from tests.factories.programs import BOSS, JUN, PRIYA, TOM, TUESDAY, pairing_world
from tests.jobs.pairing_rounds import WEEK, begin_program
from tests.reading import button_values, mentions, text, value_of
from tests.world import HOME, LUNCH, World

NOTICE = "lunch round"


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def _notice(world: World) -> str:
    await world.pass_time(minutes=1)
    return text((await world.dms(TOM, NOTICE))[-1])


async def test_a_notice_follows_a_pause_and_its_end(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    assert "introduce you to someone" in await _notice(world)
    await world.say(TOM, "/mingle pause in two weeks")
    assert "goes without you" in await _notice(world)
    await world.say(TOM, "/mingle resume")
    assert "introduce you to someone" in await _notice(world)


async def test_a_notice_follows_a_trip_to_no_town(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    assert "introduce you to someone" in await _notice(world)
    trips = await world.say(TOM, "/mingle away 3-8 March")
    assert "“/mingle away” shows your trips" in await _notice(world)
    await world.click(TOM, "away.cancel", value_of(trips, "away.cancel"))
    assert "introduce you to someone" in await _notice(world)


async def test_a_pause_of_a_month_by_a_click_is_heard_by_the_notice(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    assert "introduce you to someone" in await _notice(world)
    await world.click(TOM, "people.pause_month", "1")
    assert "goes without you" in await _notice(world)


async def test_of_a_lunch_with_somebody_who_left_it_is_said_that_they_left(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    await world.click(PRIYA, "lunch.cant", "1")
    await world.pass_time(minutes=1)
    [told] = await world.dms(TOM, "off this time")
    assert "Priya X can't make it this time" in text(told)
    await leave_company(world, PRIYA)
    [told] = await world.dms(TOM, "off this time")
    assert "Priya X has left." in text(told)
    assert "can't make it" not in text(told)


async def test_a_trio_is_shown_without_the_one_who_left(world: World) -> None:
    await begin_program(world, TOM, PRIYA, JUN)
    await world.until(TUESDAY)
    await leave_company(world, JUN)
    [(_, shown)] = await world.introductions()
    assert "Jun X has left." in text(shown)
    assert "meet" in shown.title
    assert "Jun" not in shown.title
    assert mentions(shown) == {TOM, PRIYA, JUN}


async def test_a_rematch_is_offered_until_the_midpoint_and_no_longer(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    await world.click(PRIYA, "lunch.cant", "1")
    await world.pass_time(minutes=1)
    [told] = await world.dms(TOM, "off this time")
    assert "lunch.rescue" in button_values(told)
    await world.until(TUESDAY + timedelta(days=4))
    [told] = await world.dms(TOM, "off this time")
    assert set(button_values(told)) == {"table.open"}
    await world.until(TUESDAY + WEEK)
    [told] = await world.dms(TOM, "off this time")
    assert not button_values(told)


async def test_whoever_found_other_company_is_not_offered_it_again(world: World) -> None:
    ana, ben = f"{HOME}/ana", f"{HOME}/kofi"
    await begin_program(world, TOM, PRIYA, ana, ben)
    await world.until(TUESDAY)
    for people, card in await world.introductions():
        await world.click(people[1], "lunch.cant", value_of(card, "lunch.cant"))
    await world.pass_time(minutes=1)
    waiting = []
    for people, _ in await world.introductions():
        [told] = await world.dms(people[0], "off this time")
        await world.click(people[0], "lunch.rescue", value_of(told, "lunch.rescue"))
        waiting.append(people[0])
    await world.pass_time(minutes=1)
    for person in waiting:
        [told] = await world.dms(person, "off this time")
        assert "You have other company this round" in text(told)


async def test_who_cant_make_it_may_look_at_those_who_go_ahead(world: World) -> None:
    await begin_program(world, TOM, PRIYA, JUN)
    await world.until(TUESDAY)
    await world.click(TOM, "lunch.cant", "1")
    assert "no longer introduced" not in text(await world.click(TOM, "lunch.profiles", "1"))


async def test_the_profiles_of_a_round_that_is_over_are_not_offered(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.submit(TOM, "profile.save", {"interests": "chess"})
    await world.until(TUESDAY)
    [(_, shown)] = await world.introductions()
    assert "lunch.profiles" in button_values(shown)
    await world.until(TUESDAY + WEEK)
    (_, shown), *_ = await world.introductions()
    assert "lunch.profiles" not in button_values(shown)


async def test_a_report_offers_to_skip_the_next_round_until_that_is_drawn(world: World) -> None:
    await begin_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    [report] = await world.posts(LUNCH, "lunches are set")
    assert "lunch.skip" in button_values(report)
    await world.until(TUESDAY + WEEK)
    earlier, latest = await world.posts(LUNCH, "lunches are set")
    assert "lunch.skip" not in button_values(earlier)
    assert "lunch.skip" in button_values(latest)


async def test_a_report_does_not_quote_people_who_left(world: World) -> None:
    await begin_program(world, TOM, PRIYA, JUN)
    await world.until(TUESDAY)
    await world.click(TOM, "lunch.met", "1")
    form = {"text": "Ask twice.", "share": "named"}
    await world.submit(TOM, "learning.save", form, value="group:1")
    await world.until(TUESDAY + WEEK)
    assert "Ask twice." in text((await world.posts(LUNCH, "lunches are set"))[-1])
    await leave_company(world, TOM)
    assert "Ask twice." not in text((await world.posts(LUNCH, "lunches are set"))[-1])
    assert BOSS not in mentions((await world.posts(LUNCH))[-1])
