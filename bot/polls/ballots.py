"""Ballots: what people answer to what is offered, each of them once to each choice.

Polls and happy hours have tables of votes of their own and count them in the same way. Such a table
has the columns `poll`, `option`, `person`, `answer` and `at`.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping

from sqlalchemy import ColumnElement, Table, delete, func, select

from bot.store.engine import ReadTransaction, Transaction


class BallotBox:
    """The votes of one kind of poll."""

    def __init__(self, votes: Table) -> None:
        self._votes = votes

    async def cast(
        self,
        tx: Transaction,
        workspace: str,
        poll: int,
        option: int,
        person: str,
        answer: str | None,
        now: dt.datetime,
    ) -> None:
        """Upsert somebody's answer to one option; None deletes it."""
        votes = self._votes
        if answer is None:
            theirs = votes.c.option == option, votes.c.person == person
            await tx.execute(delete(votes).where(votes.c.workspace == workspace, *theirs))
        else:
            keys = {"option": option, "person": person}
            await tx.upsert(votes, keys, workspace=workspace, poll=poll, answer=answer, at=now)

    async def withdraw(self, tx: Transaction, workspace: str, poll: int, person: str) -> int:
        """Delete somebody's votes in a poll; return how many there were."""
        mine = self._votes.c.person == person
        return await tx.execute(delete(self._votes).where(*self._of(workspace, poll), mine))

    async def find(
        self, tx: ReadTransaction, workspace: str, poll: int, person: str
    ) -> dict[int, str]:
        """Return somebody's own answers by option; secret to everybody else."""
        votes = self._votes
        query = select(votes.c.option, votes.c.answer)
        rows = await tx.all(query.where(*self._of(workspace, poll), votes.c.person == person))
        return {row.option: row.answer for row in rows}

    async def count(
        self, tx: ReadTransaction, workspace: str, poll: int
    ) -> Mapping[int, Counter[str]]:
        """Return how often each answer was given, by option."""
        votes = self._votes
        query = (
            select(votes.c.option, votes.c.answer, func.count().label("number"))
            .where(*self._of(workspace, poll))
            .group_by(votes.c.option, votes.c.answer)
        )
        counts: dict[int, Counter[str]] = defaultdict(Counter)
        for row in await tx.all(query):
            counts[row.option][row.answer] = row.number
        return counts

    async def count_voters(self, tx: ReadTransaction, workspace: str, poll: int) -> int:
        """Return how many people have voted."""
        people = func.count(func.distinct(self._votes.c.person))
        return int(await tx.scalar(select(people).where(*self._of(workspace, poll))) or 0)

    async def voters(
        self, tx: ReadTransaction, workspace: str, poll: int
    ) -> Mapping[int, list[str]]:
        """Return who chose what, by option, the earliest first; for polls that are open."""
        votes = self._votes
        query = select(votes.c.option, votes.c.person).where(*self._of(workspace, poll))
        found: dict[int, list[str]] = defaultdict(list)
        for row in await tx.all(query.order_by(votes.c.at, votes.c.id)):
            found[row.option].append(row.person)
        return found

    def _of(self, workspace: str, poll: int) -> tuple[ColumnElement[bool], ...]:
        return self._votes.c.workspace == workspace, self._votes.c.poll == poll
