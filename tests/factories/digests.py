"""Listed events, and the digests that tell a channel of them."""

from datetime import timedelta

from msgspec.structs import replace

from bot.events import records
from bot.events.records import EventDraft
from bot.ui.cards import Card
from tests.world import HOME, LUNCH, MONDAY, World

DAY = timedelta(days=1)


async def make_listed_event(world: World, title: str, days: float, **values: object) -> int:
    """Save an event as a source would, so many days after Monday; return its number."""
    starts = MONDAY + timedelta(days=days, hours=9)
    ends = starts + timedelta(hours=2)
    draft = EventDraft(HOME, "listed", title, starts, ends, "Europe/Berlin", world.now)
    usual = {"town": "Berlin", "reach": "local", "place": "Data Loft", **values}
    async with world.database.transaction() as tx:
        return await records.insert_event(tx, replace(draft, **usual))


async def until_digest(world: World) -> None:
    """Advance to the second Monday, when digests have been posted."""
    await world.until(MONDAY + 7 * DAY + timedelta(minutes=1))


async def digests(world: World, channel: str = LUNCH) -> list[Card]:
    """Return the digests in a channel, oldest first, as they read now."""
    return await world.posts(channel, "What's on")
