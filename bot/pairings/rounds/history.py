"""Records of earlier rounds: who met whom, who sat out, and how often people were introduced."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    text,
)

from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds.records import NEVER_MET, PairingRound
from bot.pairings.tables import ABSENT, group_member, pairing_group
from bot.pairings.tables import pairing_round as round_table
from bot.store.engine import ReadTransaction
from bot.store.memory import remembered

_BETWEEN = "\t"  # the ids of a group's people, in which it cannot be
_SEPARATOR: Any = literal_column(f"'{_BETWEEN}'")


_MEMBERS = (
    select(group_member.c.person)
    .where(group_member.c.group == pairing_group.c.id)
    .order_by(group_member.c.id)
    .correlate(pairing_group)
    .subquery()
)
# A row a group is quicker to read than a row a person. Groups are tuples, which the collector of
# garbage leaves alone: there are a hundred thousand, and it would look at all of them again.
_GROUPS_OF_ROUND = (
    select(
        pairing_group.c.id,
        pairing_group.c.state,
        pairing_group.c.by_rematch,
        pairing_group.c.icebreaker,
        select(func.aggregate_strings(_MEMBERS.c.person, _SEPARATOR)).scalar_subquery(),
    )
    .where(
        pairing_group.c.workspace == bindparam("here"),
        pairing_group.c.round == bindparam("number"),
    )
    .order_by(pairing_group.c.id)
)


class PairingHistory(Struct, frozen=True):
    """Earlier rounds as the solver reads them, oldest first, and each person's icebreakers.

    Icebreakers are numbers, the newest last.
    """

    rounds: list[list[tuple[str, ...]]]
    icebreakers: dict[str, list[int]]


class Attendance(NamedTuple):
    """Somebody in a group of a round: no more than a report counts."""

    group: int
    state: str
    person: str
    answer: str


async def load_history(
    tx: ReadTransaction, program: PairingProgram, before: dt.date, limit: int | None = None
) -> PairingHistory:
    """Return the rounds before a date, at most the last `limit`: who met whom, and who sat out.

    Somebody whose group was called off by the others counts as introduced and as left out, so that
    the next round places them first. So does whoever was never introduced, unless they found other
    company in the round; those did not meet.
    """
    past = await _load_history(tx, program.workspace, program.id, before)
    first = 0 if limit is None else max(0, len(past.rounds) - limit)
    return PairingHistory(past.rounds[first:], past.icebreakers) if first else past


@remembered
async def _load_history(
    tx: ReadTransaction, workspace: str, program: int, before: dt.date
) -> PairingHistory:
    absent = await _absent_people(tx, workspace)
    icebreakers: defaultdict[str, list[int]] = defaultdict(list)
    earlier = select(round_table.c.id).where(_earlier(workspace, program, before))
    history = []
    for number in await tx.scalars(earlier.order_by(round_table.c.local_date)):
        rows = await tx.all(_GROUPS_OF_ROUND, here=workspace, number=number)
        history.append(_read_round(rows, absent, icebreakers))
    return PairingHistory(history, dict(icebreakers))


def _read_round(
    rows: Sequence[Row[Any]],
    absent: Mapping[tuple[int, str], list[str]],
    icebreakers: defaultdict[str, list[int]],
) -> list[tuple[str, ...]]:
    """Return the groups of a round, those left out behind them; add to everybody's icebreakers."""
    groups: list[tuple[str, ...]] = []
    behind: dict[str, None] = {}
    for row in rows:
        group, state, by_rematch, icebreaker, joined = tuple(row)
        everybody = tuple(joined.split(_BETWEEN)) if joined else ()
        out = everybody if state == "undone" else absent.get((group, "out"), ())
        people = everybody
        if out:
            behind.update(dict.fromkeys(out))
            people = tuple(each for each in everybody if each not in out)
        if not people:
            continue

        groups.append(people)
        if state not in ("alone", "late"):
            for person in people:
                icebreakers[person].append(icebreaker)
        if by_rematch:
            for person in people:
                behind.pop(person, None)
        if state == "called_off":
            unable = absent.get((group, "cant"), ())
            behind.update(dict.fromkeys(each for each in people if each not in unable))
    return groups + [(person,) for person in behind]


