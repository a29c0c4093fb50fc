"""Start a plan."""

from bot.core.interactions import Answer
from tests.reading import value_of
from tests.world import ADA, World


async def start(world: World, kit: str = "meetup", person: str = ADA) -> Answer:
    """Start a plan in three clicks: the kit, the date, and yes."""
    dates = await world.click(person, "kit.choose", choice=kit)
    confirm = await world.click(person, "kit.date", value_of(dates, "kit.date"))
    answer = await world.click(person, "kit.start", value_of(confirm, "kit.start"))
    await world.pass_time(minutes=1)
    return answer
