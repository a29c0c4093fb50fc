"""Read and write the calendar files that people handed in, each beside the source that it is."""

from msgspec import Struct
from sqlalchemy import func, select, update

from bot.sources.tables import upload
from bot.store.engine import Transaction


class UploadedFile(Struct, frozen=True):
    """What is to be read of a file; `newer`.

    It has not been read yet, and another version stands meanwhile.
    """

    content: bytes
    version: int
    is_newer: bool


async def save_upload(tx: Transaction, workspace: str, source: int, content: bytes) -> None:
    """Keep a file whose source nobody has saved yet, in place of an earlier one."""
    version = await _version(tx, workspace, source)
    await tx.upsert(
        upload,
        {"workspace": workspace, "source": source},
        content=content,
        newer=None,
        version=version + 1,
    )


async def save_newer_upload(tx: Transaction, workspace: str, source: int, content: bytes) -> None:
    """Keep a newer version until it has been read; the one before stays until then."""
    news = {"newer": content, "version": await _version(tx, workspace, source) + 1}
    await tx.execute(
        update(upload)
        .where(upload.c.workspace == workspace, upload.c.source == source)
        .values(**news)
    )


async def find_upload(tx: Transaction, workspace: str, source: int) -> UploadedFile | None:
    """Give the latest version of a file."""
    latest = func.coalesce(upload.c.newer, upload.c.content).label("content")
    mine = select(latest, upload.c.version, upload.c.newer.is_not(None).label("is_newer"))
    row = await tx.first(mine.where(upload.c.workspace == workspace, upload.c.source == source))
    return UploadedFile(row.content, row.version, bool(row.is_newer)) if row else None


async def is_latest_upload(tx: Transaction, workspace: str, source: int, version: int) -> bool:
    """Tell whether no other version came since."""
    return await _version(tx, workspace, source) == version


async def accept_newer_upload(tx: Transaction, workspace: str, source: int) -> None:
    """Let the newer version take the place of the one before."""
    mine = update(upload).where(
        upload.c.workspace == workspace, upload.c.source == source, upload.c.newer.is_not(None)
    )
    await tx.execute(mine.values(content=upload.c.newer, newer=None))


async def discard_newer_upload(tx: Transaction, workspace: str, source: int) -> None:
    """Forget a newer version of which nothing could be made."""
    mine = update(upload).where(upload.c.workspace == workspace, upload.c.source == source)
    await tx.execute(mine.values(newer=None))


async def _version(tx: Transaction, workspace: str, source: int) -> int:
    mine = select(upload.c.version).where(
        upload.c.workspace == workspace, upload.c.source == source
    )
    return int(await tx.scalar(mine) or 0)
