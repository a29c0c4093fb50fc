"""A page that shows several Google calendars is one source, which tells what all of them hold."""

from datetime import timedelta

import pytest

from bot.events import records as events
from bot.sources import records
from bot.sources.addresses import google_calendars
from bot.store.engine import Database
from bot.ui.cards import as_text
from tests.doubles.standins import Pages
from tests.factories.people import make_people
from tests.factories.sources import make_calendar
from tests.reading import form_of
from tests.world import BEN, HOME, MONDAY, World, world_on

PAGE = "https://library.example/events"
EMBEDDED = "https://calendar.google.com/calendar/embed?src=adults&src=children&src=staff"
ADULTS, CHILDREN, STAFF = google_calendars(EMBEDDED)
READING = ("1", "Reading circle", "20260310T180000")
PUPPETS = ("2", "Puppet theatre", "20260311T150000")


@pytest.fixture
def pages() -> Pages:
    """A web on which two calendars are public and the third is not."""
    frames = f'<iframe src="{EMBEDDED}"></iframe>'
    return Pages(
        {
            PAGE: ("text/html", f"<!doctype html><title>City Library</title>{frames}".encode()),
            ADULTS: make_calendar(READING, name="Adults"),
            CHILDREN: make_calendar(PUPPETS, READING, name="Children"),
        }
    )


@pytest.fixture
async def world(database: Database, pages: Pages) -> World:
    made = await world_on(database, web=pages)
    await make_people(made)
    return made


async def save(world: World, address: str) -> str:
    """Add an address and keep it; give the card that showed what was found."""
    await world.say(BEN, f"/events add {address}")
    await world.pass_time(minutes=1)
    card = as_text((await world.inbox(BEN))[-1])
    form = form_of(
        await world.click(BEN, "source.details", await world.button(BEN, "source.details"))
    )
    await world.submit(BEN, form, {})
    await world.pass_time(minutes=1)
    return card


async def on(world: World) -> list[str]:
    async with world.database.read_transaction() as tx:
        return [each.title for each in await events.upcoming_events(tx, HOME, world.now)]


async def test_all_calendars_of_a_page_that_anybody_may_read_are_read_as_one(
    world: World, pages: Pages
) -> None:
    card = await save(world, PAGE)
    assert card.startswith(
        "City Library\nI found 2 calendars, which I read as one, at library.example with 2 events"
    )
    assert await on(world) == ["Reading circle", "Puppet theatre"]
    pages.found[CHILDREN] = make_calendar(PUPPETS, ("3", "Comic club", "20260312T160000"))
    await world.pass_time(hours=8)
    assert await on(world) == ["Reading circle", "Puppet theatre", "Comic club"]


async def test_nothing_is_called_off_while_one_of_them_cannot_be_read(
    world: World, pages: Pages
) -> None:
    await save(world, EMBEDDED)
    kept = pages.found.pop(CHILDREN)
    await world.pass_time(days=2)
    assert await on(world) == ["Reading circle", "Puppet theatre"]
    async with world.database.read_transaction() as tx:
        [source] = await records.list_sources(tx, HOME)
    assert (source.name, source.trouble) == ("Adults, Children", "not_found")
    pages.found[CHILDREN] = kept
    await world.until(MONDAY + timedelta(days=4))
    async with world.database.read_transaction() as tx:
        [source] = await records.list_sources(tx, HOME)
    assert source.failures == 0


async def test_one_calendar_that_is_left_is_an_ordinary_one(world: World, pages: Pages) -> None:
    del pages.found[CHILDREN]
    assert "I found a calendar at calendar.google.com" in await save(world, EMBEDDED)
    assert await on(world) == ["Reading circle"]
