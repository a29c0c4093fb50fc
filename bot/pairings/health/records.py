"""Records of what is wrong with programs, and the figures that organisers may read."""

import datetime as dt
from collections import Counter

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, func, select

from bot.core.settings import load_setting, save_setting
from bot.core.subjects import Subject
from bot.pairings.health.rules import ROUNDS_WITHOUT_MEETING, TROUBLES, Trouble
from bot.pairings.programs.records import PairingProgram, active_programs
from bot.pairings.rounds.records import NEVER_MET
from bot.pairings.tables import (
    group_member,
    membership,
    pairing_group,
    pairing_round,
)
from bot.people.tables import person
from bot.store.engine import ReadTransaction, Transaction


class TroubledProgram(Struct, frozen=True):
    """A program whose rounds come to nothing, and how that shows."""

    program: PairingProgram
    troubles: tuple[Trouble, ...]


class Turnout(Struct, frozen=True):
    """How many people take part in a program, rest after silence, and have not answered."""

    taking_part: int
    resting: int
    unanswered: int


class RecentRounds(Struct, frozen=True):
    """The last rounds of a program that are over: whom they introduced, and who met."""

    rounds: int
    introduced: int
    met: int


async def count_turnout(tx: ReadTransaction, program: PairingProgram) -> Turnout:
    """Return how many people a program has by now; those who left the workspace do not count."""
    query = (
        select(membership.c.state, func.count().label("people"))
        .join(
            person,
            and_(
                person.c.workspace == membership.c.workspace, person.c.person == membership.c.person
            ),
        )
        .where(membership.c.workspace == program.workspace, membership.c.program == program.id)
        .where(person.c.left.is_(False))
        .group_by(membership.c.state)
    )
    counts = Counter({row.state: row.people for row in await tx.all(query)})
    return Turnout(counts["in"], counts["paused"], counts["asked"])


async def count_rounds(tx: ReadTransaction, program: PairingProgram) -> int:
    """Return how many rounds of a program were drawn."""
    query = select(func.count()).select_from(pairing_round).where(_of_program(program))
    return int(await tx.scalar(query))


async def recent_rounds(tx: ReadTransaction, program: PairingProgram) -> RecentRounds:
    """Return what the last rounds came to that are over."""
    closed = select(pairing_round.c.id).where(
        _of_program(program), pairing_round.c.state == "closed"
    )
    newest = closed.order_by(pairing_round.c.local_date.desc()).limit(ROUNDS_WITHOUT_MEETING)
    rounds = await tx.scalars(newest)
    query = (
        select(group_member.c.person, pairing_group.c.state)
        .join(pairing_group, pairing_group.c.id == group_member.c.group)
        .where(pairing_group.c.workspace == program.workspace, pairing_group.c.round.in_(rounds))
        .where(pairing_group.c.state.not_in(NEVER_MET), group_member.c.answer != "out")
    )
    rows = await tx.all(query)
    introduced = {row.person for row in rows}
    met = {row.person for row in rows if row.state == "met"}
    return RecentRounds(len(rounds), len(introduced), len(met))


async def list_troubles(tx: ReadTransaction, program: PairingProgram) -> dict[Trouble, Subject]:
    """Return what organisers were told about a program that still holds, and in which note."""
    troubles: dict[Trouble, Subject] = {}
    for kind in TROUBLES:
        note = await load_setting(tx, program.workspace, f"{program.subject}", _name(kind))
        if note:
            troubles[kind] = Subject.parse(note)
    return troubles


async def troubled_programs(tx: ReadTransaction, workspace: str) -> list[TroubledProgram]:
    """Return the running programs of a workspace with which something is wrong."""
    found: list[TroubledProgram] = []
    for program in await active_programs(tx, workspace):
        if troubles := tuple(await list_troubles(tx, program)):
            found.append(TroubledProgram(program, troubles))
    return found


async def add_trouble(
    tx: Transaction, program: PairingProgram, kind: Trouble, note: Subject
) -> None:
    """Save that organisers are told of a trouble in a note."""
    about = f"{program.subject}"
    await save_setting(tx, program.workspace, about, _name(kind), f"{note}")


async def end_trouble(tx: Transaction, program: PairingProgram, kind: Trouble) -> None:
    """Save that a trouble is over, so that organisers hear of it when it comes again."""
    await save_setting(tx, program.workspace, f"{program.subject}", _name(kind), "")


def health_subject(program: PairingProgram, told_at: dt.datetime) -> Subject:
    """Return the subject of the note that organisers get at a moment."""
    return Subject("health", program.id, f"{told_at:%Y%m%dT%H%M%S}")


def _of_program(program: PairingProgram) -> ColumnElement[bool]:
    return and_(
        pairing_round.c.workspace == program.workspace, pairing_round.c.program == program.id
    )


def _name(kind: Trouble) -> str:
    return f"trouble:{kind}"
