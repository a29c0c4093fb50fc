"""Answers that come after their acknowledgement: whoever never gets one hears of it.

Once an interaction is acknowledged its platform says nothing more. So a message for a little later
is written before the acknowledgement, and cancelled after the answer; if the process ends between
the two, the outbox sends it. Of a crowd many are written in one transaction.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.core import outbox
from bot.core.answers import ANSWER_REASON, USEFUL_FOR
from bot.core.outbox import OutgoingMessage
from bot.store.conflicts import repeat_after_conflicts
from bot.store.engine import Database
from bot.ui.notices import interrupted_card

OPEN_FOR = timedelta(minutes=3)  # after which no answer is still being shown
NOTE_WITHIN = 1.5  # seconds that an acknowledgement waits for it; platforms wait three for that

log = structlog.get_logger()


@dataclass
class _Batch:
    """What one transaction writes: answers that became due, by interaction, and those shown."""

    opened: dict[str, str] = field(default_factory=dict)  # the person
    shown: list[str] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)
    written: bool = False


@dataclass
class OpenAnswers:
    """The answers that people of one workspace still wait for."""

    database: Database
    workspace: str
    now: Callable[[], datetime]
    _next: _Batch = field(default_factory=_Batch)
    _writing: "asyncio.Task[None] | None" = None

    async def note(self, person: str, interaction: str) -> bool:
        """Write what a person hears if this process ends before it has answered.

        Return after `NOTE_WITHIN` in any case, and whether it is written by then: a slow database
        makes nobody's gesture fail.
        """
        batch = self._next
        batch.opened[interaction] = person
        self._begin()
        with suppress(TimeoutError):
            async with asyncio.timeout(NOTE_WITHIN):
                await batch.done.wait()
        return batch.written

    async def settle(self, interaction: str) -> None:
        """Cancel that, since the person has the answer."""
        batch = self._next
        if batch.opened.pop(interaction, None) is None:
            batch.shown.append(interaction)
            self._begin()
            await batch.done.wait()

    def _begin(self) -> None:
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())

    async def _write_all(self) -> None:
        while self._next.opened or self._next.shown:
            batch, self._next = self._next, _Batch()
            try:
                await repeat_after_conflicts(partial(self._write, batch))
                batch.written = True
            except Exception as error:
                log.warning("not noted", action="answer.open", error=type(error).__name__)
            batch.done.set()

    async def _write(self, batch: _Batch) -> None:
        now, card = self.now(), interrupted_card
        async with self.database.transaction() as tx:
            await outbox.send_dms(
                tx,
                self.workspace,
                [
                    OutgoingMessage(_key(interaction), (person,), card)
                    for interaction, person in batch.opened.items()
                ],
                reason=ANSWER_REASON,
                due=now + OPEN_FOR,
                expires=now + USEFUL_FOR,
                solicited=True,
            )
            await outbox.cancel_messages(tx, self.workspace, *map(_key, batch.shown))
            tx.wake_requested = False  # the engine looks more than once before any is due


def _key(interaction: str) -> str:
    return f"answer:{interaction}:open"
