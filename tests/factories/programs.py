"""Pairing programs, and the colleagues who eat in pairs."""

from datetime import UTC, datetime
from typing import Any

from bot.core.platform import ChannelMember
from bot.pairings.programs import records
from bot.pairings.tables import pairing_program
from bot.people import records as people_records
from bot.store.engine import Database
from bot.store.playground import playground_member
from tests.factories.people import describe, make_channels, make_people
from tests.reading import text
from tests.world import HOME, LUNCH, World, world_on

MONDAY_AT_TEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # 10:00 in Berlin
FIRST_NAMES = (
    "Tom",
    "Priya",
    "Jun",
    "Amara",
    "Sofia",
    "Lena",
    "Marek",
    "Ana",
    "Kofi",
    "Nina",
    "Omar",
    "Rosa",
)
TOM, PRIYA, JUN, AMARA, SOFIA, LENA, *_ = EATERS = tuple(f"{HOME}/{n.lower()}" for n in FIRST_NAMES)
BOSS, EVE = f"{HOME}/boss", f"{HOME}/eve"  # who organises, and who takes no part
SETUP = {
    "channel": LUNCH,
    "cadence": "weekly",
    "weekday": "1",
    "time": "10:00",
    "zone": "Europe/Berlin",
    "size": "2",
    "same_office": "no",
    "teams": "any",
    "mentors": "no",
    "blackout": "",
}


async def pairing_world(database: Database) -> World:
    """Return a world with an organiser, a stranger and empty channels, on a Monday at ten."""
    world = await world_on(database, moment=MONDAY_AT_TEN)
    await make_people(world, "Boss X", "Eve X", channels=(), housekeeping=False)
    await make_channels(world, "lunch", "random", "other", "one", "two", "three")
    return world


async def make_eaters(world: World, *people: str, **profile: Any) -> None:
    """Add people to the workspace and to #lunch, as a census of the channel finds them."""
    names = [f"{person.partition('/')[2].title()} X" for person in people]
    await make_people(world, *names, organisers=(), channels=(), housekeeping=False)

    async with world.database.transaction() as tx:
        here = await people_records.people_in_channel(tx, HOME, LUNCH)
        members = [ChannelMember(known.id, known.name, known.zone) for known in here]
        for person, name in zip(people, names, strict=True):
            await tx.insert(playground_member, workspace=HOME, channel=LUNCH, person=person)
            members.append(ChannelMember(person, name, "Europe/Berlin"))
        await people_records.sync_channel_members(tx, HOME, LUNCH, members, world.now)

    await world.load_people(HOME)
    if profile:
        for person in people:
            await describe(world, person, **profile)


async def set_up_program(world: World, **changes: str) -> str:
    """Set up pairings in #lunch, as an organiser does; return what the organiser reads."""
    return text(await world.submit(BOSS, "setup.save", {**SETUP, **changes}))


async def join_program(world: World, *people: str, channel: str = LUNCH) -> None:
    """Join the pairings of a channel as each of these people."""
    for person in people:
        await world.command(person, "mingle join", channel=channel)


async def find_program(world: World) -> records.PairingProgram:
    """Return the program of #lunch."""
    async with world.database.read_transaction() as tx:
        program = await records.find_channel_program(tx, HOME, LUNCH)
    assert program
    return program


async def make_program(world: World, **values: Any) -> None:
    """Add an active program to #lunch, without the jobs that its setup schedules."""
    usual = {
        "workspace": HOME,
        "channel": LUNCH,
        "channel_name": "lunch",
        "recurrence": "FREQ=WEEKLY;BYDAY=TU",
        "start": world.now.date(),
        "time": "10:00",
        "zone": "Europe/Berlin",
        "size": 2,
        "blackout": (),
        "same_office": False,
        "active": True,
    }
    async with world.database.transaction() as tx:
        await tx.insert(pairing_program, **{**usual, **values})
