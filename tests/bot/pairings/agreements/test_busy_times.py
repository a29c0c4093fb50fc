"""Moments at which somebody is busy by their own calendar are not offered."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import update

from bot.people.busy_times import count_open_addresses, seal_addresses
from bot.people.tables import busy_calendar
from bot.sources.parsers.detect import parse_document
from bot.sources.parsers.model import Document
from bot.store.engine import Database
from bot.store.vault import Vault
from tests.doubles.standins import Pages
from tests.factories.people import make_channel, make_people
from tests.factories.programs import (
    MONDAY_AT_TEN,
    TUESDAY,
    join_program,
    make_eaters,
    set_up_program,
)
from tests.factories.tables import PRIYA, TOM
from tests.reading import complaint, form_of, labels, text
from tests.world import World, world_on

ADDRESS = "https://calendar.example/secret.ics"
NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)


def calendar(*events: str) -> bytes:
    """Return a calendar file of events, each given by its lines."""
    bodies = []
    for number, lines in enumerate(events):
        bodies.append(f"BEGIN:VEVENT\r\nUID:{number}\r\nSUMMARY:Secret\r\n{lines}\r\nEND:VEVENT")
    inside = "\r\n".join(bodies)
    return f"BEGIN:VCALENDAR\r\n{inside}\r\nEND:VCALENDAR\r\n".encode()


WEDNESDAY_NOON = "DTSTART:20260304T110000Z\r\nDTEND:20260304T120000Z"
WEB = Pages({ADDRESS: ("text/calendar", calendar(f"{WEDNESDAY_NOON}\r\nRRULE:FREQ=WEEKLY"))})


def busy(*events: str) -> list[tuple[datetime, datetime]]:
    document = Document("", calendar(*events), "text/calendar", NOW, "UTC", busy_only=True)
    parsed = parse_document(document)
    assert not parsed.events
    return list(parsed.busy)


@pytest.fixture
async def world(database: Database) -> World:
    world = await world_on(database, moment=MONDAY_AT_TEN, web=WEB)
    await make_people(world, "Boss X", channels=(), housekeeping=False)
    await make_channel(world, "lunch")
    await make_eaters(world, TOM, PRIYA, slots=("wed-1230", "thu-1230"))
    await set_up_program(world)
    await join_program(world, TOM, PRIYA)
    return world


async def _give(world: World, address: str = ADDRESS) -> str:
    form = form_of(await world.say(PRIYA, "/mingle busy"))
    return text(await world.submit(PRIYA, form, {"address": address}))


async def _offered(world: World, weeks: int = 0) -> list[str]:
    await world.until(TUESDAY + timedelta(weeks=weeks))
    return labels((await world.introductions())[-1][1], "lunch.moment")


async def test_a_moment_when_somebody_is_busy_is_left_out(world: World) -> None:
    assert "This stays between us" in await _give(world)
    assert await _offered(world) == ["Thu 5 Mar, 12:30"]
    kept = f"{await world.rows()}"
    assert "Secret" not in kept


async def test_an_address_is_nowhere_in_the_database_as_it_is(world: World) -> None:
    await _give(world)
    await world.pass_time(minutes=1)
    assert (await world.rows())["busy_span"]
    assert ADDRESS not in f"{await world.rows()}"


async def test_an_address_of_an_earlier_version_is_encrypted_at_the_next_start(
    world: World,
) -> None:
    await _give(world)
    async with world.database.transaction() as tx:
        await tx.execute(update(busy_calendar).values(address=ADDRESS))
        assert await count_open_addresses(tx) == 1
        await seal_addresses(tx)
        assert await count_open_addresses(tx) == 0
    assert ADDRESS not in f"{await world.rows()}"
    await world.pass_time(hours=1)
    assert await _offered(world) == ["Thu 5 Mar, 12:30"]


async def test_an_address_outlives_the_key_that_encrypted_it_first(world: World) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    world.database.vault = Vault([old])
    await _give(world)
    world.database.vault = Vault([new, old])
    async with world.database.transaction() as tx:
        await seal_addresses(tx)
    world.database.vault = Vault([new])
    await world.pass_time(hours=1)
    assert await _offered(world) == ["Thu 5 Mar, 12:30"]


async def test_without_a_key_no_address_is_taken(world: World) -> None:
    world.database.vault = Vault()
    form = form_of(await world.say(PRIYA, "/mingle busy"))
    refused = await world.submit(PRIYA, form, {"address": ADDRESS})
    assert "no key to keep an address safe" in complaint(refused, "address")
    assert not (await world.rows())["busy_calendar"]


async def test_a_calendar_is_forgotten_at_once(world: World) -> None:
    await _give(world)
    await world.pass_time(minutes=1)
    assert (await world.rows())["busy_span"]
    assert "Your busy times" in text(await world.say(PRIYA, "/mingle busy"))
    assert "gone" in text(await world.click(PRIYA, "busy.forget"))
    rows = await world.rows()
    assert not rows["busy_span"]
    assert not rows["busy_calendar"]
    assert await _offered(world) == ["Wed 4 Mar, 12:30", "Thu 5 Mar, 12:30"]


async def test_what_was_read_long_ago_is_ignored(world: World) -> None:
    await world.pass_time(minutes=5)
    await _give(world)
    await world.pass_time(minutes=1)
    WEB.found, kept = {}, WEB.found
    try:
        assert await _offered(world) == ["Thu 5 Mar, 12:30"]
        assert await _offered(world, weeks=1) == ["Wed 11 Mar, 12:30", "Thu 12 Mar, 12:30"]
    finally:
        WEB.found = kept


async def test_no_address_gets_a_calm_sentence(world: World) -> None:
    form = form_of(await world.say(PRIYA, "/mingle busy"))
    answer = await world.submit(PRIYA, form, {"address": "my calendar"})
    assert "begins with https://" in complaint(answer)


def test_free_and_cancelled_events_take_no_time() -> None:
    assert len(busy(WEDNESDAY_NOON)) == 1
    assert not busy(f"{WEDNESDAY_NOON}\r\nTRANSP:TRANSPARENT")
    assert not busy(f"{WEDNESDAY_NOON}\r\nSTATUS:CANCELLED")
    assert not busy(f"{WEDNESDAY_NOON}\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE")


def test_a_series_is_busy_each_time_but_not_for_ever() -> None:
    spans = busy(f"{WEDNESDAY_NOON}\r\nRRULE:FREQ=DAILY")
    assert spans[0][0] == datetime(2026, 3, 4, 11, tzinfo=UTC)
    assert 30 <= len(spans) <= 60


def test_a_day_out_of_office_is_busy_all_day() -> None:
    [(starts, ends)] = busy("DTSTART;VALUE=DATE:20260304\r\nDTEND;VALUE=DATE:20260305")
    assert ends - starts == timedelta(days=1)
