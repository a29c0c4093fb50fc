"""A page that shows several Google calendars is one source, which tells what all of them hold."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.events import records as events
from bot.sources import records
from bot.sources.addresses import google_calendars
from bot.ui.cards import as_text
from tests.doubles.standins import Pages
from tests.factories.people import make_people
from tests.jobs.web.feed_town import calendar
from tests.reading import form_of
from tests.world import BEN, HOME, MONDAY, World, world_in

PAGE = "https://library.example/events"
EMBEDDED = "https://calendar.google.com/calendar/embed?src=adults&src=children&src=staff"
ADULTS, CHILDREN, STAFF = google_calendars(EMBEDDED)
READING = ("1", "Reading circle", "20260310T180000")
PUPPETS = ("2", "Puppet theatre", "20260311T150000")


@pytest.fixture
def pages() -> Pages:
    """Give a web on which two calendars are public, and the third is not."""
    frames = f'<iframe src="{EMBEDDED}"></iframe>'
    return Pages(
        {
            PAGE: ("text/html", f"<!doctype html><title>City Library</title>{frames}".encode()),
            ADULTS: calendar(READING, name="Adults"),
            CHILDREN: calendar(PUPPETS, READING, name="Children"),
        }
    )


@pytest.fixture
async def town(tmp_path: Path, pages: Pages) -> AsyncIterator[World]:
    async with world_in(tmp_path / "town.db", web=pages) as world:
        await make_people(world)
        yield world


async def save(town: World, address: str) -> str:
    """Add an address and keep it; give the card that showed what was found."""
    await town.say(BEN, f"/events add {address}")
    await town.pass_time(minutes=1)
    card = as_text((await town.inbox(BEN))[-1])
    form = form_of(
        await town.click(BEN, "source.details", await town.button(BEN, "source.details"))
    )
    await town.submit(BEN, form, {})
    await town.pass_time(minutes=1)
    return card


async def on(town: World) -> list[str]:
    async with town.database.read_transaction() as tx:
        return [each.title for each in await events.upcoming_events(tx, HOME, town.now)]


async def test_all_calendars_of_a_page_that_anybody_may_read_are_read_as_one(
    town: World, pages: Pages
) -> None:
    card = await save(town, PAGE)
    assert card.startswith(
        "City Library\nI found 2 calendars, which I read as one, at library.example with 2 events"
    )
    assert await on(town) == ["Reading circle", "Puppet theatre"]
    pages.found[CHILDREN] = calendar(PUPPETS, ("3", "Comic club", "20260312T160000"))
    await town.pass_time(hours=8)
    assert await on(town) == ["Reading circle", "Puppet theatre", "Comic club"]


async def test_nothing_is_called_off_while_one_of_them_cannot_be_read(
    town: World, pages: Pages
) -> None:
    await save(town, EMBEDDED)
    kept = pages.found.pop(CHILDREN)
    await town.pass_time(days=2)
    assert await on(town) == ["Reading circle", "Puppet theatre"]
    async with town.database.read_transaction() as tx:
        [source] = await records.list_sources(tx, HOME)
    assert (source.name, source.trouble) == ("Adults, Children", "not_found")
    pages.found[CHILDREN] = kept
    await town.until(MONDAY + timedelta(days=4))
    async with town.database.read_transaction() as tx:
        [source] = await records.list_sources(tx, HOME)
    assert source.failures == 0


async def test_one_calendar_that_is_left_is_an_ordinary_one(town: World, pages: Pages) -> None:
    del pages.found[CHILDREN]
    assert "I found a calendar at calendar.google.com" in await save(town, EMBEDDED)
    assert await on(town) == ["Reading circle"]
