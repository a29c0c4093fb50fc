"""What the database of a life says, read by statements of its own and without Mingle's code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

SETTLED = "('sent', 'cancelled', 'expired', 'failed')"
OCCURRENCES = "SELECT kind AS what, due, 'waiting' AS state FROM occurrence WHERE state = 'waiting'"
MESSAGES = f"""
    SELECT o.key AS what, o.due AS due, o.state AS state, o.last_try AS tried
    FROM outbox_message o
    LEFT JOIN outbox_message e ON e.workspace = o.workspace AND e.key = o."after"
    WHERE o.state IN ('sending', 'unknown')
       OR (o.state = 'ready' AND (o."after" IS NULL OR e.state IN {SETTLED}))
"""
NOT_ASIDE = "crashes < 5 AND (aside_version IS NULL OR aside_version < version)"
CARDS = f"""
    SELECT subject AS what, next_edit AS due, 'stale' AS state FROM live_card
    WHERE rendered_version < version AND {NOT_ASIDE} AND EXISTS (
        SELECT 1 FROM outbox_message o WHERE o.workspace = live_card.workspace
        AND o.subject = live_card.subject AND o.state IN ('sent', 'sending', 'unknown'))
"""
# Cards whose last edit may still land: they are edited once more when that is over.
UNSETTLED = f"""
    SELECT subject AS what, settles_at AS due, 'unsettled' AS state FROM live_card
    WHERE settles_at IS NOT NULL AND {NOT_ASIDE}
"""


@dataclass(frozen=True)
class Matter:
    """Something that is still to be done: a job, a message, a card."""

    what: str
    due: datetime | None
    state: str
    tried: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Return whether it should be done by now."""
        return self.state in ("sending", "unknown") or self.due is None or self.due <= now

    @property
    def is_under_way(self) -> bool:
        """Whether a call about it may be under way."""
        return self.state == "sending"

    @property
    def only_waits(self) -> bool:
        """Whether nothing is done about it until a quiet period is over."""
        return self.state == "unknown"


class Ledger:
    """One database."""

    def __init__(self, url: str) -> None:
        self._engine: AsyncEngine = create_async_engine(
            url, isolation_level="AUTOCOMMIT", pool_pre_ping=True
        )

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    async def rows(self, query: str, **values: Any) -> Sequence[Any]:
        """Return every row of a query."""
        async with self._engine.connect() as connection:
            return (await connection.execute(text(query), values)).all()

    async def execute(self, statement: str, **values: Any) -> None:
        """Change something, as an operator could."""
        async with self._engine.connect() as connection:
            await connection.execute(text(statement), values)

    async def open_matters(self) -> list[Matter]:
        """Return all that is still to be done, whenever; nothing while there is no table yet."""
        found: list[Matter] = []
        try:
            for query in (OCCURRENCES, MESSAGES, CARDS, UNSETTLED):
                found += [_matter(row._mapping) for row in await self.rows(query)]
        except (DBAPIError, OSError):  # there is no table yet, or no server for a moment
            return [Matter("the tables", None, "missing")]
        return found


def moment(value: Any) -> datetime | None:
    """Return an instant as SQLite or PostgreSQL tells it."""
    if value is None or isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value).astimezone(UTC)


def _matter(row: Any) -> Matter:
    return Matter(str(row["what"]), moment(row["due"]), row["state"], moment(row.get("tried")))
