"""Venues, and polls on when and where to go."""

from typing import Any

from bot.core.interactions import Reply
from bot.happy_hour import records
from bot.happy_hour.rules import Poll, PollOption
from bot.store.engine import Database
from bot.venues import csv
from tests.reading import controls, form_of
from tests.world import ADA, HOME, LUNCH, MONDAY, World

PARTS = ("Mitte", "Kreuzberg", "Neukölln", "Wedding", "Pankow")
EVENINGS = (
    "Anker",
    "Birke",
    "Chorus",
    "Diele",
    "Eule",
    "Falke",
    "Garten",
    "Hafen",
    "Insel",
    "Jasmin",
    "Krone",
    "Laube",
)
LUNCHES = ("Mensa", "Nudelbar", "Olive", "Pfanne", "Quelle", "Reisfeld", "Suppenküche", "Tandoor")
HEAD = "name,good_for,part,capacity,alcohol_free,step_free\n"


def venue_table() -> str:
    """Return a CSV of twenty places."""
    evenings = [
        f"{name},evening,{PARTS[n % 5]},{30 + n},{'yes' if n % 3 else 'no'},yes"
        for n, name in enumerate(EVENINGS)
    ]
    lunches = [f"{name},lunch,{PARTS[n % 5]},40,yes,no" for n, name in enumerate(LUNCHES)]
    return HEAD + "\n".join((*evenings, *lunches))


async def make_venues(database: Database, workspace: str = HOME) -> None:
    """Import the places, as an operator does."""
    async with database.transaction() as tx:
        report = await csv.import_venues(tx, workspace, venue_table(), MONDAY)
    assert (report.added, report.refused) == (len(EVENINGS) + len(LUNCHES), [])


async def make_poll(world: World, **fields: Any) -> Poll:
    """Ask when and where, look at the preview and post it; return the poll."""
    form = form_of(await world.click(ADA, "happy_hour.begin"))
    wished = {"channel": LUNCH, "region": "DE-BE", **fields}
    preview = await world.submit(ADA, form, wished)
    assert isinstance(preview, Reply), preview
    [number] = [item.value for item in controls(preview.card) if item.action == "poll.post"]
    posted = await world.click(ADA, "poll.post", number)
    assert isinstance(posted, Reply)
    assert posted.card.title == "I'm posting the poll"
    await world.pass_time(minutes=1)
    return await find_poll(world, int(number))


async def find_poll(world: World, number: int) -> Poll:
    """Return a poll."""
    async with world.database.read_transaction() as tx:
        poll = await records.find_poll(tx, HOME, number)
    assert poll
    return poll


async def list_options(world: World, poll: Poll) -> list[PollOption]:
    """Return what can be voted for."""
    async with world.database.read_transaction() as tx:
        return await records.list_options(tx, poll)
