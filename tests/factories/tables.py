"""Open tables, and the colleagues who eat at them."""

from datetime import UTC, datetime

from sqlalchemy import select

from bot.core.interactions import Answer
from bot.features import ROUTER
from bot.open_tables import records
from bot.open_tables.rules import OpenTable
from bot.open_tables.tables import open_table
from bot.store.engine import Database
from bot.ui.text import Mention
from tests.factories.people import make_people
from tests.world import HOME, LUNCH, World, world_on

TOM, PRIYA, JUN, AMARA, SOFIA = COLLEAGUES = tuple(
    f"{HOME}/{name}" for name in ("tom", "priya", "jun", "amara", "sofia")
)


def at(clock: str, day: int = 10) -> datetime:
    """Return a moment of March 2026 in Berlin, before the clocks change; the 10th is a Tuesday."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 3, day, hour - 1, minute, tzinfo=UTC)


async def hungry_world(database: Database) -> World:
    """Return a world of five colleagues, shortly before lunch."""
    world = await world_on(database, moment=at("11:42"))
    names = [f"{person.removeprefix(f'{HOME}/').title()} Becker" for person in COLLEAGUES]
    await make_people(world, *names, organisers=(), channels=("lunch", "side"), known=True)
    return world


async def lunch(world: World, person: str, words: str = "", channel: str | None = LUNCH) -> Answer:
    """Type `/lunch` with these words, in a direct message where `channel` is None."""
    if channel is not None:
        return await world.say(person, f"/lunch {words}", channel)
    command, fields = ROUTER.parse_command(f"/lunch {words}")
    return await world.do(world.call(person, "command", command.name, fields=fields, channel=None))


async def find_tables(world: World, state: str = "open") -> list[OpenTable]:
    """Return the tables in this state, in the order they were opened."""
    async with world.database.read_transaction() as tx:
        numbers = await tx.scalars(
            select(open_table.c.id).where(open_table.c.state == state).order_by(open_table.c.id)
        )
    return [await find_table(world, number) for number in numbers]


async def find_table(world: World, number: int) -> OpenTable:
    """Return one table."""
    async with world.database.read_transaction() as tx:
        table = await records.find_table(tx, HOME, number)
    assert table
    return table


def make_table(
    number: int = 1,
    *,
    taken: int = 1,
    seats: int = 4,
    start: str = "12:30",
    office: str = "",
    channel: str = LUNCH,
    zone: str = "Europe/Berlin",
) -> OpenTable:
    """Return a table at which `taken` guests sit, the first of whom hosts it."""
    guests = tuple(Mention(f"{HOME}/{number}-{n}", f"Guest {n}") for n in range(taken))
    return OpenTable(
        id=number,
        host=guests[0],
        channel_name="",
        place="",
        topic="",
        starts_at=at(start),
        seats=seats,
        state="open",
        seated=guests,
        office=office,
        channel=channel,
        zone=zone,
    )
