"""Signals: heard in the emitting transaction, in order, or not at all."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.core import settings, signals
from bot.core.signals import EventsListed, NestedSignalError, Signal, UnheardSignalError
from bot.core.tables import setting
from bot.store.engine import Database, Transaction

LISTED = EventsListed("W", datetime(2026, 3, 9, 10, tzinfo=UTC))


@pytest.fixture(autouse=True)
def nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace what is connected by nothing."""
    monkeypatch.setattr(signals, "_handlers", {})


async def save_first(tx: Transaction, signal: Signal) -> None:
    """Save that the first handler ran."""
    await settings.save_setting(tx, signal.workspace, "first", "heard", "yes")


async def save_second(tx: Transaction, signal: Signal) -> None:
    """Save what the first handler left."""
    before = await settings.load_setting(tx, signal.workspace, "first", "heard")
    await settings.save_setting(tx, signal.workspace, "second", "heard", before)


async def fail(_tx: Transaction, _signal: Signal) -> None:
    """Fail."""
    raise ValueError("no")


async def emit_again(tx: Transaction, signal: Signal) -> None:
    """Emit what was heard."""
    await signals.emit(tx, signal)


async def decide(database: Database) -> None:
    """Save a decision and emit a signal, in one transaction."""
    async with database.transaction() as tx:
        await settings.save_setting(tx, "W", "decided", "heard", "yes")
        await signals.emit(tx, LISTED)


async def heard(database: Database) -> dict[str, str]:
    """Return what the handlers saved."""
    async with database.read_transaction() as tx:
        rows = await tx.all(
            select(setting.c.about, setting.c.text).where(setting.c.name == "heard")
        )
    return {row.about: row.text for row in rows}


async def test_handlers_run_in_order_and_see_what_earlier_ones_wrote(database: Database) -> None:
    signals.connect(EventsListed, save_first, save_second)
    async with database.transaction() as tx:
        await signals.emit(tx, LISTED)
    assert await heard(database) == {"first": "yes", "second": "yes"}


async def test_an_error_in_a_handler_rolls_everything_back(database: Database) -> None:
    signals.connect(EventsListed, save_first, fail)
    with pytest.raises(ValueError, match="no"):
        await decide(database)
    assert await heard(database) == {}


async def test_a_handler_may_not_emit(database: Database) -> None:
    signals.connect(EventsListed, emit_again)
    async with database.transaction() as tx:
        with pytest.raises(NestedSignalError):
            await signals.emit(tx, LISTED)


async def test_after_a_failure_signals_are_heard_again(database: Database) -> None:
    signals.connect(EventsListed, fail)
    async with database.transaction() as tx:
        with pytest.raises(ValueError, match="no"):
            await signals.emit(tx, LISTED)
        with pytest.raises(ValueError, match="no"):
            await signals.emit(tx, LISTED)


async def test_a_signal_that_nobody_hears_is_a_mistake(database: Database) -> None:
    async with database.transaction() as tx:
        with pytest.raises(UnheardSignalError):
            await signals.emit(tx, LISTED)
