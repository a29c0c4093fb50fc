"""Records of silence: for how many rounds members of a program have not clicked anything."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, update

from bot.pairings.programs.records import PairingProgram
from bot.pairings.tables import membership
from bot.store.engine import Transaction


async def reset_silence(tx: Transaction, program: PairingProgram, people: Sequence[str]) -> None:
    """Set the silent rounds of these members to zero, because one of them spoke for all."""
    theirs = {"workspace": program.workspace, "program": program.id, "person": list(people)}
    await tx.update(membership, theirs, silent_rounds=0)


async def save_silence(
    tx: Transaction, program: PairingProgram, rounds: dict[int, int], paused: Iterable[int]
) -> None:
    """Save the silent rounds of members by id, and pause some; one update for each count."""
    members_by_count: dict[int, list[int]] = {}
    for number, count in rounds.items():
        members_by_count.setdefault(count, []).append(number)

    statement = update(membership).where(_members(program))
    for count, numbers in sorted(members_by_count.items()):
        silent = statement.where(membership.c.id.in_(numbers))
        await tx.execute(silent.values(silent_rounds=count))

    to_pause = list(paused)
    if to_pause:
        await tx.execute(statement.where(membership.c.id.in_(to_pause)).values(state="paused"))


def _members(program: PairingProgram) -> ColumnElement[bool]:
    return and_(membership.c.workspace == program.workspace, membership.c.program == program.id)
