"""Retention of the outbox: what was said goes, and so does to whom.

A message that shows a live card is edited as long as what it shows is there. So its row stays, with
nothing in it that names anybody, until that is gone.
"""

import datetime as dt

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
from bot.core.tables import PAST, READY, UNFORGOTTEN, outbox_message
from bot.features import ROUTER
from bot.store.engine import Transaction
from bot.store.kept import KEPT, PAIRS

log = structlog.get_logger()

_other = outbox_message.alias("other")
_PERSONAL = or_(
    outbox_message.c.kind.in_(("whisper", "introduce")), outbox_message.c.after.is_not(None)
)
_UNFORGOTTEN = text(f"({UNFORGOTTEN})")
_MERGED = exists().where(
    _other.c.merged_into == outbox_message.c.merged_into, _other.c.id != outbox_message.c.id
)


async def forget_messages(tx: Transaction, workspace: str, now: dt.datetime) -> None:
    """Delete what was said long ago, and take the people out of what can still be edited."""
    [aged] = KEPT["outbox_message"].aged
    old = and_(_settled_before(workspace, now - aged.after), _UNFORGOTTEN)
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
    await _forget_unseen(tx, workspace, _settled_before(workspace, now - PAIRS), now)


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


async def _forget_unseen(
    tx: Transaction, workspace: str, old: ColumnElement[bool], now: dt.datetime
) -> None:
    """Delete messages of two years ago: those to people, and those whose matter is gone."""
    await delete_messages(tx, workspace, and_(old, outbox_message.c.key.startswith(PAST)))
    subjects = select(outbox_message.c.subject).where(old)
    for subject in dict.fromkeys(await tx.scalars(subjects)):
        if await _is_gone(tx, workspace, subject, now):
            await delete_messages(tx, workspace, and_(old, outbox_message.c.subject == subject))


async def _is_gone(tx: Transaction, workspace: str, subject: object, now: dt.datetime) -> bool:
    """Return whether a live card shows nothing any more; one that cannot be drawn is gone too."""
    render = ROUTER.live_cards.get(getattr(subject, "kind", ""))
    if render is None:
        return True
    try:
        async with tx.savepoint():
            return await render(tx, workspace, subject, now) is None  # type: ignore[arg-type]
    except Exception:
        log.warning("its matter is gone", action="retention.card", subject=str(subject))
        return True
