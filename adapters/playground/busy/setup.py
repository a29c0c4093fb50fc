"""The setting of a busy life: every feature in use, and troubles ahead."""

import random
from collections.abc import Sequence
from datetime import timedelta

from adapters.playground import seed_associations, workspace
from adapters.playground.busy.errands import CHANNELS, Scene
from adapters.playground.busy.life import BusyLife
from adapters.playground.busy.trouble import TroubledPlatform, plan_troubles
from adapters.playground.listen import PlaygroundListener
from adapters.playground.records import Colleague
from adapters.playground.simulated_people import SimulatedPeople


async def open_busy_life(
    listener: PlaygroundListener,
    platform: TroubledPlatform,
    roster: Sequence[Colleague],
    present: int,
    zone: str,
    weeks: int,
) -> BusyLife:
    """Set up every feature, and return the life of the first `present` people of a roster.

    The others join the company one by one.
    """
    await workspace.set_up_features(listener, zone)
    await workspace.plan_happy_hours(listener)
    await workspace.follow_sites(listener)
    if present >= workspace.PEOPLE_COUNT:
        await seed_associations.join_associations(listener)

    seed = listener.seed
    crowd = SimulatedPeople(listener, random.Random(seed))
    people = [who.id for who in roster[:present]]
    start = platform.playground.now()
    lost = [channel for channel in CHANNELS if channel != workspace.LUNCH_CHANNEL]
    platform.troubles = plan_troubles(people, lost, start + timedelta(weeks=1), weeks, seed)
    return BusyLife(Scene(listener, crowd, platform, list(roster[present:])), seed, present)
