"""Back up, restore, migrate and move a database from the command line."""

import asyncio
import lzma
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from typer.testing import CliRunner

from bot.cli.app import app
from bot.cli.backup import back_up
from bot.cli.database import move_database
from bot.cli.restoration import restore_backup
from bot.people.tables import person
from bot.store.engine import open_database
from bot.store.files import sqlite_address
from bot.store.hold import holding_file
from bot.store.migrate import known_revisions, open_migrated
from bot.store.problems import InUse, NotEmpty
from bot.store.schema import metadata
from tests.databases import create_current_sqlite, postgresql_database, write_revision
from tests.ports import free_port

DATA = Path(__file__).parent / "bot/store/data"
NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)  # nothing was due by then
NAMES = ("Ada", "Ben", "Cleo")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with three people, in the folder in which Mingle is started."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("MINGLE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MINGLE_DATABASE__URL", sqlite_address(tmp_path / "mingle.db"))
    create_current_sqlite(tmp_path / "mingle.db")
    asyncio.run(add_people(tmp_path / "mingle.db", *NAMES))
    return tmp_path / "mingle.db"


async def add_people(file: Path, *names: str) -> None:
    async with open_migrated(sqlite_address(file)) as database, database.transaction() as tx:
        for name in names:
            who = {"workspace": "w", "person": f"w/{name}", "name": name, "zone": "UTC"}
            await tx.insert(person, **who, since=NOW)


def people_in(file: Path) -> tuple[str, ...]:
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name FROM person ORDER BY id").fetchall()
    return tuple(name for (name,) in rows)


def typed(*words: object, status: int = 0, **settings: str) -> str:
    """Run a command; return what it said on one line."""
    done = CliRunner().invoke(app, [str(word) for word in words], env=settings)
    assert done.exit_code == status, done.output
    assert "Traceback" not in done.output
    return done.output


def refused(*words: object, **settings: str) -> str:
    [line] = typed(*words, status=2, **settings).splitlines()
    return line


def test_a_backup_is_one_private_file_with_everything_in_it(file: Path) -> None:
    assert "counted and checked" in typed("backup", "copy.db")
    assert people_in(Path("copy.db")) == NAMES
    assert stat.S_IMODE(Path("copy.db").stat().st_mode) == 0o600
    assert {name.name for name in file.parent.iterdir()} <= {
        "copy.db",
        "mingle.db",
        "mingle.db-wal",
        "mingle.db-shm",
        "mingle.db-lock",
    }


def test_a_backup_overwrites_nothing_unless_it_is_told_to(file: Path) -> None:
    Path("copy.db").write_text("dear")
    assert "copy.db" in refused("backup", "copy.db")
    assert Path("copy.db").read_text() == "dear"
    assert "database itself" in refused("backup", "mingle.db", "--replace")
    typed("backup", "copy.db", "--replace")
    assert people_in(Path("copy.db")) == NAMES
    assert "nowhere" in refused("backup", "nowhere/copy.db")


def test_a_backup_never_replaces_the_database_through_a_link(file: Path) -> None:
    Path("here").symlink_to(file.parent)
    linked = {"MINGLE_DATABASE__URL": sqlite_address(Path("here/mingle.db"))}
    for name in ("mingle.db", "here/mingle.db"):
        assert "database itself" in refused("backup", name, "--replace", **linked)
    assert people_in(file) == NAMES


