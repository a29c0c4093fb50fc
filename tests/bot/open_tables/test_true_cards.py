"""What guests and hosts read of a table ends with its meal, and offers no seat that is taken."""

import pytest

from adapters.playground.post import Playground
from bot.core.platform import MessageRef, PeopleUnreachable
from bot.store.engine import Database
from bot.ui.cards import Card
from tests.factories.tables import AMARA, JUN, PRIYA, TOM, hungry_world
from tests.reading import button_values, text
from tests.world import World


@pytest.fixture
async def world(database: Database) -> World:
    return await hungry_world(database)


async def _cancel_table(world: World, elsewhere: str) -> None:
    """Let Tom call off his table, while Priya has another one."""
    await world.say(TOM, "/lunch 12:30 seats:4")
    await world.say(PRIYA, elsewhere)
    await world.click(JUN, "table.join", 1)
    await world.click(TOM, "table.cancel", 1)
    await world.pass_time(minutes=1)


async def test_a_cancelled_lunch_offers_other_seats_until_they_are_taken(world: World) -> None:
    await _cancel_table(world, "/lunch 12:45 seats:2")
    [told] = await world.dms(JUN, "A lunch is off")
    assert "table.join" in button_values(told)
    await world.click(AMARA, "table.join", 2)
    await world.pass_time(minutes=1)
    [told] = await world.dms(JUN, "A lunch is off")
    assert "table.join" not in button_values(told)


async def test_the_news_that_a_lunch_is_off_ends_when_it_would_have_begun(world: World) -> None:
    await _cancel_table(world, "/lunch 19:00 seats:4")
    [told] = await world.dms(JUN, "A lunch is off")
    assert "table.join" in button_values(told)
    await world.pass_time(hours=5)
    [told] = await world.dms(JUN, "A lunch is off")
    assert not button_values(told)
    assert "today" not in text(told)


async def test_a_host_whose_invitation_did_not_arrive_reads_so_until_the_meal(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Playground.send_dm

    async def refuse(self: Playground, person: str, card: Card, key: str) -> MessageRef:
        if person == JUN:
            raise PeopleUnreachable("They take no direct messages.", [JUN])
        return await send(self, person, card, key)

    monkeypatch.setattr(Playground, "send_dm", refuse)
    await world.command(TOM, "lunch with", {"person": JUN, "when": "12:30"})
    await world.pass_time(minutes=5)
    assert "today, 12:30" in text((await world.dms(TOM, "Your invitation didn't arrive"))[0])
    await world.pass_time(hours=6)
    assert not await world.dms(TOM, "Your invitation didn't arrive")
