"""People to whom the platform lets nobody write: rounds go without them, and they hear why once."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.core.platform import ChannelMember
from bot.people.records import sync_channel_members
from bot.store.engine import Database
from tests.factories.programs import TUESDAY, pairing_world
from tests.factories.tables import JUN, PRIYA, TOM
from tests.jobs.pairing_rounds import WEEK, begin_program
from tests.reading import text
from tests.world import HOME, LUNCH, World

TITLE = "Lunch rounds go without you for now"


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def _silenced(world: World, until: datetime | None) -> None:
    """Have the platform say from now on that Jun may write nothing until a moment."""
    playground = world.chats[HOME].playground
    listed = type(playground).list_members

    async def list_members(channel: str) -> list[ChannelMember]:
        found = await listed(playground, channel)
        return [replace(one, silent_until=until) if one.person == JUN else one for one in found]

    playground.list_members = list_members  # type: ignore[method-assign]
    members = await list_members(LUNCH)
    async with world.database.transaction() as tx:
        await sync_channel_members(tx, HOME, LUNCH, members, world.now)


async def _pairs(world: World) -> list[set[str]]:
    return [set(to) for to, _ in await world.introductions()]


async def test_whoever_may_write_nothing_for_weeks_is_not_matched_and_hears_why_once(
    world: World,
) -> None:
    await begin_program(world, TOM, PRIYA, JUN)
    await _silenced(world, TUESDAY + timedelta(days=9))
    await world.until(TUESDAY + WEEK + timedelta(hours=1))
    assert await _pairs(world) == [{TOM, PRIYA}] * 2
    [told] = await world.dms(JUN)
    assert told.title == TITLE
    assert "You're back in automatically." in text(told)


async def test_whoever_may_write_again_is_matched_again(world: World) -> None:
    await begin_program(world, TOM, PRIYA, JUN)
    await _silenced(world, TUESDAY + timedelta(days=2))
    await world.until(TUESDAY + WEEK + timedelta(hours=1))
    first, second = await _pairs(world)
    assert (first, second) == ({TOM, PRIYA}, {TOM, PRIYA, JUN})


async def test_a_time_out_that_is_taken_back_counts_no_more(world: World) -> None:
    await begin_program(world, TOM, PRIYA, JUN)
    await _silenced(world, TUESDAY + timedelta(days=20))
    await _silenced(world, None)
    await world.until(TUESDAY)
    assert await _pairs(world) == [{TOM, PRIYA, JUN}]
    assert TITLE not in [card.title for card in await world.dms(JUN)]


async def test_whoever_is_silenced_after_the_notice_is_told_at_the_draw(world: World) -> None:
    await begin_program(world, TOM, PRIYA, JUN)
    await world.until(TUESDAY + WEEK - timedelta(hours=2))
    await _silenced(world, TUESDAY + timedelta(days=30))
    await world.until(TUESDAY + WEEK + timedelta(hours=1))
    assert (await _pairs(world))[-1] == {TOM, PRIYA}
    assert TITLE in [card.title for card in await world.dms(JUN)]
