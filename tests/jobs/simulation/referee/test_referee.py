"""Check that a referee reads what stands in a workspace, and leaves no trace."""

from datetime import timedelta

import pytest

from bot.core import outbox
from bot.core.reasons import MessageReason, Purpose
from bot.features import ROUTER
from bot.store.engine import Database
from bot.ui.cards import Actions, Button, Card, Paragraph
from bot.ui.text import Instant
from jobs.simulation.referee.referee import PRESSES, Referee
from tests.factories.tables import PRIYA, TOM, hungry_world
from tests.world import HOME, World

LIE = MessageReason("lie", Purpose.ADDED)


@pytest.fixture
async def world(database: Database) -> World:
    return await hungry_world(database)


async def _plant(world: World, *buttons: Button, hours: float = 1) -> None:
    """Send a message that tells of a moment, and of a matter by its buttons."""
    moment = Instant(world.now + timedelta(hours=hours), "Europe/Berlin")
    parts = (Paragraph(("How about ", moment, "?")), Actions(buttons))
    async with world.database.transaction() as tx:
        await outbox.send_dm(
            tx, HOME, "planted", PRIYA, Card("note", "Hm", parts), reason=LIE, due=world.now
        )
    await world.pass_time(minutes=1)


async def _read(referee: Referee, world: World) -> list[tuple[str, str]]:
    await referee.read(world.now)
    return [(found.reason, found.rule) for found in referee.false_sentences]


async def test_a_true_message_is_read_and_nothing_is_found(world: World) -> None:
    await _plant(world, Button("profile.open", "Profile"))
    assert not await _read(Referee(world.database, ROUTER, HOME), world)


async def test_a_moment_that_has_passed_is_found_once(world: World) -> None:
    referee = Referee(world.database, ROUTER, HOME)
    await _plant(world, Button("profile.open", "Profile"))
    await world.pass_time(hours=3)
    assert await _read(referee, world) == [("lie", "a moment that is over")]
    await referee.read(world.now)
    assert [found.times for found in referee.false_sentences] == [1]


async def test_a_button_is_pressed_without_a_trace(world: World) -> None:
    await world.say(TOM, "/lunch 12:30")
    await _plant(world, Button("table.join", "Sit with Tom", "1"))
    before = await world.snapshot()
    referee = Referee(world.database, ROUTER, HOME)
    assert not await _read(referee, world)
    assert await world.snapshot() == before


async def test_a_button_that_leads_nowhere_is_found(world: World) -> None:
    await _plant(world, Button("no.such", "Try", "1"))
    rule = "a button whose matter is over: no.such"
    assert await _read(Referee(world.database, ROUTER, HOME), world) == [("lie", rule)]


async def test_conversations_in_which_nothing_can_be_changed_are_left_alone(world: World) -> None:
    await _plant(world, Button("no.such", "Try", "1"))
    assert not await _read(Referee(world.database, ROUTER, HOME, lambda: ["*"]), world)


async def test_of_many_buttons_only_so_many_are_pressed_in_one_reading(world: World) -> None:
    await _plant(world, *(Button(f"no.such{number}", "Try", "1") for number in range(PRESSES)))
    async with world.database.transaction() as tx:
        buttons = tuple(Button(f"none.such{number}", "Try", "1") for number in range(5))
        card = Card("note", "Hm", (Paragraph(("Hm.",)), Actions(buttons)))
        await outbox.send_dm(tx, HOME, "more", PRIYA, card, reason=LIE, due=world.now)
    await world.pass_time(minutes=1)

    referee = Referee(world.database, ROUTER, HOME)
    assert len(await _read(referee, world)) == PRESSES
    assert len(await _read(referee, world)) == PRESSES + 5
