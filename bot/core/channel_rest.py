"""Channels that rest: deleted, archived or closed to Mingle, until something works there again.

Nothing that Mingle plans by itself is posted in a channel that rests. What people ask for is still
tried, as is the nightly list of its members: the first call that works wakes it.
"""

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, bindparam, delete, select

from bot.core import message_records, outbox
from bot.core.subjects import Subject
from bot.core.tables import setting
from bot.store.engine import ReadTransaction, Transaction

_NAME = "resting"


def resting_subject(channel: str) -> Subject:
    """Return the subject of the note to organisers about a channel."""
    return Subject("resting", 0, channel)


async def why_resting(tx: ReadTransaction, workspace: str, channel: str) -> str:
    """Return why a channel rests and what wakes it; empty for one that works."""
    why = select(setting.c.text).where(*_of(workspace, channel))
    return str(await tx.scalar(why) or "")


async def resting_since(tx: ReadTransaction, workspace: str, channel: str) -> datetime | None:
    """Return since when a channel rests; None for one that works."""
    since = await tx.scalar(select(setting.c.number).where(*_of(workspace, channel)))
    return None if since is None else datetime.fromtimestamp(since, UTC)


async def resting_channels(tx: ReadTransaction, workspace: str) -> list[str]:
    """Return the channels of a workspace that rest."""
    return await tx.scalars(
        select(setting.c.about).where(setting.c.workspace == workspace, setting.c.name == _NAME)
    )


async def rest_channel(
    tx: Transaction, workspace: str, channel: str, why: str, now: datetime
) -> bool:
    """Let a channel rest, and return whether it has worked until now; `why` names what wakes it."""
    rest = {"workspace": workspace, "about": channel, "name": _NAME}
    new = await tx.insert_or_ignore(setting, **rest, text=why, number=now.timestamp())
    if new is not None:
        await outbox.invalidate(tx, workspace, resting_subject(channel))
    return new is not None


_WOKEN = delete(setting).where(
    setting.c.workspace == bindparam("workspace"),
    setting.c.about == bindparam("channel"),
    setting.c.name == _NAME,
)


async def wake_channel(tx: Transaction, workspace: str, channel: str) -> None:
    """Wake a channel in which something has worked; what changed meanwhile is shown there now."""
    woken = await tx.execute(_WOKEN, workspace=workspace, channel=channel)
    if woken:
        missed = await message_records.subjects_in(tx, workspace, channel)
        await outbox.invalidate(tx, workspace, resting_subject(channel), *missed)


def _of(workspace: str, channel: str) -> tuple[ColumnElement[bool], ...]:
    return (
        setting.c.workspace == workspace,
        setting.c.about == channel,
        setting.c.name == _NAME,
    )
