"""What features ask of somebody who pauses; they register it in `bot/features.py`."""

from collections.abc import Awaitable, Callable, Sequence

from bot.core.interactions import Invocation
from bot.store.engine import Transaction
from bot.ui.cards import Part

PauseQuestions = Callable[[Invocation, Transaction], Awaitable[Sequence[Part]]]

_questions: list[PauseQuestions] = []


def register(*questions: PauseQuestions) -> None:
    """Ask these questions, in this order, of everybody who pauses."""
    _questions.extend(questions)


async def ask_about_pause(call: Invocation, tx: Transaction) -> list[Part]:
    """Return what the caller, who is pausing from now on, is asked."""
    parts: list[Part] = []
    for ask in _questions:
        parts += await ask(call, tx)
    return parts
