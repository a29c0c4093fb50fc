"""Queries over uploaded calendar files, one row beside each file's source."""

from msgspec import Struct
from sqlalchemy import func, select, update

from bot.sources.tables import upload
from bot.store.engine import ReadTransaction, Transaction


class UploadedFile(Struct, frozen=True):
    """The content to parse; `is_newer` if an accepted version stays until then."""

    content: bytes
    version: int
    is_newer: bool


async def save_upload(tx: Transaction, workspace: str, source: int, content: bytes) -> None:
    """Upsert the file of a source that is not saved yet."""
    version = await _version(tx, workspace, source)
    await tx.upsert(
        upload,
        {"workspace": workspace, "source": source},
        content=content,
        newer=None,
        version=version + 1,
    )


async def save_newer_upload(tx: Transaction, workspace: str, source: int, content: bytes) -> None:
    """Store a newer version beside the accepted one, until it has been parsed."""
    version = await _version(tx, workspace, source) + 1
    statement = update(upload).where(upload.c.workspace == workspace, upload.c.source == source)
    await tx.execute(statement.values(newer=content, version=version))


async def find_upload(tx: ReadTransaction, workspace: str, source: int) -> UploadedFile | None:
    """Return the latest version of a file."""
    latest = func.coalesce(upload.c.newer, upload.c.content).label("content")
    is_newer = upload.c.newer.is_not(None).label("is_newer")
    query = select(latest, upload.c.version, is_newer).where(
        upload.c.workspace == workspace, upload.c.source == source
    )
    row = await tx.first(query)
    return UploadedFile(row.content, row.version, bool(row.is_newer)) if row else None


async def is_latest_upload(tx: ReadTransaction, workspace: str, source: int, version: int) -> bool:
    """Return whether no other version was uploaded since."""
    return await _version(tx, workspace, source) == version


async def accept_newer_upload(tx: Transaction, workspace: str, source: int) -> None:
    """Replace the accepted version by the newer one."""
    statement = update(upload).where(
        upload.c.workspace == workspace, upload.c.source == source, upload.c.newer.is_not(None)
    )
    await tx.execute(statement.values(content=upload.c.newer, newer=None))


async def discard_newer_upload(tx: Transaction, workspace: str, source: int) -> None:
    """Discard the newer version; the accepted one stays."""
    statement = update(upload).where(upload.c.workspace == workspace, upload.c.source == source)
    await tx.execute(statement.values(newer=None))


async def _version(tx: ReadTransaction, workspace: str, source: int) -> int:
    query = select(upload.c.version).where(
        upload.c.workspace == workspace, upload.c.source == source
    )
    return int(await tx.scalar(query) or 0)
