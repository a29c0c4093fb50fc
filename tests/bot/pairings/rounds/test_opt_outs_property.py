"""Whatever people do between the draw and the sending, nobody is introduced against their wish."""

import asyncio
import tempfile
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.playground.post import Playground
from bot.core.platform import MessageRef, TemporaryError
from bot.pairings.programs import records
from bot.people import records as people
from bot.people.departures import record_departures
from bot.store.engine import Database, open_database
from tests.databases import create_sqlite
from tests.factories.programs import EATERS, TUESDAY, find_program, pairing_world
from tests.jobs.pairing_rounds import begin_program
from tests.world import HOME, World

PEOPLE = EATERS[:5]
TYPED = ("/mingle leave", "/mingle join", "/mingle pause in two weeks", "/mingle resume")
WISHES = st.tuples(
    st.sampled_from((*TYPED, "/mingle skip", "rather-not", "depart", "wait", "outage", "mend")),
    st.sampled_from(PEOPLE),
    st.sampled_from(PEOPLE),
)
INTRODUCE = Playground.introduce


class Witness:
    """A platform with outages, that looks who may meet whenever it introduces somebody."""

    def __init__(self) -> None:
        self.is_out = True
        self.world: World | None = None
        self.wrong: list[str] = []
        self.introduced: list[str] = []

    async def introduce(
        self, platform: Playground, group: Sequence[str], *given: Any
    ) -> MessageRef:
        if self.is_out:
            raise TemporaryError("busy", 60.0)
        assert self.world
        self.introduced += group
        self.wrong += await objections(self.world, group)
        return await INTRODUCE(platform, group, *given)


async def objections(world: World, group: Sequence[str]) -> list[str]:
    """Return why these people should not be introduced now."""
    program = await find_program(world)
    async with world.database.read_transaction() as tx:
        profiles = await people.find_people(tx, HOME, group)
        members = {member.person for member in await records.list_memberships(tx, program, "in")}
        skipping = await records.people_skipping(tx, program, TUESDAY.date())
        avoided = await people.avoid_pairs(tx, HOME, group)

    found = [f"{person} left" for person in group if profiles[person].left]
    found += [f"{person} is out" for person in group if person not in members]
    found += [f"{person} skips" for person in group if person in skipping]
    today = world.now.date()
    found += [f"{p} pauses" for p in group if people.is_paused(profiles[p], today)]
    pairs = combinations(sorted(group), 2)
    return [*found, *(f"{pair} stay apart" for pair in pairs if pair in avoided)]


async def act(world: World, witness: Witness, wish: tuple[str, str, str]) -> None:
    """Let somebody do as they wish, or let time go by."""
    what, who, other = wish
    if what == "rather-not":
        if who != other:
            await world.submit(who, "avoid.save", {"others": (other,)})
    elif what == "depart":
        async with world.database.transaction() as tx:
            await record_departures(tx, HOME, [who], world.now)
    elif what in ("outage", "mend"):
        witness.is_out = what == "outage"
        await world.pass_time(minutes=2)
    elif what == "wait":
        await world.pass_time(minutes=2)
    else:
        await world.say(who, what)


async def live(database: Database, wishes: Sequence[tuple[str, str, str]]) -> Witness:
    """Draw a round while the platform is out, and let people do as they wish."""
    witness = Witness()
    world = witness.world = await pairing_world(database)
    await begin_program(world, *PEOPLE)

    async def introduce(platform: Playground, *given: Any) -> MessageRef:
        return await witness.introduce(platform, *given)

    with patch.object(Playground, "introduce", introduce):
        await world.until(TUESDAY)
        for wish in wishes:
            await act(world, witness, wish)
        witness.is_out = False
        await world.pass_time(hours=1)
    return witness


async def run(wishes: Sequence[tuple[str, str, str]]) -> Witness:
    with tempfile.TemporaryDirectory(prefix="mingle-") as folder:
        url = create_sqlite(Path(folder) / "mingle.db")
        database = open_database(url, durable=False)
        try:
            return await live(database, wishes)
        finally:
            await database.close()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WISHES, max_size=8))
def test_nobody_is_introduced_against_a_wish_of_that_moment(
    wishes: list[tuple[str, str, str]],
) -> None:
    witness = asyncio.run(run(wishes))
    assert witness.wrong == []
    assert len(witness.introduced) == len(set(witness.introduced))
