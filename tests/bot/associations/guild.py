"""Look after a guild in the directory: add it, join it, look for people, and see what comes of
it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.router import Answer
from bot.sources.web_port import WebResponse as Page
from tests.jobs.web.feed_town import calendar
from tests.reading import form_of, text, value_of
from tests.world import ADA, BEN, Fields, World

BERLIN = ZoneInfo("Europe/Berlin")
ADDRESS = "https://guild.example/meetings.ics"
PAGE = "https://guild.example/"
MEETING = ("1", "Guild meeting", "20260312T190000")


class GuildSite:
    """A web with one site, whose page points to a calendar that tells what it is told to."""

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
        media_type, body = calendar(*self.told, name="Guild")  # type: ignore[arg-type]
        return Page(address, body, media_type)


async def add(town: World, name: str = "Guild", *, by: str = BEN, **fields: str) -> str:
    """Add an association; give its number."""
    answer = await town.fill(by, "/associations add", {"name": name, **fields})
    return value_of(answer, "association.join")


async def save_calendar(town: World, person: str) -> None:
    """Let whoever named an address keep what was found there."""
    await town.pass_time(minutes=1)
    form = form_of(
        await town.click(person, "source.details", await town.button(person, "source.details"))
    )
    assert "is saved" in text(await town.submit(person, form, {}))
    await town.pass_time(minutes=1)


async def submit(town: World, person: str, action: str, number: str, fields: Fields) -> Answer:
    """Open a form by a button, and send it."""
    return await town.submit(person, form_of(await town.click(person, action, number)), fields)


async def join(
    town: World, person: str, number: str, standing: str = "openly", tell: str = "no", **more: str
) -> str:
    return text(
        await submit(
            town, person, "association.join", number, {"standing": standing, "tell": tell, **more}
        )
    )


async def look_for(
    town: World, number: str, due: str, *, by: str = ADA, title: str = "Treasurer", **more: str
) -> str:
    """Add an opening; give its number."""
    fields = {"kind": "election", "title": title, "due": due, **more}
    answer = await submit(town, by, "opening.add", number, fields)
    return value_of(answer, "opening.close")


async def heard(town: World, person: str, about: str = "Treasurer") -> list[str]:
    """Give the titles of what somebody was told of openings, oldest first.

    Not what they asked to see.
    """
    direct = [card for room, card in await town.seen(person) if "mingle-" in room]
    return [card.title for card in direct if card.title.endswith(f": {about}")]


def at(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BERLIN)
