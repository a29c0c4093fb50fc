"""Retention of the outbox: what was said goes, and so does to whom.

A message that shows a live card is edited as long as what it shows is there. So its row stays, with
nothing in it that names anybody, until that is gone.
"""

import datetime as dt
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    update,
)

from bot.core.message_removal import delete_messages
from bot.core.subjects import Subject
from bot.core.tables import PAST, READY, UNFORGOTTEN, outbox_message
from bot.digest.tables import digest_issue
from bot.features import ROUTER
from bot.open_tables.tables import open_table
from bot.pairings.tables import pairing_round
from bot.prompts.tables import posting
from bot.store.engine import Database, ReadTransaction, Transaction
from bot.store.kept import KEPT, PAIRS

log = structlog.get_logger()

_other = outbox_message.alias("other")
_PERSONAL = or_(
    outbox_message.c.kind.in_(("whisper", "introduce")), outbox_message.c.after.is_not(None)
)
# A card shows such a row as long as it is there. To look for that takes less than to draw the card.
_ROW_OF = {"digest": digest_issue, "prompt": posting, "report": pairing_round, "table": open_table}
_UNFORGOTTEN = text(f"({UNFORGOTTEN})")
_MERGED = exists().where(
    _other.c.merged_into == outbox_message.c.merged_into, _other.c.id != outbox_message.c.id
)


Forget = Callable[[Transaction, str, ColumnElement[bool]], Awaitable[None]]


async def forget_messages(tx: Transaction, workspace: str, now: dt.datetime) -> None:
    """Delete what was said long ago, and take the people out of what can still be edited."""
    await _forget(tx, workspace, _is_forgettable(workspace, now))
    settled = _settled_before(workspace, now - PAIRS)
    await delete_messages(tx, workspace, and_(settled, outbox_message.c.key.startswith(PAST)))


async def forget_messages_ahead(
    database: Database, workspace: str, now: dt.datetime, most: int
) -> None:
    """Forget at most about so many at a time, each time in a transaction of its own."""
    said, settled = _is_forgettable(workspace, now), _settled_before(workspace, now - PAIRS)
    past = and_(settled, outbox_message.c.key.startswith(PAST))
    forgets: tuple[tuple[ColumnElement[bool], Forget], ...] = (
        (said, _forget),
        (past, delete_messages),
    )
    for which, forget in forgets:
        while await _forget_some(database, workspace, which, most, forget):
            pass

    async with database.read_transaction() as tx:
        subjects = await _list_subjects(tx, workspace, settled)
    gone = [each for each in subjects if await _is_gone(database, workspace, each, now)]
    for first in range(0, len(gone), most):
        async with database.transaction() as tx:
            await tx.lock_workspace(workspace)
            about = outbox_message.c.subject.in_(gone[first : first + most])
            await delete_messages(tx, workspace, and_(settled, about))


async def _forget_some(
    database: Database, workspace: str, which: ColumnElement[bool], most: int, forget: Forget
) -> bool:
    """Forget some if they are too many for one transaction; return whether there may be more."""
    async with database.read_transaction() as reading:
        if len(await _list_some(reading, which, most)) < most:
            return False
    async with database.transaction() as tx:
        await tx.lock_workspace(workspace)
        before = tx.changes
        these = outbox_message.c.id.in_(await _list_some(tx, which, most))
        await forget(tx, workspace, these)
        return tx.changes > before


async def _list_some(tx: ReadTransaction, which: ColumnElement[bool], most: int) -> list[int]:
    """Return the ids of some messages, with those that were merged with any of them."""
    columns = outbox_message.c.id, outbox_message.c.merged_into
    rows = await tx.all(select(*columns).where(which).limit(most))
    merged = {row.merged_into for row in rows} - {None}
    beside = select(outbox_message.c.id).where(which, outbox_message.c.merged_into.in_(merged))
    others = await tx.scalars(beside) if merged else []
    return list({*(row.id for row in rows), *others})


def _is_forgettable(workspace: str, now: dt.datetime) -> ColumnElement[bool]:
    [aged] = KEPT["outbox_message"].aged
    return and_(_settled_before(workspace, now - aged.after), _UNFORGOTTEN)


async def _forget(tx: Transaction, workspace: str, old: ColumnElement[bool], /) -> None:
    dead = or_(outbox_message.c.subject.is_(None), and_(_PERSONAL, _MERGED))
    await delete_messages(tx, workspace, and_(old, dead))

    number = literal(PAST) + cast(outbox_message.c.id, Text)
    named = and_(_PERSONAL, outbox_message.c.key.not_like(f"{PAST}%"))
    nobody = {"recipients": (), "asked_by": (), "after": None, "hours_of": None}
    await tx.execute(
        update(outbox_message).where(old, named).values(**nobody, key=number, token=number)
    )
    spoken = outbox_message.c.card.is_not(None)
    await tx.execute(update(outbox_message).where(old, spoken).values(card=None))


def _settled_before(workspace: str, moment: dt.datetime) -> ColumnElement[bool]:
    """Return whether nothing has come of a message since, nor is to be said in answer to it."""
    [aged] = KEPT["outbox_message"].aged
    followed = select(_other.c.after).where(  # by what is still to be said in the conversation
        _other.c.workspace == workspace, _other.c.state == READY, _other.c.after.is_not(None)
    )
    return and_(
        outbox_message.c.workspace == workspace,
        outbox_message.c.state.in_(aged.states),
        func.coalesce(*(outbox_message.c[name] for name in aged.columns)) < moment,
        outbox_message.c.key.not_in(followed),
    )


async def forget_unseen(tx: Transaction, workspace: str, now: dt.datetime) -> None:
    """Delete messages of two years ago whose matter is gone."""
    old = _settled_before(workspace, now - PAIRS)
    for subject in await _list_subjects(tx, workspace, old):
        try:
            async with tx.savepoint():
                gone = await _shows_nothing(tx, workspace, subject, now)
        except Exception:
            gone = _take_for_gone(subject)
        if gone:
            await delete_messages(tx, workspace, and_(old, outbox_message.c.subject == subject))


async def _list_subjects(
    tx: ReadTransaction, workspace: str, old: ColumnElement[bool]
) -> list[object]:
    """Return what these messages are about, but for rows that are seen to be there still."""
    found = await tx.scalars(select(outbox_message.c.subject).where(old))
    subjects = dict.fromkeys(found)
    for kind, table in _ROW_OF.items():
        numbers = [each.id for each in subjects if getattr(each, "kind", "") == kind]
        standing = select(table.c.id).where(table.c.workspace == workspace, table.c.id.in_(numbers))
        for number in await tx.scalars(standing) if numbers else ():
            subjects.pop(Subject(kind, number), None)
    return list(subjects)


async def _is_gone(database: Database, workspace: str, subject: object, now: dt.datetime) -> bool:
    try:
        async with database.read_transaction() as tx:
            return await _shows_nothing(tx, workspace, subject, now)
    except Exception:
        return _take_for_gone(subject)


async def _shows_nothing(
    tx: ReadTransaction, workspace: str, subject: object, now: dt.datetime
) -> bool:
    render = ROUTER.live_cards.get(getattr(subject, "kind", ""))
    return render is None or await render(tx, workspace, subject, now) is None  # type: ignore[arg-type]


def _take_for_gone(subject: object) -> bool:
    """Note that a live card cannot be drawn: what it was about is gone."""
    log.warning("its matter is gone", action="retention.card", subject=str(subject))
    return True
