"""What Mingle lacks in channels to do what is planned there, and what it may do in a lesser way.

A channel in which it can do something, if not all, goes on; organisers hear what is missing.
"""

from sqlalchemy import ColumnElement, delete, select

from bot.core import outbox
from bot.core.channel_rest import resting_subject
from bot.core.settings import load_setting, save_setting
from bot.core.tables import setting
from bot.store.engine import ReadTransaction, Transaction

PUBLIC_THREADS = "threads"  # introductions that everybody in the channel can read
_LACKING = "lacking"
_AGREED = "agreed"


async def what_is_lacking(tx: ReadTransaction, workspace: str, channel: str) -> str:
    """Return what is missing in a channel and what mends it; empty where nothing is."""
    return await load_setting(tx, workspace, channel, _LACKING)


async def channels_lacking(tx: ReadTransaction, workspace: str) -> dict[str, str]:
    """Return the channels of a workspace in which something is missing, with what."""
    query = select(setting.c.about, setting.c.text).where(
        setting.c.workspace == workspace, setting.c.name == _LACKING
    )
    return {row.about: row.text for row in await tx.all(query.order_by(setting.c.about))}


async def save_lacking(tx: Transaction, workspace: str, channel: str, why: str) -> None:
    """Save what is missing in a channel, or that nothing is; the note to organisers follows."""
    if why:
        await save_setting(tx, workspace, channel, _LACKING, why)
    else:
        await tx.execute(delete(setting).where(*_of(workspace, channel, _LACKING)))
    await outbox.invalidate(tx, workspace, resting_subject(channel))


async def agree_to_lesser(tx: Transaction, workspace: str, channel: str, kind: str) -> None:
    """Save that an organiser wants something in a channel in the lesser way that there is."""
    await save_setting(tx, workspace, channel, f"{_AGREED}.{kind}", "yes")


async def is_lesser_agreed(tx: ReadTransaction, workspace: str, channel: str, kind: str) -> bool:
    """Return whether an organiser agreed to the lesser way in a channel."""
    return await load_setting(tx, workspace, channel, f"{_AGREED}.{kind}") != ""


def _of(workspace: str, channel: str, name: str) -> tuple[ColumnElement[bool], ...]:
    return (
        setting.c.workspace == workspace,
        setting.c.about == channel,
        setting.c.name == name,
    )
