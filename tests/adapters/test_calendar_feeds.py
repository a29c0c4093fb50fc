"""Subscribe to calendars as calendar programs do, over HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
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
from tests.bot.events.event_world import call_off, change, plan, says
from tests.factories.people import make_people
from tests.reading import text
from tests.world import ADA, BEN, CLEO, DINA, HOME, LUNCH, PROMPTS, World, world_on

HERE = "https://mingle.example"


@pytest.fixture
async def town(either_database: Database) -> World:
    made = await world_on(either_database)
    everybody = await make_people(made)
    for person in everybody:
        await made.say(person, "/mingle")
    async with made.database.transaction() as tx:
        await feeds.save_public_url(tx, HOME, f"{HERE}/")
    return made


@pytest.fixture
async def web(town: World) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(
        build_feed_app(partial(feeds.render_feed, town.database, town.clock.now))
    )
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        yield client


async def address(
    town: World, person: str, action: str = "calendar.new", channel: str = LUNCH
) -> str:
    words = text(await town.click(person, action, channel=channel))
    found = next(word for word in words.split() if word.startswith(f"{HERE}/calendar/"))
    return found.removeprefix(HERE)


def entries(answer: httpx.Response) -> list[icalendar.Event]:
    assert answer.status_code == 200
    assert len(vobject.readOne(answer.text).contents.get("vevent", [])) == answer.text.count(
        "BEGIN:VEVENT"
    )
    return icalendar.Calendar.from_ical(answer.text).events


async def test_what_somebody_goes_to_stands_in_their_calendar(
    town: World, web: httpx.AsyncClient
) -> None:
    number = await plan(town)
    await says(town, CLEO, number, "going")
    await says(town, DINA, number, "maybe")
    mine, hers = await address(town, CLEO), await address(town, DINA)
    answer = await web.get(mine)
    (entry,) = entries(answer)
    assert entry["summary"] == "Board games"
    assert entries(await web.get(hers)) == []
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, max-age=300"
    assert "X-WR-CALNAME:Mingle" in answer.text
    await change(town, BEN, number, {"when": "2026-03-06 18:00"})
    (moved,) = entries(await web.get(mine))
    assert (moved["uid"], moved["sequence"]) == (entry["uid"], 1)
    assert moved.start - entry.start == timedelta(days=1)
    await call_off(town, BEN, number)
    (gone,) = entries(await web.get(mine))
    assert (gone["uid"], gone["status"], gone["sequence"]) == (entry["uid"], "CANCELLED", 2)


async def test_tables_and_lunches_stand_there_too_and_nobody_else_is_named(world: World) -> None:
    async with world.database.read_transaction() as tx:
        found = {
            who: await feeds.calendar_of_person(tx, HOME, who, world.now)
            for who in (CLEO, DINA, BEN)
        }
    titles = {event.title for events in found.values() for event in events}
    assert {"Lunch with a colleague", "Lunch at an open table"} <= titles
    words = " ".join(
        f"{event.title} {event.description}" for events in found.values() for event in events
    )
    assert not [name for name in ("Ada", "Ben", "Cleo", "Dina", "Wolf", "Marsh") if name in words]


async def test_a_lunch_has_the_name_under_which_its_file_was_kept(world: World) -> None:
    kept = [
        icalendar.Calendar.from_ical(part.content).events[0]["uid"]
        for card in await world.inbox(BEN)
        for part in card.parts
        if isinstance(part, File) and part.name == "lunch.ics"
    ]
    async with world.database.read_transaction() as tx:
        found = {event.uid for event in await feeds.calendar_of_person(tx, HOME, BEN, world.now)}
    assert found & set(kept)


async def test_a_channel_has_a_calendar_of_its_own(town: World, web: httpx.AsyncClient) -> None:
    await plan(town)
    await plan(town, {"title": "Elsewhere", "channel": PROMPTS})
    (entry,) = entries(answer := await web.get(await address(town, ADA, "calendar.channel_new")))
    assert entry["summary"] == "Board games"
    assert "X-WR-CALNAME:Mingle #lunch" in answer.text
    assert "Ben" not in answer.text
    assert "organisers" in text(await town.click(BEN, "calendar.channel_new"))


async def test_a_program_that_has_the_latest_is_told_so(
    town: World, web: httpx.AsyncClient
) -> None:
    number = await plan(town)
    mine = await address(town, BEN)
    tag = (await web.get(mine)).headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = await web.get(mine, headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    await town.pass_time(hours=1)
    assert (await web.get(mine)).headers["etag"] == tag
    await change(town, BEN, number, {"place": "Corner"})
    assert (await web.get(mine, headers={"if-none-match": tag})).status_code == 200


async def test_an_address_that_ended_and_one_that_never_was_are_answered_alike(
    town: World, web: httpx.AsyncClient
) -> None:
    await plan(town)
    old = await address(town, BEN)
    new = await address(town, BEN)
    off = await address(town, CLEO)
    await town.click(CLEO, "calendar.off")
    left = await address(town, DINA)
    async with town.database.transaction() as tx:
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


async def test_the_secret_in_an_address_is_kept_nowhere(town: World) -> None:
    token = (await address(town, BEN)).removeprefix("/calendar/").removesuffix(".ics")
    async with town.database.read_transaction() as tx:
        kept = await tx.all(select(calendar_feed))
    assert len(kept) == 1
    assert token not in str(kept)
    assert "can't show it again" in text(await town.say(BEN, "/mingle calendar"))
    others = {await address(town, BEN) for _ in range(20)}
    assert len(others) == 20


async def test_people_are_told_when_calendars_are_not_served(town: World) -> None:
    async with town.database.transaction() as tx:
        await feeds.save_public_url(tx, HOME, "")
    assert "not served here yet" in text(await town.say(BEN, "/mingle calendar"))
    assert "not served here yet" in text(await town.click(BEN, "calendar.new"))


async def test_organisers_see_how_to_share_a_channel(town: World) -> None:
    assert "For everybody in #lunch" in text(await town.say(ADA, "/mingle calendar"))
    assert "For everybody" not in text(await town.say(BEN, "/mingle calendar"))
    await address(town, ADA, "calendar.channel_new")
    assert "A new one ends it" in text(await town.say(ADA, "/mingle calendar"))
    assert "leads nowhere now" in text(await town.click(ADA, "calendar.channel_off"))