async def _absent_people(tx: ReadTransaction, workspace: str) -> dict[tuple[int, str], list[str]]:
    """Return who in each group was left out of it, or could not make it."""
    query = (
        select(group_member.c.group, group_member.c.answer, group_member.c.person)
        .where(group_member.c.workspace == workspace, text(ABSENT))
        .order_by(group_member.c.id)
    )
    absent: dict[tuple[int, str], list[str]] = {}
    for row in await tx.all(query):
        absent.setdefault((row.group, row.answer), []).append(row.person)
    return absent


async def list_attendance(tx: ReadTransaction, pairing_round: PairingRound) -> list[Attendance]:
    """Return everybody in the groups of a round, in the order in which groups were made."""
    columns = group_member.c.group, pairing_group.c.state, group_member.c.person
    query = (
        select(*columns, group_member.c.answer)
        .join(pairing_group, pairing_group.c.id == group_member.c.group)
        .where(pairing_group.c.workspace == pairing_round.workspace)
        .where(pairing_group.c.round == pairing_round.id)
    )
    rows = await tx.all(query.order_by(group_member.c.group, group_member.c.id))
    return [Attendance._make(row) for row in rows]


async def count_earlier(tx: ReadTransaction, pairing_round: PairingRound) -> int:
    """Return how many rounds of its program were drawn before a round."""
    earlier = _earlier(pairing_round.workspace, pairing_round.program, pairing_round.local_date)
    return int(await tx.scalar(select(func.count()).select_from(round_table).where(earlier)))


async def introductions_since(
    tx: ReadTransaction, workspace: str, people: Iterable[str], since: dt.datetime
) -> dict[str, int]:
    """Return how many groups each of these people was introduced to, over all programs."""
    # Two ways in, each by an index: those of a week are a few among those of years.
    drawn = (
        select(pairing_group.c.id)
        .join(round_table, round_table.c.id == pairing_group.c.round)
        .where(round_table.c.workspace == workspace, round_table.c.drawn_at >= since)
        .where(pairing_group.c.made_at.is_(None))
    )
    made_later = select(pairing_group.c.id).where(
        pairing_group.c.workspace == workspace, pairing_group.c.made_at >= since
    )
    query = (
        select(group_member.c.person, func.count().label("groups"))
        .join(pairing_group, pairing_group.c.id == group_member.c.group)
        .where(pairing_group.c.id.in_(drawn.union_all(made_later)))
        .where(pairing_group.c.state.not_in(NEVER_MET))
        .where(group_member.c.answer != "out")
        .group_by(group_member.c.person)
    )
    # Filtered here: there may be more people than a query takes parameters.
    wanted = set(people)
    return {row.person: row.groups for row in await tx.all(query) if row.person in wanted}


async def people_met_since(
    tx: ReadTransaction, workspace: str, person: str, since: dt.datetime
) -> set[str]:
    """Return with whom somebody was introduced since a moment, over all programs."""
    own = select(group_member.c.group).where(
        group_member.c.workspace == workspace, group_member.c.person == person
    )
    query = (
        select(group_member.c.person)
        .join(pairing_group, pairing_group.c.id == group_member.c.group)
        .join(round_table, round_table.c.id == pairing_group.c.round)
        .where(group_member.c.workspace == workspace, group_member.c.group.in_(own))
        .where(func.coalesce(pairing_group.c.made_at, round_table.c.drawn_at) >= since)
        .where(pairing_group.c.state.not_in(NEVER_MET))
    )
    return set(await tx.scalars(query)) - {person}


def _earlier(workspace: str, program: int, before: dt.date) -> ColumnElement[bool]:
    return and_(
        round_table.c.workspace == workspace,
        round_table.c.program == program,
        round_table.c.local_date < before,
    )
