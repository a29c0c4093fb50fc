"""Answers that could not be shown where somebody acted: they arrive as direct messages."""

from datetime import datetime, timedelta

from bot.core import outbox
from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.store.conflicts import repeat_after_conflicts
from bot.store.engine import Database
from bot.ui.cards import Card
from bot.ui.speech import mark

USEFUL_FOR = timedelta(hours=12)  # after which nobody knows any more what was asked

router = Router()
ANSWER_REASON = router.declare_reason(
    "answer", mark("You asked for something, and I could not answer you there."), Purpose.NEWS
)


async def send_answer_as_dm(
    database: Database, workspace: str, person: str, interaction: str, card: Card, now: datetime
) -> None:
    """Write an answer as a direct message; once for an interaction."""

    async def write() -> None:
        async with database.transaction() as tx:
            await outbox.send_dm(
                tx,
                workspace,
                f"answer:{interaction}",
                person,
                card,
                reason=ANSWER_REASON,
                due=now,
                expires=now + USEFUL_FOR,
                solicited=True,
            )

    await repeat_after_conflicts(write)
