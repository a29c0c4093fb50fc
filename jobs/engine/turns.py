"""Turns of due messages: claimed together, or one by one after a start and after a failure.

See `jobs/engine/set_aside.py` for why.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.core.router import Router
from bot.held_messages import kept_reasons as words
from bot.store.engine import Database
from jobs.engine.claim import ClaimedMessage, claim_messages, find_due_messages
from jobs.engine.lease import LeaseClock
from jobs.engine.outages import is_outage
from jobs.engine.set_aside import begin_alone, record_failure

log = structlog.get_logger()

Claim = tuple[list[ClaimedMessage], bool]  # what to send, and whether there may be more


@dataclass
class Turns:
    """The claims of one process, which is their `owner`."""

    database: Database
    router: Router
    owner: str
    clock: LeaseClock
    # workspaces whose messages had their turn one by one, and until then those that had
    _proven: set[str] = field(default_factory=set)
    _tried: dict[str, set[int]] = field(default_factory=dict)

    async def claim(self, workspace: str, now: datetime) -> Claim:
        """Claim what is due; one by one after a start or a failure, until all had their turn."""
        if workspace in self._proven:
            try:
                return await self._claim_due(workspace, now)
            except Exception as error:
                if is_outage(error):
                    raise
                log.exception("claimed one by one", action="deliver", workspace=workspace)
                self._proven.discard(workspace)

        tried = self._tried.setdefault(workspace, set())
        async with self.database.transaction() as tx:
            due = await find_due_messages(tx, workspace, now)
            numbers = await begin_alone(tx, self.router, due, tried, now)
        if not numbers:
            self._proven.add(workspace)
            tried.clear()
            return [], False
        tried.update(numbers)
        return await self._claim_alone(workspace, numbers, now), True

    async def _claim_alone(
        self, workspace: str, numbers: Sequence[int], now: datetime
    ) -> list[ClaimedMessage]:
        try:
            parcels, _ = await self._claim_due(workspace, now, numbers)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("not drawn", action="deliver", outbox_messages=numbers)
            if len(numbers) > 1:  # one of them is to blame: each has its turn
                self._tried[workspace].difference_update(numbers)
                return []
            async with self.database.transaction() as tx:
                reason = words.undrawable_text(error)
                await record_failure(tx, self.router, numbers[0], reason, now)
            return []
        return parcels

    async def _claim_due(self, workspace: str, now: datetime, only: Sequence[int] = ()) -> Claim:
        async with self.database.transaction() as tx:
            lease_now = await self.clock(tx)
            return await claim_messages(
                tx, self.router, workspace, now, lease_now, self.owner, only=only
            )
