"""Whoever runs the server can hand out one person's data, and erase it."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.app import app
from bot.store.files import connected
from bot.store.migrate import VERSION_TABLE, known_revisions
from bot.store.schema import metadata
from tests.world import GORO


@pytest.fixture
def database_file(lived: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = Path(shutil.copy(lived, tmp_path / "mingle.db"))
    with connected(file) as connection:
        connection.execute(f"CREATE TABLE {VERSION_TABLE} (version_num TEXT NOT NULL)")
        connection.execute(f"INSERT INTO {VERSION_TABLE} VALUES (?)", known_revisions()[:1])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MINGLE_DATABASE__URL", f"sqlite+aiosqlite:///{file}")
    return file


def names_in(file: Path) -> list[str]:
    """Return the tables in which Goro stands, but for the playground's chat."""
    found = []
    with connected(file) as connection:
        for name in metadata.tables:
            rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
            if not name.startswith("playground_") and "goro" in str(rows).casefold():
                found.append(name)
    return found


def typed(*words: str) -> str:
    result = CliRunner().invoke(app, [*words])
    assert result.exit_code == 0, result.output
    return result.output


def test_one_persons_data_is_written_to_a_private_file(database_file: Path) -> None:
    out = database_file.with_name("goro.json")
    typed("data", GORO, str(out))
    told = json.loads(out.read_text())
    assert told["person"] == GORO
    assert {"person", "membership", "learning"} <= {table["table"] for table in told["tables"]}
    assert out.stat().st_mode & 0o077 == 0


def test_one_person_is_erased_after_asking(database_file: Path) -> None:
    assert names_in(database_file)
    refused = CliRunner().invoke(app, ["erase", GORO], input="n\n")
    assert refused.exit_code
    assert names_in(database_file)

    assert "Nothing in the database names" in typed("erase", GORO, "--yes")
    assert names_in(database_file) == []
    unknown = CliRunner().invoke(app, ["erase", GORO, "--yes"])
    assert unknown.exit_code == 2
    assert "Nobody here is" in unknown.output


def test_a_restore_forgets_again_whom_the_backup_still_knows(database_file: Path) -> None:
    backup = database_file.with_name("backup.db")
    typed("backup", str(backup))
    typed("erase", GORO, "--yes")
    assert "1 people" in typed("restore", str(backup), "--replace")
    assert names_in(database_file) == []


def test_also_where_the_database_in_between_is_damaged(database_file: Path) -> None:
    backup = database_file.with_name("backup.db")
    typed("backup", str(backup))
    typed("erase", GORO, "--yes")
    for end in ("", "-wal", "-shm"):
        database_file.with_name(database_file.name + end).unlink(missing_ok=True)
    database_file.write_bytes(b"no database" * 1_000)
    typed("restore", str(backup), "--replace")
    assert names_in(database_file) == []
