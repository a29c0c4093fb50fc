"""Records of what organisers change about single rounds, and of what is scheduled for them."""

import datetime as dt
from collections.abc import Sequence

from msgspec import structs
from sqlalchemy import delete, select, update

from bot.core.tables import occurrence
from bot.pairings.programs import records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.programs.round_changes import RoundChange
from bot.pairings.tables import pairing_program
from bot.store.engine import ReadTransaction, Transaction


async def lock_program(tx: Transaction, workspace: str, number: int) -> PairingProgram | None:
    """Lock a program until the transaction ends (`FOR UPDATE`), and return it."""
    lock = select(pairing_program.c.id).where(
        pairing_program.c.workspace == workspace, pairing_program.c.id == number
    )
    await tx.scalar(lock.with_for_update())
    return await records.find_program(tx, workspace, number)


async def save_changes(
    tx: Transaction, program: PairingProgram, changes: Sequence[RoundChange]
) -> PairingProgram:
    """Save which rounds of a program are moved or left out, and return the program."""
    statement = update(pairing_program).where(
        pairing_program.c.workspace == program.workspace, pairing_program.c.id == program.id
    )
    await tx.execute(statement.values(changes=tuple(changes)))
    return structs.replace(program, changes=tuple(changes))


async def is_announced(tx: ReadTransaction, program: PairingProgram, day: dt.date) -> bool:
    """Return whether the notices of a day's round went out."""
    query = select(occurrence.c.id).where(
        occurrence.c.workspace == program.workspace,
        occurrence.c.kind == "round.notice",
        occurrence.c.subject == program.subject,
        occurrence.c.local_date == day,
        occurrence.c.state != "waiting",
    )
    return await tx.scalar(query.limit(1)) is not None


async def withdraw_draw(tx: Transaction, program: PairingProgram, day: dt.date) -> bool:
    """Unschedule the draw of a day; False if it is not waiting, because it happened just now."""
    statement = delete(occurrence).where(
        occurrence.c.workspace == program.workspace,
        occurrence.c.kind == "round.draw",
        occurrence.c.subject == program.subject,
        occurrence.c.local_date == day,
        occurrence.c.state == "waiting",
    )
    return await tx.execute(statement) > 0
