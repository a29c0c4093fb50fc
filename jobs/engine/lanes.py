"""Lanes: due occurrences of a few workspaces side by side, those of each in their order.

So a workspace whose draw takes long keeps no other waiting. What was under way when a process
ended runs alone, once nothing else is due: it may have been to blame.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select

from bot.core.tables import WAITING, occurrence
from jobs.engine.occurrences import Sweep, run_sweep

MAX_LANES = 4  # workspaces at once; each may compute a draw in a process of its own


@dataclass
class Lanes:
    """The lanes of one process; `sweep_at` returns what a sweep has at hand at a moment."""

    sweep_at: Callable[[datetime], Sweep]
    stopping: bool = False
    _under_way: set[str] = field(default_factory=set)

    @property
    def are_empty(self) -> bool:
        """Whether no lane is at any workspace."""
        return not self._under_way

    async def find_workspace(self, now: datetime, barren: frozenset[str] = frozenset()) -> str:
        """Return the workspace in no lane whose turn it is, besides `barren` ones; empty if none.

        Only what no process has begun is looked at.
        """
        async with self.sweep_at(now).database.read_transaction() as tx:
            due = select(occurrence.c.workspace).where(
                occurrence.c.state == WAITING,
                occurrence.c.due <= now,
                occurrence.c.lease_until.is_(None),
                occurrence.c.workspace.not_in(self._under_way | barren),
            )
            return await tx.scalar(due.order_by(occurrence.c.due).limit(1)) or ""

    async def run(self, _lane: str, now: datetime) -> int:
        """Run what is due, one workspace after another; return how much that was."""
        done = 0
        barren: frozenset[str] = frozenset()
        while not self.stopping and (workspace := await self.find_workspace(now, barren)):
            if workspace in self._under_way:  # another lane was quicker
                continue
            self._under_way.add(workspace)
            try:
                ran = await run_sweep(replace(self.sweep_at(now), workspace=workspace))
            finally:
                self._under_way.remove(workspace)
            done += ran
            if not ran:
                barren |= {workspace}
        return done

    async def run_alone(self, _lane: str, now: datetime) -> int:
        """Run everything that is due, one after another; nothing else may be under way."""
        return await run_sweep(self.sweep_at(now))
