"""The call to features about what came of their messages, in the transaction that records it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Row

from bot.core.router import Router
from bot.store.engine import Transaction
from jobs.engine.outages import is_outage

log = structlog.get_logger()


async def handle_outcomes(
    tx: Transaction, router: Router, rows: Iterable[Row[Any]], now: datetime
) -> None:
    """Call the handler of each reason among messages; a failure of it undoes nothing else."""
    keys: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.reason in router.outcome_handlers:
            keys.setdefault((row.workspace, row.reason), []).append(row.key)

    for (workspace, reason), about in keys.items():
        try:
            async with tx.savepoint():
                await router.outcome_handlers[reason](tx, workspace, about, now)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("outcome not handled", action=reason, workspace=workspace)
