"""Programs that begin, and rounds that are drawn, for the tests of pairings."""

from datetime import timedelta

from tests.factories.programs import TUESDAY, join_program, make_eaters, set_up_program
from tests.factories.tables import PRIYA, TOM
from tests.world import World

WEEK = timedelta(weeks=1)


async def begin_program(world: World, *names: str, **changes: str) -> None:
    await make_eaters(world, *names)
    await set_up_program(world, **changes)
    await join_program(world, *names)


async def draw_round(world: World, **changes: str) -> None:
    await begin_program(world, TOM, PRIYA, **changes)
    await world.until(TUESDAY)
