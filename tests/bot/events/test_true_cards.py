"""What stands about an event is true when it is read, whoever answers, leaves or takes over."""

from datetime import timedelta

import pytest

from adapters.playground.post import Playground
from bot.core import outbox
from bot.core.platform import PlaceGone
from tests.factories.events import (
    announcement,
    cancel_event,
    change_event,
    make_event,
    rsvp,
    told_about,
)
from tests.factories.people import leave_company
from tests.reading import button_values, text
from tests.world import ADA, BEN, CLEO, DINA, EMIL, HOME, LUNCH, MONDAY, PEOPLE, World

THURSDAY = MONDAY + timedelta(days=3, hours=9)  # 18:00 in Berlin


async def test_all_who_go_read_who_shows_their_name_and_the_host_how_many_seats(
    world: World,
) -> None:
    event = await make_event(world)
    await rsvp(world, CLEO, event, "going")
    await world.until(THURSDAY - timedelta(hours=20))
    [alone] = await told_about(world, CLEO, "Tomorrow: Board games")
    [hosting] = await told_about(world, BEN, "Hosting: Board games")
    assert "A table for five is enough so far." in hosting

    await rsvp(world, DINA, event, "going")
    await world.pass_time(minutes=1)
    assert await told_about(world, CLEO, "Tomorrow: Board games") == [alone]
    await world.click(DINA, "event.openly", f"{event}:yes")
    for person in PEOPLE[4:]:
        await rsvp(world, person, event, "going")
    await world.pass_time(minutes=1)
    [reminder] = await told_about(world, CLEO, "Tomorrow: Board games")
    assert "Dina Haddad" in reminder
    [hosting] = await told_about(world, BEN, "Hosting: Board games")
    assert "10 seats are enough so far." in hosting


async def test_whoever_moved_up_reads_how_many_go_now(world: World) -> None:
    event = await make_event(world, {"capacity": "2"})
    for person in (CLEO, DINA):
        await rsvp(world, person, event, "going")
    await rsvp(world, CLEO, event, "cant")
    await world.pass_time(minutes=1)
    assert "You're not the only one" in (await told_about(world, DINA, "You're in"))[0]
    await rsvp(world, BEN, event, "cant")
    await world.pass_time(minutes=1)
    assert "Nobody else shows their name" in (await told_about(world, DINA, "You're in"))[0]


async def test_of_two_events_in_one_message_each_says_for_itself_that_it_is_over(
    world: World,
) -> None:
    first = await make_event(world, {"title": "Chess"}, when="Thursday 18:00")
    second = await make_event(world, {"title": "Cards"}, when="Thursday 18:00")
    for event in (first, second):
        await rsvp(world, CLEO, event, "going")
    await world.until(THURSDAY + timedelta(hours=2, minutes=30))
    merged = [words for words in await _read_by(world, CLEO) if words.count("When:") == 2]
    assert [words.count("It is over.") for words in merged] == [2, 2]  # a day and an hour before


async def _read_by(world: World, person: str) -> list[str]:
    return [text(card) for card in await world.inbox(person)]


async def test_the_news_of_a_change_has_a_button_that_outlives_the_event(world: World) -> None:
    event = await make_event(world)
    await rsvp(world, CLEO, event, "going")
    await change_event(world, BEN, event, {"place": "Noodle bar"})
    [told] = await world.dms(CLEO, "Changed: Board games")
    assert set(button_values(told)) == {"event.show"}
    await world.until(THURSDAY + timedelta(days=1))
    assert "It is over." in text(await world.click(CLEO, "event.show", event))


@pytest.mark.parametrize("end", ["taken over", "called off"])
async def test_a_note_that_nobody_hosts_ends_when_somebody_does(world: World, end: str) -> None:
    event = await make_event(world, by=EMIL)
    await rsvp(world, CLEO, event, "going")
    await leave_company(world, EMIL)
    await world.pass_time(days=1)
    [told] = await world.dms(ADA, "Board games needs a host")
    assert "Emil Novak was going to host it and has left" in text(told)
    if end == "taken over":
        await world.click(CLEO, "event.host_yes", await world.button(CLEO, "event.host_yes"))
    else:
        await cancel_event(world, ADA, event)
    await world.pass_time(minutes=1)
    assert not await world.dms(ADA, "Board games needs a host")
    [told] = await world.dms(ADA, "Board games")
    assert "event.host_me" not in button_values(told)


async def test_a_channel_that_works_again_shows_what_changed_meanwhile(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = await make_event(world)
    with monkeypatch.context() as archived:
        for call in ("edit_message", "change_event", "list_members"):
            archived.setattr(Playground, call, _refuse)
        await rsvp(world, CLEO, event, "going")
        await world.click(CLEO, "event.openly", f"{event}:yes")
        await _look_for_members(world, "archived")
        assert "Cleo Duarte" not in text(await announcement(world))
    await _look_for_members(world, "back")
    assert "Ben Marsh and Cleo Duarte" in text(await announcement(world))


async def _refuse(*_given: object, **_more: object) -> None:
    raise PlaceGone("The channel is archived.", LUNCH)


async def _look_for_members(world: World, key: str) -> None:
    """Have the members of #lunch listed, as happens every night."""
    async with world.database.transaction() as tx:
        await outbox.request_member_sync(tx, HOME, key, LUNCH, world.now)
    await world.pass_time(minutes=5)


async def test_a_reminder_of_tomorrow_says_today_on_the_day_and_now_when_it_begins(
    world: World,
) -> None:
    event = await make_event(world)
    await rsvp(world, CLEO, event, "going")
    await world.until(THURSDAY - timedelta(hours=20))
    assert await told_about(world, CLEO, "Tomorrow: Board games")
    await world.until(THURSDAY - timedelta(hours=10))
    assert not await told_about(world, CLEO, "Tomorrow: Board games")
    assert await told_about(world, CLEO, "Today: Board games")
    await world.until(THURSDAY + timedelta(minutes=5))
    assert not await told_about(world, CLEO, "Soon: Board games")
    assert await told_about(world, CLEO, "Now: Board games")
