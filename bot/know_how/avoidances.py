"""How a question ends for somebody who would rather not meet whoever asks: without a word."""

from bot.core import outbox
from bot.core.signals import PairAvoided
from bot.know_how import records
from bot.store.engine import Transaction


async def end_questions(tx: Transaction, signal: PairAvoided) -> None:
    """Render the questions between two anew; whoever asked hears at the end what all hear."""
    for request in await records.list_requests(tx, signal.workspace, signal.person):
        if signal.other in request.pair:
            await outbox.invalidate(tx, signal.workspace, request.subject)
