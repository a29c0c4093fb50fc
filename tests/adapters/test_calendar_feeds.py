"""Subscribe to calendars as calendar programs do, over HTTP."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial

import httpx
import icalendar
import pytest
import vobject
from sqlalchemy import select

from adapters.calendar_feeds import build_feed_app
from bot.calendar_feeds import feeds
from bot.calendar_feeds.tables import calendar_feed
from bot.people import records as people
from bot.store.engine import Database
from bot.ui.cards import File
from tests.factories.events import cancel_event, change_event, make_event, rsvp
from tests.factories.people import leave_company, make_people
from tests.reading import text
from tests.world import ADA, BEN, CLEO, DINA, HOME, LUNCH, PEOPLE, PROMPTS, World, world_on

HERE = "https://mingle.example"


@pytest.fixture
async def world(either_database: Database) -> World:
    made = await world_on(either_database)
    everybody = await make_people(made)
    for person in everybody:
        await made.say(person, "/mingle")
    async with made.database.transaction() as tx:
        await feeds.save_public_url(tx, HOME, f"{HERE}/")
    return made


@pytest.fixture
async def web(world: World) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(
        build_feed_app(partial(feeds.render_feed, world.database, world.clock.now))
    )
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        yield client


async def address(
    world: World, person: str, action: str = "calendar.new", channel: str = LUNCH
) -> str:
    words = text(await world.click(person, action, channel=channel))
    found = next(word for word in words.split() if word.startswith(f"{HERE}/calendar/"))
    return found.removeprefix(HERE)


def entries(answer: httpx.Response) -> list[icalendar.Event]:
    assert answer.status_code == 200
    assert len(vobject.readOne(answer.text).contents.get("vevent", [])) == answer.text.count(
        "BEGIN:VEVENT"
    )
    return icalendar.Calendar.from_ical(answer.text).events


async def test_what_somebody_goes_to_stands_in_their_calendar(
    world: World, web: httpx.AsyncClient
) -> None:
    number = await make_event(world)
    await rsvp(world, CLEO, number, "going")
    await rsvp(world, DINA, number, "maybe")
    mine, hers = await address(world, CLEO), await address(world, DINA)
    answer = await web.get(mine)
    (entry,) = entries(answer)
    assert entry["summary"] == "Board games"
    assert entries(await web.get(hers)) == []
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, max-age=300"
    assert "X-WR-CALNAME:Mingle" in answer.text
    await change_event(world, BEN, number, {"when": "2026-03-06 18:00"})
    (moved,) = entries(await web.get(mine))
    assert (moved["uid"], moved["sequence"]) == (entry["uid"], 1)
    assert moved.start - entry.start == timedelta(days=1)
    await cancel_event(world, BEN, number)
    (gone,) = entries(await web.get(mine))
    assert (gone["uid"], gone["status"], gone["sequence"]) == (entry["uid"], "CANCELLED", 2)


async def test_tables_and_lunches_stand_there_too_and_nobody_else_is_named(
    lived_world: World,
) -> None:
    async with lived_world.database.read_transaction() as tx:
        found = {
            who: await feeds.calendar_of_person(tx, HOME, who, lived_world.now) for who in PEOPLE
        }
    titles = {event.title for events in found.values() for event in events}
    assert {"Lunch with a colleague", "Lunch at an open table"} <= titles
    words = " ".join(
        f"{event.title} {event.description}" for events in found.values() for event in events
    )
    assert not [name for name in ("Ada", "Ben", "Cleo", "Dina", "Wolf", "Marsh") if name in words]


async def test_a_lunch_has_the_name_under_which_its_file_was_kept(lived_world: World) -> None:
    kept = [
        icalendar.Calendar.from_ical(part.content).events[0]["uid"]
        for person in PEOPLE
        for card in await lived_world.inbox(person)
        for part in card.parts
        if isinstance(part, File) and part.name == "lunch.ics"
    ]
    async with lived_world.database.read_transaction() as tx:
        found = {
            event.uid
            for person in PEOPLE
            for event in await feeds.calendar_of_person(tx, HOME, person, lived_world.now)
        }
    assert found & set(kept)


async def test_a_channel_has_a_calendar_of_its_own(world: World, web: httpx.AsyncClient) -> None:
    await make_event(world)
    await make_event(world, {"title": "Elsewhere", "channel": PROMPTS})
    (entry,) = entries(answer := await web.get(await address(world, ADA, "calendar.channel_new")))
    assert entry["summary"] == "Board games"
    assert "X-WR-CALNAME:Mingle #lunch" in answer.text
    assert "Ben" not in answer.text
    assert "organisers" in text(await world.click(BEN, "calendar.channel_new"))


async def test_a_program_that_has_the_latest_is_told_so(
    world: World, web: httpx.AsyncClient
) -> None:
    number = await make_event(world)
    mine = await address(world, BEN)
    tag = (await web.get(mine)).headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = await web.get(mine, headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    await world.pass_time(hours=1)
    assert (await web.get(mine)).headers["etag"] == tag
    await change_event(world, BEN, number, {"place": "Corner"})
    assert (await web.get(mine, headers={"if-none-match": tag})).status_code == 200


async def test_an_address_that_ended_and_one_that_never_was_are_answered_alike(
    world: World, web: httpx.AsyncClient
) -> None:
    await make_event(world)
    old = await address(world, BEN)
    new = await address(world, BEN)
    off = await address(world, CLEO)
    await world.click(CLEO, "calendar.off")
    left = await address(world, DINA)
    async with world.database.transaction() as tx:
        await people.update_person(tx, HOME, DINA, left=True)
    invented = [
        "a" * 43,
        "a",
        "a" * 5000,
        "%00" * 20,
        "é" * 43,
        "..",
        old.removeprefix("/calendar/")[:-5],
    ]
    asked = [old, off, left, *(f"/calendar/{token}.ics" for token in invented)]
    answers = [await web.get(path) for path in asked]
    assert {(a.status_code, a.text, tuple(a.headers.items())) for a in answers} == {
        (404, "not found", tuple(answers[0].headers.items()))
    }
    assert (await web.get(new)).status_code == 200
    assert (await web.post(new)).status_code == 405


async def test_no_address_outlives_whoever_made_it(world: World, web: httpx.AsyncClient) -> None:
    await make_event(world)
    own = await address(world, ADA)
    of_channel = await address(world, ADA, "calendar.channel_new")
    await world.click(BEN, "calendar.new")
    async with world.database.transaction() as tx:
        await people.update_person(tx, HOME, CLEO, organiser=True)
    await leave_company(world, ADA)
    for path in (own, of_channel):
        assert (await web.get(path)).status_code == 404
    assert [row.owner for row in await world.select_all(calendar_feed)] == [BEN]

    await world.pass_time(days=1)
    [told] = await world.dms(CLEO, "The calendar address of #lunch has ended")
    assert "/mingle calendar" in text(told)


async def test_the_secret_in_an_address_is_kept_nowhere(world: World) -> None:
    token = (await address(world, BEN)).removeprefix("/calendar/").removesuffix(".ics")
    async with world.database.read_transaction() as tx:
        kept = await tx.all(select(calendar_feed))
    assert len(kept) == 1
    assert token not in str(kept)
    assert "can't show it again" in text(await world.say(BEN, "/mingle calendar"))
    others = {await address(world, BEN) for _ in range(20)}
    assert len(others) == 20


async def test_people_are_told_when_calendars_are_not_served(world: World) -> None:
    async with world.database.transaction() as tx:
        await feeds.save_public_url(tx, HOME, "")
    assert "not served here yet" in text(await world.say(BEN, "/mingle calendar"))
    assert "not served here yet" in text(await world.click(BEN, "calendar.new"))


async def test_organisers_see_how_to_share_a_channel(world: World) -> None:
    assert "For everybody in #lunch" in text(await world.say(ADA, "/mingle calendar"))
    assert "For everybody" not in text(await world.say(BEN, "/mingle calendar"))
    await address(world, ADA, "calendar.channel_new")
    assert "A new one ends it" in text(await world.say(ADA, "/mingle calendar"))
    assert "leads nowhere now" in text(await world.click(ADA, "calendar.channel_off"))


async def test_an_address_that_nobody_reads_for_half_a_year_rests(
    world: World, web: httpx.AsyncClient
) -> None:
    read, unread = await address(world, CLEO), await address(world, DINA)
    for _ in range(3):
        world.now += timedelta(days=100)
        assert (await web.get(read)).status_code == 200
    assert (await web.get(unread)).status_code == 404
    assert "Nothing read your calendar" in text(await world.say(DINA, "/mingle calendar"))
    assert "You have an address since" in text(await world.say(CLEO, "/mingle calendar"))
    assert (await web.get(await address(world, DINA))).status_code == 200


async def test_a_program_that_reads_every_hour_writes_once_a_day(
    world: World, web: httpx.AsyncClient
) -> None:
    mine = await address(world, CLEO)
    began, noted = world.now, set[datetime]()
    for _ in range(50):
        world.now += timedelta(hours=1)
        assert (await web.get(mine)).status_code == 200
        async with world.database.read_transaction() as tx:
            noted.add(await tx.scalar(select(calendar_feed.c.read_at)))
    assert noted == {began + timedelta(hours=hours) for hours in (1, 25, 49)}
