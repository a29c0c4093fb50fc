"""Files of an SQLite database: nobody but the user of the program may read them."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import structlog
from sqlalchemy import make_url

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
DATA_FILES = ("", "-wal", "-shm")  # the ends of the names of a database's files
LOCK_FILE = "-lock"
KEY_FILE = ".key"
FORGOTTEN_FILE = ".forgotten"

log = structlog.get_logger()


def database_file(url: str) -> Path | None:
    """Return the file of an SQLite database; None for one in memory or on a server."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(str(parsed.database))


def sqlite_address(file: Path) -> str:
    """Return the address of a database file."""
    return f"sqlite+aiosqlite:///{file}"


def is_same_file(one: Path, other: Path) -> bool:
    """Return whether two paths lead to one place, also through links."""
    return one.resolve() == other.resolve()


@contextlib.contextmanager
def connected(file: Path) -> Iterator[sqlite3.Connection]:
    """Open a file that is there; statements are committed one by one."""
    address = f"file:{quote(str(file.absolute()))}?mode=rw"
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
    with contextlib.closing(connection):
        yield connection


def key_file(url: str) -> Path | None:
    """Return where the keys of an SQLite database are; None for one in memory or on a server."""
    file = database_file(url)
    return file.with_name(file.name + KEY_FILE) if file else None


def forgotten_file(url: str) -> Path | None:
    """Return where an SQLite database notes besides whom it has forgotten; None for others.

    It outlives the database, so that a restore can forget them again.
    """
    file = database_file(url)
    return file.with_name(file.name + FORGOTTEN_FILE) if file else None


def append_private_lines(file: Path, lines: Sequence[str]) -> None:
    """Append lines to a file that this user alone may read, and wait for the disk."""
    opened = os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, PRIVATE_FILE)
    with os.fdopen(opened, "w", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in lines)
        out.flush()
        os.fsync(out.fileno())


def prepare_database_file(file: Path) -> None:
    """Create the folder (0700) and an empty file (0600) where they are missing.

    SQLite gives its -wal and -shm the rights of the file. What others could read is tightened, with
    one log line. Raise OSError where the folder cannot be written.
    """
    if not file.parent.exists():
        file.parent.mkdir(parents=True, mode=PRIVATE_FOLDER)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE_FILE))
    tighten_files(file)


def tighten_files(file: Path) -> None:
    """Take the rights of other users away from a database and what stands beside it."""
    tightened = []
    for end in (*DATA_FILES, LOCK_FILE, KEY_FILE, FORGOTTEN_FILE):
        one = file.with_name(file.name + end)
        with contextlib.suppress(OSError):  # another user's, who has to see to it
            if one.is_file() and one.stat().st_mode & 0o077:
                one.chmod(PRIVATE_FILE)
                tightened.append(str(one))
    if tightened:
        log.warning(
            "others could read these files; they no longer can",
            action="store.tighten",
            files=tightened,
        )


def delete_files(file: Path) -> None:
    """Delete a database; its lock stays, since somebody may hold it."""
    for end in DATA_FILES:
        file.with_name(file.name + end).unlink(missing_ok=True)


def write_private_text(file: Path, text: str) -> None:
    """Write a text file that this user alone may read, also where the file was there before."""
    handle = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        os.fchmod(handle, PRIVATE_FILE)
        out.write(text)
