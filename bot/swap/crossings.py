"""The log of what crossed, by fingerprints: the same lines on both sides, whatever got lost.

The side that leads writes a turn down as sent. It counts as one that crossed once an answer says
so: its own, or a later one where its own was lost. What never arrived is taken out again.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, func, select

from bot.store.engine import ReadTransaction, Transaction
from bot.swap.envelope import digest_of
from bot.swap.records import Swap
from bot.swap.rules import MAX_MISSED, Missed, Turn, TurnAnswer
from bot.swap.tables import swap_log

_KNOWN_TURNS = 64  # from which a ticket of the other side may be made


class Crossing(Struct, frozen=True):
    """One message that crossed, and the time that it tells itself."""

    number: int
    kind: str
    digest: str
    at: datetime


async def write_sent(tx: Transaction, of: Swap, turn: Turn) -> None:
    """Write down that the side that leads is about to send a turn."""
    await _write(tx, of, Crossing(turn.number, "sent", digest_of(turn), turn.at))


async def write_exchange(tx: Transaction, of: Swap, turn: Turn, answer: TurnAnswer) -> None:
    """Write down a turn with its answer."""
    await _write(tx, of, Crossing(turn.number, "turn", digest_of(turn), turn.at))
    await _write(tx, of, Crossing(answer.number, "answer", digest_of(answer), answer.at))


async def settle(tx: Transaction, of: Swap, turn: Turn, answer: TurnAnswer) -> None:
    """Write down all that is known to have crossed once an answer came, in order.

    Where so much was lost that one answer does not tell it all, this exchange itself waits for the
    next one, which tells of it.
    """
    for each in answer.missed:
        if turn.heard < each.number < turn.number:
            await _write(tx, of, Crossing(each.number, "turn", each.turn, each.turn_at))
            await _write(tx, of, Crossing(each.number, "answer", each.answer, each.answer_at))
    is_all = len(answer.missed) < MAX_MISSED
    if is_all:
        await write_exchange(tx, of, turn, answer)
    settled = turn.number if is_all else answer.missed[-1].number
    await tx.execute(
        delete(swap_log).where(
            swap_log.c.swap == of.id, swap_log.c.kind == "sent", swap_log.c.number <= settled
        )
    )


async def last_heard(tx: ReadTransaction, of: Swap) -> int:
    """Return the latest turn whose answer the side that leads has written down, or 0."""
    query = select(func.max(swap_log.c.number))
    return await tx.scalar(query.where(*_of(of.id, "answer"))) or 0


async def find_digest(tx: ReadTransaction, of: Swap, number: int) -> str:
    """Return the fingerprint of a turn that crossed, or an empty text."""
    query = select(swap_log.c.digest).where(*_of(of.id, "turn"), swap_log.c.number == number)
    return await tx.scalar(query) or ""


async def list_turns_taken(tx: ReadTransaction, of: Swap) -> list[str]:
    """Return the fingerprints of the latest turns that the side that follows has taken."""
    query = select(swap_log.c.digest).where(*_of(of.id, "turn"))
    return list(await tx.scalars(query.order_by(swap_log.c.number.desc()).limit(_KNOWN_TURNS)))


async def list_missed(tx: ReadTransaction, of: Swap, heard: int) -> tuple[Missed, ...]:
    """Return the turns after one that were taken and answered, the first ones of many."""
    turn, answer = swap_log.alias(), swap_log.alias()
    same = (turn.c.swap == answer.c.swap) & (turn.c.number == answer.c.number)
    query = (
        select(
            turn.c.number,
            turn.c.digest.label("turn"),
            turn.c.at.label("turn_at"),
            answer.c.digest.label("answer"),
            answer.c.at.label("answer_at"),
        )
        .select_from(turn.join(answer, same))
        .where(turn.c.swap == of.id, turn.c.kind == "turn", answer.c.kind == "answer")
        .where(turn.c.number > heard)
        .order_by(turn.c.number)
        .limit(MAX_MISSED)
    )
    return tuple(Missed(**row._mapping) for row in await tx.all(query))


async def count_turns(tx: ReadTransaction, number: int, since: datetime) -> int:
    """Return how many turns came since a moment."""
    query = select(func.count()).where(*_of(number, "turn"), swap_log.c.at > since)
    return await tx.scalar(query) or 0


async def list_crossings(tx: ReadTransaction, number: int) -> Sequence[Crossing]:
    """Return what crossed, in order; what was sent and may still have arrived comes last."""
    columns = [swap_log.c[name] for name in Crossing.__struct_fields__]
    query = select(*columns).where(swap_log.c.swap == number)
    rows = await tx.all(query.order_by(swap_log.c.number, swap_log.c.kind.desc()))
    return [Crossing(**row._mapping) for row in rows]


def _of(number: int, kind: str) -> tuple[ColumnElement[bool], ...]:
    return swap_log.c.swap == number, swap_log.c.kind == kind


async def _write(tx: Transaction, of: Swap, line: Crossing) -> None:
    await tx.insert_or_ignore(
        swap_log,
        workspace=of.workspace,
        swap=of.id,
        number=line.number,
        kind=line.kind,
        digest=line.digest,
        at=line.at,
    )
