"""Factories of people and the channels in which they are."""

from collections.abc import Sequence
from typing import Any

from adapters.playground import records
from adapters.playground.records import Conversation
from bot.core.platform import ChannelMember
from bot.people import platform_updates
from bot.people import records as people_records
from bot.store.engine import Transaction
from bot.store.playground import playground_colleague
from jobs.registry import schedule_housekeeping
from tests.world import HOME, NAMES, World, home


async def make_people(
    world: World,
    *names: str,
    workspace: str = HOME,
    organisers: Sequence[str] | None = None,
    channels: Sequence[str] = ("lunch", "prompts"),
    known: bool = False,
    housekeeping: bool = True,
) -> tuple[str, ...]:
    """Add people to a workspace and its channels; return their ids.

    `organisers` are first names; without them the first person organises. `known` people have used
    Mingle before. `housekeeping` schedules the jobs that every workspace has but the
    Monday notes to organisers, which `tests/bot/home/test_monday_note.py` is about.
    """
    names = names or NAMES
    first_names = [name.split()[0] for name in names]
    people = tuple(f"{workspace}/{name.lower()}" for name in first_names)
    organisers = first_names[:1] if organisers is None else organisers

    async with world.database.transaction() as tx:
        for person, name in zip(people, names, strict=True):
            await tx.insert(
                playground_colleague,
                workspace=workspace,
                person=person,
                name=name,
                zone="Europe/Berlin",
                organiser=name.split()[0] in organisers,
                colour="#2a6f9e",
                simulated=False,
                profile={},
                habits={},
            )
            if known:
                await people_records.add_if_new(
                    tx, workspace, person, name, "Europe/Berlin", world.now
                )

        if housekeeping:
            await schedule_housekeeping(tx, workspace, world.now, notes=False)
        await _open_channels(tx, channels, people, workspace)

    await world.load_people(workspace)
    return people


async def make_channel(
    world: World, name: str, people: Sequence[str] = (), *, workspace: str = HOME
) -> None:
    """Add a channel with people in it."""
    await make_channels(world, name, people=people, workspace=workspace)


async def make_channels(
    world: World, *names: str, people: Sequence[str] = (), workspace: str = HOME
) -> None:
    """Add channels with the same people in each."""
    async with world.database.transaction() as tx:
        await _open_channels(tx, names, people, workspace)
    await world.load_people(workspace)


async def _open_channels(
    tx: Transaction, names: Sequence[str], people: Sequence[str], workspace: str
) -> None:
    for name in names:
        channel = Conversation(f"{workspace}/{name}", "channel", name, "", tuple(people))
        await records.open_conversation(tx, workspace, channel)


async def describe(world: World, person: str, **profile: Any) -> None:
    """Fill in somebody's profile."""
    async with world.database.transaction() as tx:
        await people_records.update_person(tx, home(person), person, **profile)


async def make_avoid_list(world: World, person: str, *others: str) -> None:
    """Save whom somebody would rather not meet."""
    async with world.database.transaction() as tx:
        await people_records.set_avoid_list(tx, home(person), person, list(others))


async def leave_company(world: World, person: str) -> None:
    """Let the platform report that somebody left."""
    async with world.database.transaction() as tx:
        profile = await people_records.find_person(tx, home(person), person)
        assert profile
        member = ChannelMember(person, profile.name, profile.zone)
        await platform_updates.person_changed(tx, home(person), member, world.now, left=True)
    await world.pass_time(minutes=1)
