"""What a poll that has closed says of how many it works for."""

from bot.ui.cards import as_text
from tests.factories.people import make_people
from tests.factories.polls import list_options, make_poll
from tests.world import PEOPLE, World


async def test_many_votes_are_counted_once_the_poll_has_closed(world: World) -> None:
    poll = await make_poll(world)
    [date, *_] = await list_options(world, poll)
    names = [f"Guest{number} X" for number in range(10)]
    for who in await make_people(world, *names, organisers=(), channels=(), housekeeping=False):
        await world.click(who, "poll.works", date.id)
    await world.until(poll.closes_at)
    assert "Wed 18 Mar, 17:30: works for 10" in await _read(world)


async def test_fewer_than_nine_voters_leave_no_numbers(world: World) -> None:
    poll = await make_poll(world)
    [date, *_] = await list_options(world, poll)
    for who in PEOPLE:
        await world.click(who, "poll.works", date.id)
    await world.until(poll.closes_at)
    shown = await _read(world)
    assert "I show no number of fewer than nine" in shown
    assert "works for" not in shown


async def _read(world: World) -> str:
    await world.pass_time(minutes=1)
    return as_text(await world.live_card("poll:1"))
