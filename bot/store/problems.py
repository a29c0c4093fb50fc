"""What keeps a database from being opened, each kind an exception of its own.

Drivers raise dozens of errors; whoever runs the server needs to know which of a few things is the
matter. `bot/cli/trouble.py` has the sentence for each.
"""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping

import asyncpg
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError


class StoreProblem(Exception):
    """A database that cannot be used; `place` names it without its password."""

    def __init__(self, place: str, detail: str = "") -> None:
        super().__init__(f"{type(self).__name__}: {place} {detail}".rstrip())
        self.place = place
        self.detail = detail


class NewerSchema(StoreProblem):
    """A newer version has migrated the database; `detail` is its revision."""


class OlderSchema(StoreProblem):
    """A migration is missing, and whoever opened the database may not apply it."""


class NoDatabase(StoreProblem):
    """There is no database yet."""


class Damaged(StoreProblem):
    """Pages or rows of the file are destroyed."""


class NotADatabase(StoreProblem):
    """The file is something else."""


class InUse(StoreProblem):
    """Another process holds the database."""


class Unwritable(StoreProblem):
    """The file or its folder cannot be read or written by this user."""


class DiskFull(StoreProblem):
    """There is no room left on the disk."""


class Unreachable(StoreProblem):
    """The server does not answer, or is not up yet."""


class AccessDenied(StoreProblem):
    """The server refuses the user, the password or the database's name."""


class NotEmpty(StoreProblem):
    """There are rows where a copy should go; `detail` is a table that has some."""


class UnusableBackup(StoreProblem):
    """A file that cannot be restored."""


class Unusable(StoreProblem):
    """Anything else that a driver reported."""


_SQLITE_KINDS: Mapping[int, type[StoreProblem]] = {
    sqlite3.SQLITE_BUSY: InUse,
    sqlite3.SQLITE_LOCKED: InUse,
    sqlite3.SQLITE_CORRUPT: Damaged,
    sqlite3.SQLITE_NOTADB: NotADatabase,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_CANTOPEN: Unwritable,
    sqlite3.SQLITE_READONLY: Unwritable,
    sqlite3.SQLITE_PERM: Unwritable,
    sqlite3.SQLITE_AUTH: Unwritable,
    sqlite3.SQLITE_IOERR: Unwritable,
}
_DENIED = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
)
_NOT_UP = (
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.InterfaceError,
    OSError,
    asyncio.TimeoutError,
)
# What drivers raise where a database cannot be opened; a ValueError is a port of 99999.
REPORTED = (
    SQLAlchemyError,
    sqlite3.Error,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    OSError,
    ValueError,
    OverflowError,
)


def name_place(url: str) -> str:
    """Return how people know a database: the path of its file, or its address without password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return "in database.url"  # which may hold a password
    if parsed.get_backend_name() == "sqlite":
        return parsed.database or url
    return parsed.render_as_string(hide_password=True).replace("+asyncpg", "")


def as_problem(error: BaseException, url: str) -> StoreProblem:
    """Return what an error of a driver means for the database behind a URL."""
    if isinstance(error, StoreProblem):
        return error

    place = name_place(url)
    for cause in _causes(error):
        kind = _kind_of(cause)
        if kind is Unreachable and url.startswith("sqlite"):
            kind = Unwritable
        if kind:
            return kind(place, _first_line(cause))
    return Unusable(place, _first_line(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the innermost error first: wrappers say less than what they wrap."""
    if error is None:
        return
    for inner in (getattr(error, "orig", None), error.__cause__):
        if isinstance(inner, BaseException) and inner is not error:
            yield from _causes(inner)
    yield error


def _kind_of(error: BaseException) -> type[StoreProblem] | None:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        return None if code is None else _SQLITE_KINDS.get(code & 0xFF, Unusable)
    if isinstance(error, _DENIED):
        return AccessDenied
    if isinstance(error, _NOT_UP):
        return Unreachable
    return None


def _first_line(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return (str(error).splitlines() or [type(error).__name__])[0]
