"""Give tests a house with a channel for prompts, and people who click and type in it."""

import itertools
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Table, func, select

from bot.core.dispatch import dispatch
from bot.core.router import Answer, Invocation, Reply
from bot.core.tables import live_card, occurrence, outbox_message
from bot.learnings.tables import learning
from bot.prompts.commands import router
from bot.prompts.live_cards import render_prompt
from bot.prompts.tables import hidden_prompt, posting, prompt, prompt_answer, prompt_channel
from bot.store.engine import Database
from bot.ui.cards import Actions, Button, Card, Select, as_text
from jobs.engine.occurrences import run_due_occurrences
from jobs.prompts import JOBS

MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
HOME, CHANNEL = "W", "W/prompts"
SETUP = {
    "channel": CHANNEL,
    "cadence": "weekly",
    "weekday": "2",
    "time": "10:00",
    "zone": "Europe/Berlin",
}
NAMES = {"W/ada": "Ada", "W/bo": "Bo", "W/cleo": "Cleo", "W/oda": "Oda", "W/olaf": "Olaf"}
ORGANISERS = {"W/oda", "W/olaf"}
KEPT = (
    outbox_message,
    hidden_prompt,
    learning,
    live_card,
    occurrence,
    posting,
    prompt,
    prompt_answer,
    prompt_channel,
)

_numbers = itertools.count(1)


@dataclass
class House:
    """One workspace, its clock and its chance."""

    database: Database
    now: datetime = MONDAY
    rng: random.Random = field(default_factory=lambda: random.Random(7))

    async def open(self, **setup: str) -> None:
        """Let the organisers come in and set up prompts in the channel."""
        await self.types("W/olaf", "prompt setup")
        answer = await self.submits("W/oda", "prompt.setup", **{**SETUP, **setup})
        assert isinstance(answer, Reply), answer

    async def types(
        self, who: str, action: str, channel: str | None = CHANNEL, **fields: str
    ) -> Answer:
        return await self._call(who, "command", action, "", fields, channel)

    async def names(self, who: str, action: str, channel: str) -> Answer:
        """Type a command that names a channel."""
        return await self._call(who, "command", action, "", {"channel": channel}, CHANNEL)

    async def clicks(self, who: str, action: str, value: Any = "", **fields: str) -> Answer:
        return await self._call(who, "button", action, str(value), fields, CHANNEL)

    async def submits(self, who: str, action: str, value: Any = "", **fields: str) -> Answer:
        return await self._call(who, "form", action, str(value), fields, CHANNEL)

    async def passes(self, **time: float) -> None:
        """Let time pass, doing what falls due at its time."""
        until = self.now + timedelta(**time)
        while due := await self._next_due(until):
            self.now = max(self.now, due)
            await run_due_occurrences(self.database, JOBS, self.now, self.rng)
        self.now = until

    async def back_at(self, moment: datetime) -> None:
        """Let time pass while nothing runs, then catch up."""
        self.now = moment
        await self.passes()

    async def rows(self, table: Table) -> Sequence[Any]:
        async with self.database.read_transaction() as tx:
            return await tx.all(select(table).order_by(table.c.id))

    async def counts(self) -> Counter[str]:
        async with self.database.read_transaction() as tx:
            return Counter(
                {
                    table.name: await tx.scalar(select(func.count()).select_from(table))
                    for table in KEPT
                }
            )

    async def said(self, who: str) -> list[str]:
        """Give what Mingle wrote to a person or a channel: words, or the subject of a living
        card."""
        return [
            row.subject or as_text(row.card)
            for row in await self.rows(outbox_message)
            if row.recipients == (who,)
        ]

    async def card(self, number: int = 1) -> Card:
        """Draw a posted prompt."""
        async with self.database.read_transaction() as tx:
            drawn = await render_prompt(tx, HOME, str(number), self.now)
        assert drawn
        return drawn

    async def _next_due(self, until: datetime) -> datetime | None:
        due = min(
            (row.due for row in await self.rows(occurrence) if row.state == "waiting"), default=None
        )
        return due if due and due <= until else None

    async def _call(
        self,
        who: str,
        gesture: Any,
        action: str,
        value: str,
        fields: dict[str, str],
        channel: str | None,
    ) -> Answer:
        return await dispatch(
            router,
            self.database,
            Invocation(
                id=str(next(_numbers)),
                workspace=HOME,
                person=who,
                name=NAMES.get(who, "Somebody"),
                now=self.now,
                interaction=gesture,
                action=action,
                value=value,
                channel=channel,
                channel_name="prompts" if channel == CHANNEL else "",
                zone="Europe/Berlin",
                organiser=who in ORGANISERS,
                fields=fields,
                rng=self.rng,
            ),
        )


def _items(card: Card) -> list[Button | Select]:
    return [item for part in card.parts if isinstance(part, Actions) for item in part.items]
