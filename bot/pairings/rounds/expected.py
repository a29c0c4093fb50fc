"""Expected messages of rounds: the notices, introductions and reports that are scheduled."""

import datetime as dt
from collections.abc import Collection, Sequence

from msgspec import Struct
from sqlalchemy import BindParameter, bindparam, select

from bot.attention.rules import Rank, Reservation
from bot.core.subjects import Subject
from bot.core.tables import occurrence, outbox_message
from bot.pairings.keys import notice_subject_of
from bot.pairings.rounds.once import find_done
from bot.pairings.tables import membership, pairing_program, round_skip
from bot.store.engine import ReadTransaction
from bot.store.types import Moment

_KINDS = ("round.notice", "round.draw")


class _Planned(Struct, frozen=True):
    """One scheduled step of a round of a program."""

    kind: str
    program: int
    day: dt.date
    due: dt.datetime


async def expected_messages(
    tx: ReadTransaction, workspace: str, recipients: Collection[str], until: dt.datetime
) -> list[tuple[str, Reservation]]:
    """Return what rounds that are scheduled until a moment will send to people and channels."""
    steps = await _planned_steps(tx, workspace, until)
    if not steps:
        return []

    programs = {step.program for step in steps}
    channels = await _channels(tx, workspace, programs)
    members = await _members(tx, workspace, programs, recipients)
    skipping = await _skips(tx, workspace, programs)
    written = await _written_notices(tx, workspace, steps, members)

    found = []
    for step in steps:
        if step.kind == "round.draw" and channels.get(step.program) in recipients:
            report = Reservation(step.due, Rank.JOINED, shared=False)
            found.append((channels[step.program], report))
        for number, person in members.get(step.program, ()):
            if (step.program, step.day, person) in skipping:
                continue
            if step.kind == "round.draw":
                found.append((person, Reservation(step.due, Rank.INTRODUCTION, shared=False)))
            elif notice_subject_of(step.program, step.day, number) not in written:
                found.append((person, Reservation(step.due, Rank.JOINED, shared=True)))
    return found


_PLANNED = (
    select(occurrence.c.kind, occurrence.c.subject, occurrence.c.local_date, occurrence.c.due)
    .where(
        occurrence.c.workspace == bindparam("workspace"),
        occurrence.c.state == "waiting",
        occurrence.c.kind.in_(_KINDS),
        occurrence.c.due < bindparam("until", type_=Moment()),
    )
    .order_by(occurrence.c.due, occurrence.c.id)
)


async def _planned_steps(tx: ReadTransaction, workspace: str, until: dt.datetime) -> list[_Planned]:
    rows = await tx.all(_PLANNED, workspace=workspace, until=until)
    return [_Planned(row.kind, row.subject.id, row.local_date, row.due) for row in rows]


_PROGRAMS: BindParameter[int] = bindparam("programs", expanding=True)
_ACTIVE = select(pairing_program.c.id, pairing_program.c.channel).where(
    pairing_program.c.workspace == bindparam("workspace"),
    pairing_program.c.id.in_(_PROGRAMS),
    pairing_program.c.active.is_(True),
)


async def _channels(
    tx: ReadTransaction, workspace: str, programs: Collection[int]
) -> dict[int, str]:
    rows = await tx.all(_ACTIVE, workspace=workspace, programs=list(programs))
    return {row.id: row.channel for row in rows}


_IN = select(membership.c.id, membership.c.program, membership.c.person).where(
    membership.c.workspace == bindparam("workspace"),
    membership.c.person.in_(bindparam("recipients", expanding=True)),
    membership.c.program.in_(_PROGRAMS),
    membership.c.state == "in",
)


async def _members(
    tx: ReadTransaction, workspace: str, programs: Collection[int], recipients: Collection[str]
) -> dict[int, list[tuple[int, str]]]:
    wanted = {"recipients": list(recipients), "programs": list(programs)}
    done = await find_done(tx, workspace, *programs)
    members: dict[int, list[tuple[int, str]]] = {}
    for row in await tx.all(_IN, workspace=workspace, **wanted):
        if (row.program, row.person) in done:
            continue
        members.setdefault(row.program, []).append((row.id, row.person))
    return members


_SKIPPED = select(round_skip.c.program, round_skip.c.local_date, round_skip.c.person).where(
    round_skip.c.workspace == bindparam("workspace"), round_skip.c.program.in_(_PROGRAMS)
)


async def _skips(
    tx: ReadTransaction, workspace: str, programs: Collection[int]
) -> set[tuple[int, dt.date, str]]:
    rows = await tx.all(_SKIPPED, workspace=workspace, programs=list(programs))
    return {(row.program, row.local_date, row.person) for row in rows}


async def _written_notices(
    tx: ReadTransaction,
    workspace: str,
    steps: Sequence[_Planned],
    members: dict[int, list[tuple[int, str]]],
) -> set[Subject]:
    """Return the notices that were brought forward, and are in the outbox or sent already."""
    notices = []
    for step in steps:
        if step.kind == "round.notice":
            for number, _person in members.get(step.program, ()):
                notices.append(notice_subject_of(step.program, step.day, number))
    if not notices:
        return set()
    query = select(outbox_message.c.subject).where(
        outbox_message.c.workspace == workspace, outbox_message.c.subject.in_(notices)
    )
    return set(await tx.scalars(query))
