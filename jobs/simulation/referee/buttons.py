"""Press a button as its reader would, in a transaction that is rolled back, and read the answer."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.core.dispatch import dispatch
from bot.core.interactions import Answer, Invocation, Reply
from bot.core.platform import MessageRef
from bot.core.router import Router
from bot.store.engine import Database, Transaction
from bot.ui import notices
from bot.ui.cards import Button, as_text
from jobs.simulation.referee.board import Standing
from jobs.simulation.referee.sentences import LASTING

MATTER_OVER = re.compile(
    r"\b(is|was|are|were) (over|off|called off|gone|drawn|full by now)\b|\b(has|have) (closed|ended"
    r"|begun|passed|been called off)\b|\bno longer\b|\btoo late\b|\balready (closed|over|settled"
    r"|decided|drawn|answered)\b|\bnothing (is )?left\b|\bby now\b|\b(over|drawn|settled|answered"
    r"|decided|closed) already\b|\bany more\b|\bno more\b",
    re.IGNORECASE,
)
REFUSED = notices.refusal_card("").title
OUTDATED = notices.outdated_button_card().title
OUR_FAULT = notices.our_fault_card("").title


class _RolledBack(Exception):
    """Nothing that the press wrote is kept."""


@dataclass
class _Rehearsed(Database):
    """A database whose transactions are rolled back at their end."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Open a write transaction and undo it."""
        try:
            async with super().transaction() as tx:
                yield tx
                raise _RolledBack
        except _RolledBack:
            return


def rehearse_in(database: Database) -> Database:
    """Return a database in which nothing is kept that is written, on the same engine."""
    return _Rehearsed(database.engine, lambda: None, database._writer, _sessions=database._sessions)


class Presser:
    """Presses buttons without a trace."""

    def __init__(self, database: Database, router: Router, workspace: str) -> None:
        self._router, self._workspace = router, workspace
        self._database = rehearse_in(database)

    async def press(
        self,
        message: Standing,
        button: Button,
        person: str,
        name: str,
        now: datetime,
        *,
        organiser: bool,
    ) -> str | None:
        """Return the words of a refusal because the matter is over, or None if it works.

        Under another name than they have they would be changed, and read again, first.
        """
        if button.action.startswith(LASTING):
            return None
        call = Invocation(
            id=f"referee {message.number} {button.action} {button.value} {now.isoformat()}",
            workspace=self._workspace,
            person=person,
            name=name,
            now=now,
            interaction="button",
            action=button.action,
            value=button.value,
            channel=message.channel,
            organiser=organiser,
            message=MessageRef(message.channel, str(message.number)),
        )
        with structlog.testing.capture_logs():
            answer = await dispatch(self._router, self._database, call)
        return _refusal(answer)


def _refusal(answer: Answer) -> str | None:
    if not isinstance(answer, Reply):
        return None
    card = answer.card
    words = as_text(card)
    if card.title in (OUTDATED, OUR_FAULT):
        return words
    if card.title == REFUSED and MATTER_OVER.search(words):
        return words
    return None