def test_a_damaged_database_is_not_backed_up(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    with file.open("r+b") as pages:
        pages.seek(9 * 4096)
        pages.write(os.urandom(3 * 4096))
    assert "is damaged" in refused("backup", "copy.db")
    assert not Path("copy.db").exists()


def test_a_backup_comes_back_with_everything_in_it(file: Path) -> None:
    typed("backup", "copy.db")
    asyncio.run(add_people(file, "Dina"))
    assert "There is something in the database" in refused("restore", "copy.db")
    assert people_in(file) == (*NAMES, "Dina")

    assert "is kept in" in typed("restore", "copy.db", "--replace")
    assert people_in(file) == NAMES
    [kept] = file.parent.glob("mingle.db.before-*")
    assert people_in(kept) == (*NAMES, "Dina")
    assert {stat.S_IMODE(path.stat().st_mode) for path in (file, kept)} == {0o600}
    asyncio.run(add_people(file, "Emil"))


@contextmanager
def broken_copies(file: Path) -> Iterator[dict[str, str]]:
    typed("backup", "copy.db")
    whole = Path("copy.db").read_bytes()
    Path("words.db").write_text("Dear diary, " * 1000)
    Path("half.db").write_bytes(whole[: len(whole) // 2])
    Path("empty.db").touch()
    shutil.copy("copy.db", "newer.db")
    for name, statement in (
        ("newer.db", "UPDATE alembic_version SET version_num = '9999'"),
        ("other.db", "CREATE TABLE recipe (name TEXT)"),
    ):
        with closing(sqlite3.connect(name)) as connection, connection:
            connection.execute(statement)
    yield {
        "words.db": "it is no backup of Mingle",
        "half.db": "it is damaged",
        "empty.db": "it is no backup of Mingle",
        "newer.db": "it was made by a newer Mingle (revision 9999)",
        "other.db": "it is no backup of Mingle",
    }


def test_what_cannot_be_restored_changes_nothing(file: Path) -> None:
    with broken_copies(file) as copies:
        before = people_in(file)
        for name, reason in copies.items():
            assert reason in refused("restore", name, "--replace")
        assert people_in(file) == before
    assert "There is no file nowhere.db" in refused("restore", "nowhere.db", "--replace")
    assert not list(file.parent.glob("mingle.db.before-*"))


def test_a_damaged_database_is_replaced_by_its_backup(file: Path) -> None:
    typed("backup", "copy.db")
    file.write_text("Dear diary, " * 1000)
    assert "There is something in the database" in refused("restore", "copy.db")
    typed("restore", "copy.db", "--replace")
    assert people_in(file) == NAMES


def test_an_older_backup_is_brought_up_to_date(file: Path) -> None:
    released = lzma.decompress((DATA / "release-0.1.sql.xz").read_bytes()).decode()
    with closing(sqlite3.connect("old.db")) as connection:
        connection.executescript(released)
    typed("restore", "old.db", "--replace")
    assert f"revision {known_revisions()[0]}" in typed("db", "status")


def test_a_backup_is_made_while_mingle_runs_and_nothing_is_restored_under_it(file: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[1]),
            "PYTHONUNBUFFERED": "1",
            "MINGLE_PLAYGROUND__ENABLED": "true",
            "MINGLE_PLAYGROUND__PORT": str(free_port()),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        assert "Mingle is at" in process.stdout.readline()
        assert "counted and checked" in typed("backup", "copy.db")
        for words in (("restore", "copy.db", "--replace"), ("db", "migrate")):
            assert "Another Mingle is using the database" in refused(*words)
        assert "up to date" in typed("db", "status")
    finally:
        process.terminate()
        process.communicate(timeout=60)
    assert process.returncode == 0
    typed("restore", "copy.db", "--replace")
    assert people_in(file)[: len(NAMES)] == NAMES


def test_the_state_of_a_database_is_told(file: Path) -> None:
    assert f"up to date, at revision {known_revisions()[0]}" in typed("db", "status")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "a newer Mingle" in typed("db", "status", status=1)
    assert "was made by a newer Mingle" in refused("db", "migrate")
    absent = sqlite_address(file.parent / "absent.db")
    assert "nothing there yet" in typed("db", "status", status=1, MINGLE_DATABASE__URL=absent)
    assert "to " + known_revisions()[0] in typed("db", "migrate", MINGLE_DATABASE__URL=absent)
    assert "already" in typed("db", "migrate", MINGLE_DATABASE__URL=absent)


@pytest.fixture
async def server(postgresql: str) -> AsyncIterator[str]:
    """The address of a database on a server in which nothing is."""
    async with postgresql_database(postgresql) as address:
        async with connected(address) as connection:
            await connection.execute(text("DROP SCHEMA public CASCADE"))
            await connection.execute(text("CREATE SCHEMA public"))
        yield address


async def all_rows(address: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, as the program reads them."""
    database = open_database(address)
    try:
        async with database.read_transaction() as tx:
            return {
                name: [tuple(row) for row in await tx.all(select(table).order_by(table.c.id))]
                for name, table in metadata.tables.items()
            }
    finally:
        await database.close()


async def test_a_lived_world_moves_to_a_server_and_back(
    lived: Path, tmp_path: Path, server: str
) -> None:
    here = sqlite_address(Path(shutil.copy(lived, tmp_path / "lived.db")))
    async with connected(here) as connection:
        await write_revision(connection)
    counts = await move_database(here, server)
    before = await all_rows(here)
    assert await all_rows(server) == before
    assert counts == {name: len(rows) for name, rows in before.items()}

    back = sqlite_address(tmp_path / "back.db")
    await move_database(server, back)
    assert await all_rows(back) == before
    for address in (here, back):  # ids go on where they were
        async with open_migrated(address) as database, database.transaction() as tx:
            values = {"workspace": "acme", "person": "acme/zoe", "name": "Zoe", "zone": "UTC"}
            assert await tx.insert(person, **values, since=NOW) == len(before["person"]) + 1


async def test_nothing_is_moved_onto_something(lived: Path, tmp_path: Path, server: str) -> None:
    here = sqlite_address(Path(shutil.copy(lived, tmp_path / "lived.db")))
    async with connected(here) as connection:
        await write_revision(connection)
    with pytest.raises(InUse):
        await move_database(here, here)
    async with holding_file(here):
        with pytest.raises(InUse):
            await move_database(here, server)
    await move_database(here, server)
    before = await all_rows(server)
    with pytest.raises(NotEmpty):
        await move_database(here, server)
    assert await all_rows(server) == before


async def test_a_server_is_backed_up_while_it_is_used_and_restored_when_it_is_not(
    lived: Path, tmp_path: Path, server: str
) -> None:
    here, copy = Path(shutil.copy(lived, tmp_path / "lived.db")), tmp_path / "copy.db"
    async with connected(sqlite_address(here)) as connection:
        await write_revision(connection)
    await move_database(sqlite_address(here), server)
    before = await all_rows(server)
    async with open_migrated(server) as used, used.read_transaction() as tx:
        await tx.first(select(person))
        await back_up(server, copy, NOW)
        with pytest.raises(InUse):
            await restore_backup(server, copy, LONG_AGO, replace=True)
    assert await all_rows(sqlite_address(copy)) == before

    with pytest.raises(NotEmpty):
        await restore_backup(server, copy, LONG_AGO)
    report = await restore_backup(server, copy, LONG_AGO, replace=True)
    assert (report.made_at, report.held) == (NOW, {})
    assert await all_rows(server) == before


@asynccontextmanager
async def connected(address: str) -> AsyncIterator[AsyncConnection]:
    database = open_database(address)
    async with database.engine.begin() as connection:
        yield connection
    await database.close()
