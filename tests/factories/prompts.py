"""Prompts in a channel, and the colleagues who take them up."""

from datetime import UTC, datetime

from bot.store.engine import Database
from tests.factories.people import make_people
from tests.reading import card_of
from tests.world import HOME, PROMPTS, World, world_on

MONDAY_THE_NINTH = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
BO, ODA, OLAF = (f"{HOME}/{name}" for name in ("bo", "oda", "olaf"))  # beside Ada and Cleo
SETUP = {
    "channel": PROMPTS,
    "cadence": "weekly",
    "weekday": "2",
    "time": "10:00",
    "zone": "Europe/Berlin",
}


async def curious_world(database: Database) -> World:
    """Return a world of five colleagues, two of whom organise, on a Monday without prompts."""
    world = await world_on(database, moment=MONDAY_THE_NINTH)
    world.usual_channel = "prompts"
    await make_people(
        world,
        "Ada",
        "Bo",
        "Cleo",
        "Oda",
        "Olaf",
        organisers=("Oda", "Olaf"),
        channels=("prompts", "side", "third", "elsewhere"),
        housekeeping=False,
    )
    return world


async def make_prompts(world: World, **changes: str) -> None:
    """Set up prompts in the channel, for Wednesdays at ten unless told otherwise."""
    await world.command(OLAF, "prompt setup")
    card_of(await world.submit(ODA, "prompt.setup", {**SETUP, **changes}))
