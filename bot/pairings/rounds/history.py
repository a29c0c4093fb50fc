"""Records of earlier rounds: who met whom, who sat out, and how often people were introduced."""

import asyncio
import datetime as dt
from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import Executable, func, select

from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds.records import NEVER_MET
from bot.pairings.tables import group_member, pairing_group
from bot.pairings.tables import pairing_round as round_table
from bot.store.engine import ReadTransaction
from bot.store.memory import remembered

_ROWS_AT_ONCE = 2_000  # are read before others get their turn


class PairingHistory(Struct, frozen=True):
    """Earlier rounds as the solver reads them, oldest first, and each person's icebreakers.

    Icebreakers are numbers, the newest last.
    """

    rounds: list[list[list[str]]]
    icebreakers: dict[str, list[int]]


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
    rounds: dict[int, dict[int, list[str]]] = {}
    left_behind: dict[int, dict[str, None]] = {}
    icebreakers: dict[str, list[int]] = {}
    for number, row in enumerate(await tx.all(_select_history(workspace, program, before))):
        if number % _ROWS_AT_ONCE == 0:
            await asyncio.sleep(0)
        groups = rounds.setdefault(row.round, {})
        behind = left_behind.setdefault(row.round, {})
        if row.person is None:
            continue
        if row.state == "undone" or row.answer == "out":
            behind[row.person] = None
            continue

        groups.setdefault(row.group, []).append(row.person)
        if row.state not in ("alone", "late"):
            icebreakers.setdefault(row.person, []).append(row.icebreaker)
        if row.by_rematch:
            behind.pop(row.person, None)
        if row.state == "called_off" and row.answer != "cant":
            behind[row.person] = None

    history = []
    for number, groups in rounds.items():
        history.append([*groups.values(), *([person] for person in left_behind[number])])
    return PairingHistory(history, icebreakers)


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


def _select_history(workspace: str, program: int, before: dt.date) -> Executable:
    """Select one row a member, in order; rounds and groups without members have a row too."""
    return (
        select(
            round_table.c.id.label("round"),
            pairing_group.c.id.label("group"),
            pairing_group.c.state,
            pairing_group.c.by_rematch,
            pairing_group.c.icebreaker,
            group_member.c.person,
            group_member.c.answer,
        )
        .outerjoin(pairing_group, pairing_group.c.round == round_table.c.id)
        .outerjoin(group_member, group_member.c.group == pairing_group.c.id)
        .where(
            round_table.c.workspace == workspace,
            round_table.c.program == program,
            round_table.c.local_date < before,
        )
        .order_by(round_table.c.local_date, pairing_group.c.id, group_member.c.id)
    )
