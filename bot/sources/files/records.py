"""Read and write the calendar files that people handed in, each beside the source that it is."""

from msgspec import Struct
from sqlalchemy import func, select, update

from bot.sources.tables import upload
from bot.store.engine import Transaction


class Given(Struct, frozen=True):
    """What is to be read of a file; `newer`: it has not been read yet, and another version stands meanwhile."""

    content: bytes
    version: int
    newer: bool


async def keep(tx: Transaction, workspace: str, source: int, content: bytes) -> None:
    """Keep a file whose source nobody has saved yet, in place of an earlier one."""
    version = await _version(tx, workspace, source)
    await tx.put(upload, {"workspace": workspace, "source": source}, content=content, newer=None, version=version + 1)


async def renew(tx: Transaction, workspace: str, source: int, content: bytes) -> None:
    """Keep a newer version until it has been read; the one before stays until then."""
    news = {"newer": content, "version": await _version(tx, workspace, source) + 1}
    await tx.run(update(upload).where(upload.c.workspace == workspace, upload.c.source == source).values(**news))


async def find(tx: Transaction, workspace: str, source: int) -> Given | None:
    """Give the latest version of a file."""
    latest = func.coalesce(upload.c.newer, upload.c.content).label("content")
    mine = select(latest, upload.c.version, upload.c.newer.is_not(None).label("is_newer"))
    row = await tx.first(mine.where(upload.c.workspace == workspace, upload.c.source == source))
    return Given(row.content, row.version, bool(row.is_newer)) if row else None


async def is_latest(tx: Transaction, workspace: str, source: int, version: int) -> bool:
    """Tell whether no other version came since."""
    return await _version(tx, workspace, source) == version


async def settle(tx: Transaction, workspace: str, source: int) -> None:
    """Let the newer version take the place of the one before."""
    mine = update(upload).where(upload.c.workspace == workspace, upload.c.source == source, upload.c.newer.is_not(None))
    await tx.run(mine.values(content=upload.c.newer, newer=None))


async def turn_down(tx: Transaction, workspace: str, source: int) -> None:
    """Forget a newer version of which nothing could be made."""
    mine = update(upload).where(upload.c.workspace == workspace, upload.c.source == source)
    await tx.run(mine.values(newer=None))


async def _version(tx: Transaction, workspace: str, source: int) -> int:
    mine = select(upload.c.version).where(upload.c.workspace == workspace, upload.c.source == source)
    return int(await tx.value(mine) or 0)
