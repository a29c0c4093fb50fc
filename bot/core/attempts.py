"""Attempts: how often a row of work may fail, or end the process, before it is set aside alone.

An attempt is committed before it begins, so one that ends the process is counted as well.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, case, literal_column, or_

from bot.core.tables import ASIDE, live_card, occurrence, outbox_message
from bot.store.types import Unreadable

MAX_CRASHES = 5  # times the process may die at a job, or while it draws a message
# While it waits for a platform, most deaths have nothing to do with the message or card.
MAX_CRASHES_SENDING = 10
MAX_FAILURES = 3  # times a card may fail to be drawn, and a look at a page or calendar to end
MAX_ERROR = 500  # characters of a reason

OCCURRENCE_ASIDE = occurrence.c.state == ASIDE
# Of these one question is asked for all together: bot/restores.
HELD_BY_RESTORE = "a backup was restored"
# Written out as in the partial index, which SQLite uses only then.
_HELD_OR_ASIDE = outbox_message.c.state.in_([literal_column("'held'"), ASIDE])
MESSAGE_HELD = and_(
    _HELD_OR_ASIDE,
    outbox_message.c.state == "held",
    or_(outbox_message.c.error.is_(None), outbox_message.c.error != HELD_BY_RESTORE),
)
MESSAGE_ASIDE = and_(_HELD_OR_ASIDE, outbox_message.c.state == "aside")
CARD_ASIDE = and_(
    live_card.c.rendered_version < live_card.c.version,
    or_(
        live_card.c.aside_version >= live_card.c.version,
        live_card.c.crashes >= MAX_CRASHES_SENDING,
    ),
)


@dataclass(frozen=True)
class WorkTable:
    """A feature's table with work in it, and what becomes of a row that was set aside.

    `aside` holds for such rows. `retried` are the values of one that is tried again at a moment,
    and `dropped` of one that is let go; where that is None the row is deleted.
    """

    table: Table
    aside: ColumnElement[bool]
    retried: Callable[[datetime], dict[str, Any]]
    dropped: dict[str, Any] | None


def crashes_with_this(table: Table) -> ColumnElement[int]:
    """Return the crashes of a row that is claimed: one more where its last claim never ended."""
    return table.c.crashes + case((table.c.lease_until.is_(None), 0), else_=1)


def is_unreadable(row: Row[Any]) -> bool:
    """Return whether a row holds a value that this version cannot decode."""
    return any(isinstance(value, Unreadable) for value in row)


def describe_failure(error: Exception) -> str:
    """Return a failure as the log and the operator read it."""
    return f"{type(error).__name__}: {error}"[:MAX_ERROR]
