"""Associations of the directory: their members, chapters, calendars and openings."""

import itertools
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.interactions import Answer
from bot.sources.web_port import WebResponse as Page
from bot.ui.cards import Select
from tests.factories.sources import make_calendar
from tests.reading import controls, form_of, text, value_of
from tests.world import ADA, BEN, Fields, World

GUILD, ROLE = "Guild of Tidemakers", "Keeper of the lantern"
BERLIN = ZoneInfo("Europe/Berlin")
ADDRESS = "https://guild.example/meetings.ics"
PAGE = "https://guild.example/"
MEETING = ("1", "Guild meeting", "20260312T190000")


class GuildSite:
    """A web with one site, whose page links to a calendar of the meetings in `told`."""

    def __init__(self) -> None:
        self.told: tuple[tuple[str, ...], ...] = (MEETING,)

    async def fetch(self, address: str, etag: str = "", modified: str = "") -> Page:
        if address == PAGE:
            link = (
                b"<!doctype html><title>Guild</title>"
                b'<link rel="alternate" type="text/calendar" href="/meetings.ics">'
            )
            return Page(address, link, "text/html")
        if address != ADDRESS:
            return Page(address, fault="unreachable", detail="nobody there")
        media_type, body = make_calendar(*self.told, name="Guild")
        return Page(address, body, media_type)


async def make_association(
    world: World, name: str = "Guild", *, by: str = BEN, **fields: str
) -> str:
    """Add an association; return its number."""
    answer = await world.fill(by, "/associations add", {"name": name, **fields})
    return value_of(answer, "association.join")


async def save_calendar(world: World, person: str) -> None:
    """Save the calendar that was found at an address."""
    await world.pass_time(minutes=1)
    form = form_of(
        await world.click(person, "source.details", await world.button(person, "source.details"))
    )
    assert "is saved" in text(await world.submit(person, form, {}))
    await world.pass_time(minutes=1)


async def submit_by_button(
    world: World, person: str, action: str, number: str, fields: Fields
) -> Answer:
    """Open a form by a button and send it."""
    return await world.submit(person, form_of(await world.click(person, action, number)), fields)


async def join_association(
    world: World, person: str, number: str, standing: str = "openly", tell: str = "no", **more: str
) -> str:
    return text(
        await submit_by_button(
            world, person, "association.join", number, {"standing": standing, "tell": tell, **more}
        )
    )


async def make_opening(
    world: World, number: str, due: str, *, by: str = ADA, title: str = "Treasurer", **more: str
) -> str:
    """Add an opening; return its number."""
    fields = {"kind": "election", "title": title, "due": due, **more}
    answer = await submit_by_button(world, by, "opening.add", number, fields)
    return value_of(answer, "opening.close")


async def told_of_openings(world: World, person: str, about: str = "Treasurer") -> list[str]:
    """Return the titles of what somebody was told of openings, oldest first."""
    return [card.title for card in await world.dms(person) if card.title.endswith(f": {about}")]


def at(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BERLIN)


async def found_guild(world: World, member: str, other: str) -> None:
    """Add an association with a chapter without a calendar, and an opening that is announced."""
    told, world.interactions = world.interactions, itertools.count(8_000)
    await world.fill(member, "/associations add", {"name": GUILD, "chapter": "Harbour"})
    number = await world.button(member, "association.join")
    form = form_of(await world.click(other, "association.join", number))
    await world.submit(other, form, {"standing": "privately", "tell": "yes"})
    form = form_of(await world.click(member, "opening.add", number))
    await world.submit(member, form, {"kind": "role", "title": ROLE, "due": "in 3 weeks"})
    for one in (member, other):
        await world.click(one, "chapter.show", choice=await choice(world, one, "chapter.show"))
        await world.click(one, "association.show", number)
    world.interactions = told


async def choice(world: World, person: str, action: str) -> str:
    """Return the last choice of the latest select of this action that somebody can see."""
    shown = [item for card in await world.inbox(person) for item in controls(card)]
    selects = [item for item in shown if isinstance(item, Select) and item.action == action]
    assert selects, f"{person} sees no select {action}"
    return selects[-1].choices[-1].value
