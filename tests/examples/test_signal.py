import pytest

from bot.core import settings, signals
from bot.core.signals import EventsListed, Signal
from bot.store.engine import Transaction
from tests.world import HOME, World


async def note_down(tx: Transaction, signal: Signal) -> None:
    """Save that events were listed; `bot/features.py` connects what production needs."""
    await settings.save_setting(tx, signal.workspace, "events", "listed", "yes")


async def test_a_signal_is_heard_in_the_transaction_that_emits_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signals, "_handlers", {})
    signals.connect(EventsListed, note_down)

    async with world.database.transaction() as tx:
        await signals.emit(tx, EventsListed(HOME, world.now))
        assert await settings.load_setting(tx, HOME, "events", "listed") == "yes"
