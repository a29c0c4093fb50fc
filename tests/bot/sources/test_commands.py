"""What people see of sources, through the playground and its sample sites."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from adapters.playground.town_events import (
    CHAMBER,
    CITY_TECH,
    DESIGN,
    SITES,
    TOWN_ZONE,
    site_events,
)
from bot.core.interactions import FormErrors, Reply
from bot.events import records as events
from bot.events.rsvps import save_rsvp
from bot.events.tables import event
from bot.sources.parsers.model import ParsedEvent
from bot.sources.tables import listing, source
from bot.sources.views.parts import event_line
from bot.ui.cards import as_text
from bot.ui.text import flatten_text
from tests.reading import controls, form_of, text
from tests.world import ADA, BEN, CLEO, HOME, World


async def add(world: World, person: str, address: str) -> str:
    """Add an address; return the words of the card that shows what was found."""
    assert "having a look" in text(await world.say(person, f"/events add {address}"))
    await world.pass_time(minutes=1)
    return as_text((await world.inbox(person))[-1])


async def save(world: World, person: str, address: str, **fields: str) -> str:
    await add(world, person, address)
    number = await world.button(person, "source.details")
    form = form_of(await world.click(person, "source.details", number))
    assert "is saved" in text(await world.submit(person, form, {"town": "Berlin", **fields}))
    await world.pass_time(minutes=1)
    return number


async def test_a_page_shows_its_next_five_events_and_is_kept_on_a_click(world: World) -> None:
    shown = await add(world, BEN, CITY_TECH)
    assert shown.startswith("City Tech\nI found a calendar at citytech.example with")
    assert shown.count(" · ") == 5
    number = await world.button(BEN, "source.details")
    form = form_of(await world.click(BEN, "source.details", number))
    saved = await world.submit(
        BEN, form, {"town": "Berlin", "topics": "Tech, Python", "reach": "regional"}
    )
    assert "City Tech is saved" in text(saved)
    await world.pass_time(minutes=1)
    async with world.database.read_transaction() as tx:
        found = await events.upcoming_events(tx, HOME, world.now)
    assert {each.title for each in found} == {
        each.title for each in site_events(CITY_TECH, world.now)
    }
    assert {(each.town, each.reach, each.topics[:2], each.kind) for each in found} == {
        ("Berlin", "regional", ("tech", "python"), "listed")
    }
    assert "design" in {topic for each in found for topic in each.topics}  # the calendar's own


def test_a_whole_day_is_the_same_day_for_readers_anywhere() -> None:
    midnight = datetime(2026, 3, 13, 23, tzinfo=UTC)
    fair = ParsedEvent(
        "1", "Big fair", midnight, midnight + timedelta(days=1), "Europe/Berlin", all_day=True
    )
    assert flatten_text(event_line(fair)).startswith("Sat 14 Mar · Big fair")


async def test_an_address_that_was_not_meant_is_forgotten(world: World) -> None:
    await add(world, BEN, CITY_TECH)
    assert "I forgot it." in text(
        await world.click(BEN, "source.drop", await world.button(BEN, "source.drop"))
    )
    async with world.database.read_transaction() as tx:
        assert await tx.scalars(select(source.c.id)) == []
        assert await tx.scalars(select(event.c.id)) == []


@pytest.mark.parametrize(
    "line", ["hello", "https://ben:secret@town.example/", "http://localhost/", "ftp://x.example/"]
)
async def test_what_is_no_address_gets_a_calm_sentence(world: World, line: str) -> None:
    assert "I can't read that as the address of a page." in text(
        await world.say(BEN, f"/events add {line}")
    )


async def test_nobody_answers_where_nothing_is(world: World) -> None:
    assert "Nobody answers there." in await add(world, BEN, "https://nowhere.example/")


async def test_a_source_that_is_there_is_not_added_twice(world: World) -> None:
    await save(world, BEN, CITY_TECH)
    assert "It is here already" in text(await world.say(CLEO, f"/events add {CITY_TECH}"))
    await world.say(CLEO, "/events add https://citytech.example/calendar.ics")
    await world.pass_time(minutes=1)
    assert "It is here already" in as_text((await world.inbox(CLEO))[-1])


async def test_the_form_says_what_needs_another_look(world: World) -> None:
    await add(world, BEN, CITY_TECH)
    form = form_of(
        await world.click(BEN, "source.details", await world.button(BEN, "source.details"))
    )
    answer = await world.submit(BEN, form, {"name": " ", "zone": "Europe/Berlni", "reach": "local"})
    assert isinstance(answer, FormErrors)
    assert answer.errors.keys() == {"name", "zone"}
    assert "Europe/Berlin" in answer.errors["zone"]


async def test_everybody_sees_how_each_source_fares(world: World) -> None:
    assert "No sources yet" in text(await world.say(CLEO, "/events sources"))
    for site in SITES:
        await save(world, BEN, site)
    shown = text(await world.say(CLEO, "/events sources"))
    assert "City Tech" in shown
    assert "no failures" in shown
    assert shown.count("Last read Mon 2 Mar") == len(SITES)


async def test_only_its_owner_or_an_organiser_looks_after_a_source(world: World) -> None:
    number = await save(world, BEN, CITY_TECH)
    for action in ("source.pause", "source.resume", "source.remove", "source.details"):
        assert "belongs to whoever added it" in text(await world.click(CLEO, action, number))
    assert "rests" in text(await world.click(ADA, "source.pause", number))
    picked = await world.click(BEN, "source.pick", choice=number)
    assert isinstance(picked, Reply)
    assert {item.action for item in controls(picked.card)} == {
        "source.resume",
        "source.details",
        "source.remove",
        "twin.list",
    }
    assert "is read again" in text(await world.click(BEN, "source.resume", number))


async def test_a_removed_source_takes_along_what_nobody_answered_to(world: World) -> None:
    number = await save(world, BEN, CITY_TECH)
    async with world.database.transaction() as tx:
        first = (await events.upcoming_events(tx, HOME, world.now))[0]
        held = await events.find_event_for_update(tx, HOME, first.id)
        assert held
        await save_rsvp(tx, held, CLEO, "going", world.now)
    assert "Events that somebody answered to stay" in text(
        await world.click(BEN, "source.remove", number)
    )
    async with world.database.read_transaction() as tx:
        assert await tx.scalars(select(event.c.id)) == [first.id]
        assert await tx.scalars(select(listing.c.id)) == []


async def test_an_evening_of_three_sites_is_shown_once_while_they_change(world: World) -> None:
    for site in (DESIGN, CITY_TECH, CHAMBER):
        await save(world, BEN, site)
    await world.pass_time(days=14)
    async with world.database.read_transaction() as tx:
        times = select(func.count()).select_from(event).group_by(event.c.title, event.c.starts_at)
        times_shown = await tx.scalars(times)
        night = await tx.scalars(select(event.c.id).where(event.c.title == "Design night"))
        telling = await tx.scalars(
            select(func.count())
            .select_from(listing)
            .where(listing.c.event.in_(night))
            .group_by(listing.c.event)
        )
    assert set(times_shown) == {1}
    assert set(telling[:-1]) == {3}
    await _as_the_sites_tell(world, [DESIGN, CITY_TECH])


async def _as_the_sites_tell(world: World, sites: Sequence[str]) -> None:
    """Compare what is kept with what the sites list now, but for what changes within the hours
    between two looks."""
    async with world.database.read_transaction() as tx:
        kept = {
            (each.title, each.starts_at)
            for each in await events.upcoming_events(tx, HOME, world.now)
        }
    for each in (each for site in sites for each in site_events(site, world.now)):
        starts = each.starts.replace(tzinfo=ZoneInfo(TOWN_ZONE))
        if not each.cancelled and starts > world.now + timedelta(days=8):
            assert (each.title, starts) in kept


async def test_what_was_found_asks_nothing_once_it_is_saved_or_removed(world: World) -> None:
    number = await save(world, BEN, CITY_TECH)
    actions = [
        each.action for card in await world.dms(BEN, "here already") for each in controls(card)
    ]
    assert not actions
    assert not await world.dms(BEN, "City Tech")
    await world.click(BEN, "source.remove", number)
    await world.pass_time(minutes=1)
    assert "This source was removed." in "\n".join(map(text, await world.dms(BEN)))
