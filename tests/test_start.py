"""Start the program where something is wrong, and read the one sentence that it says."""

import asyncio
import fcntl
import os
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bot.cli.app import app
from bot.config import LogSection
from bot.core.tables import setting
from bot.logs import configure_logging
from bot.store.migrate import open_migrated
from tests.databases import create_current_sqlite
from tests.ports import free_port

TIMEOUT = 180
PLAYGROUND = {"MINGLE_PLAYGROUND__ENABLED": "true"}
SLACK = {"MINGLE_SLACK__BOT_TOKEN": "xoxb-1", "MINGLE_SLACK__APP_TOKEN": "xapp-1"}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new database, in the folder in which Mingle is started."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("MINGLE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MINGLE_DATABASE__URL", create_current_sqlite(tmp_path / "mingle.db"))
    return tmp_path / "mingle.db"


@pytest.fixture
def unknown_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell at once that nobody knows a name: a name server out of reach takes its time."""
    known = socket.getaddrinfo

    def look_up(host: str | None, *asked: Any, **more: Any) -> Any:
        if host and host.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return known(host, *asked, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


async def _make_database(file: Path) -> None:
    async with open_migrated(f"sqlite+aiosqlite:///{file}"):
        pass


def in_process(*words: str, **settings: str) -> str:
    """Run a command that must fail; return the one line that it said."""
    done = CliRunner().invoke(app, words, env=settings)
    assert isinstance(done.exception, SystemExit), done.exception
    return only_line(done.exit_code, done.output)


def started(*words: str, **settings: str) -> str:
    """Run a command that must fail in a process of its own; return the one line that it said."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **settings},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    return only_line(done.returncode, done.stdout + done.stderr)


def only_line(status: int, output: str) -> str:
    assert status != 0
    beside = ("Starting the playgr", '{"action": "monitoring"', '{"action": "library"')
    [line] = [line for line in output.splitlines() if not line.startswith(beside)]
    return line


def execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)


def migrate_beyond(file: Path) -> None:
    execute(file, "UPDATE alembic_version SET version_num = '9999'")


def destroy_pages(file: Path) -> None:
    with file.open("r+b") as pages:
        for number in (5, 9, 30):
            pages.seek(number * 4096)
            pages.write(os.urandom(4096))


def destroy_first_page(file: Path) -> None:
    with file.open("r+b") as pages:
        pages.seek(100)
        pages.write(os.urandom(3996))


def cut_off(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def replace_by_words(file: Path) -> None:
    file.write_text("Dear diary, " * 1000)


def replace_by_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


SPOILT: dict[Callable[[Path], None], str] = {
    migrate_beyond: "was made by a newer Mingle (revision 9999)",
    destroy_pages: "is damaged",
    destroy_first_page: "is damaged",
    cut_off: "is damaged",
    replace_by_words: "is not a database",
    replace_by_folder: "cannot be read and written",
}
COMMANDS = {
    "run": ("run",),
    "demo": ("demo", "--no-browser", "--data", "mingle.db"),
    "export": ("export", "people.csv"),
    "preview": ("preview", "lunch"),
}


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_that_cannot_be_used_is_named_in_one_sentence_and_left_alone(
    file: Path, spoil: Callable[[Path], None], command: str
) -> None:
    spoil(file)
    before = file.is_file() and file.read_bytes()
    assert SPOILT[spoil] in in_process(*COMMANDS[command], **PLAYGROUND)
    assert (file.is_file() and file.read_bytes()) == before
    assert not Path("people.csv").exists()


def test_three_destroyed_pages_end_a_real_start(file: Path) -> None:
    destroy_pages(file)
    assert "is damaged" in started("run", **PLAYGROUND)


def test_an_older_database_is_left_to_whoever_runs_mingle(file: Path) -> None:
    execute(file, "UPDATE alembic_version SET version_num = '0018'")
    before = file.read_bytes()
    for words in (("export", "people.csv"), ("import", str(file)), ("preview", "lunch")):
        done = CliRunner().invoke(app, words)
        assert done.exit_code != 0
        assert "`mingle db migrate`" in done.output or "CSV" in done.output
    checked = CliRunner().invoke(app, ["check"])
    assert (checked.exit_code, "`mingle db migrate`" in checked.output) == (1, True)
    assert file.read_bytes() == before


def test_a_look_makes_no_database(file: Path) -> None:
    absent = {"MINGLE_DATABASE__URL": f"sqlite+aiosqlite:///{file.parent}/not/here.db"}
    assert "There is no database at" in in_process("export", "people.csv", **absent)
    assert "There is no database at" in CliRunner().invoke(app, ["check"], env=absent).output
    assert not (file.parent / "not").exists()


def test_a_second_process_on_the_same_file_is_refused(file: Path) -> None:
    with os.fdopen(os.open("mingle.db-lock", os.O_CREAT | os.O_RDWR, 0o600)) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "Another Mingle is using the database" in in_process("run", **PLAYGROUND)
        before = file.read_bytes()
        fresh = in_process("demo", "--fresh", "--no-browser", "--data", "mingle.db")
        assert "Another Mingle is using the database" in fresh
        assert file.read_bytes() == before


ADDRESSES = {
    "postgresql+asyncpg://u:secret@127.0.0.1:1/mingle": "does not answer (Connection refused)",
    "postgresql+asyncpg://u:secret@nowhere.invalid/mingle": "does not answer",
    "postgresql+asyncpg://u:secret@127.0.0.1:99999/mingle": "postgresql",
    "postgresql+asyncpg://u:secret@127.0.0.1:abc/mingle": "cannot be used",
    "sqlite+aiosqlite:////proc/no/mingle.db": "cannot be read and written",
    "sqlite+aiosqlite:////etc/passwd/mingle.db": "cannot be read and written",
    "mysql://mingle": "database.url",
}


@pytest.mark.usefixtures("unknown_names")
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_database_out_of_reach_is_named_without_its_password(file: Path, address: str) -> None:
    words = in_process("run", **PLAYGROUND, MINGLE_DATABASE__URL=address)
    assert ADDRESSES[address] in words
    assert "secret" not in words


def test_a_server_refuses_a_database_that_it_does_not_have(file: Path, postgresql: str) -> None:
    address = postgresql.removesuffix("/postgres") + "/nowhere"
    words = in_process("run", **PLAYGROUND, MINGLE_DATABASE__URL=address)
    assert "refuses Mingle" in words


def test_a_port_in_use_ends_a_real_start(file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        words = started("run", **PLAYGROUND, MINGLE_PLAYGROUND__PORT=port)
    assert f"Something else uses port {port}" in words


WRONG_PLACES = {
    "203.0.113.7": "has no address 203.0.113.7",
    "nowhere.invalid": "cannot listen on nowhere.invalid",
}


@pytest.mark.usefixtures("unknown_names")
@pytest.mark.parametrize("host", WRONG_PLACES)
def test_an_address_that_is_not_of_this_machine_is_named(file: Path, host: str) -> None:
    served = {"MINGLE_WEB__PUBLIC_URL": "https://mingle.example", "MINGLE_WEB__HOST": host}
    words = in_process("run", **PLAYGROUND, **served, MINGLE_PLAYGROUND__PORT=str(free_port()))
    assert WRONG_PLACES[host] in words


SETTINGS = {
    "[playground]\nport = 99999": "playground.port = 99999 cannot be used",
    "[web]\nport = 0": "web.port = 0 cannot be used",
    '[web]\nport = "eighty"': "web.port = 'eighty' cannot be used",
    '[slack]\nzone = "Mars/Olympus"': "slack.zone = 'Mars/Olympus' cannot be used",
    '[discord]\nzone = ""': "discord.zone = '' cannot be used",
    '[slack]\napi_url = "http://127.0.0.1:99999/"': "slack.api_url",
    '[discord]\napi_url = "http://127.0.0.1:99999"': "discord.api_url",
    '[discord]\ngateway_url = "wss://gateway:port/"': "discord.gateway_url",
    '[web]\npublic_url = "https://mingle.example:99999"': "web.public_url",
    "slack = 5": "slack = 5 cannot be used",
    '[slack]\norganisers = "U1"': "slack.organisers",
    "[slack]\norganiser = []": "slack.organiser is not a setting",
    "[slack\n": "is not valid TOML",
    '[log]\nlevel = "loud"': "log.level",
}


@pytest.mark.parametrize("words", SETTINGS)
def test_a_setting_that_cannot_be_used_is_named_with_its_key(file: Path, words: str) -> None:
    Path("config.toml").write_text(words)
    assert SETTINGS[words] in in_process("run")


def test_settings_that_cannot_be_read_are_named(file: Path) -> None:
    Path("latin.toml").write_bytes("[log] # grün".encode("latin-1"))
    Path("folder.toml").mkdir()
    assert "There is no file nowhere.toml" in in_process("run", "--config", "nowhere.toml")
    assert "There is no file folder.toml" in in_process("run", "--config", "folder.toml")
    assert "latin.toml cannot be read" in in_process("run", "--config", "latin.toml")
    assert "cannot be read" in in_process("run", MINGLE_SLACK="{not json")


def test_what_cannot_be_written_is_named(file: Path) -> None:
    assert "I could not write" in in_process("export", "nowhere/people.csv")
    assert "I could not read" in in_process("import", "nowhere/people.csv")


@contextmanager
def page(body: bytes) -> Iterator[str]:
    """Serve these bytes at every address, as a proxy does that is in the way."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(200)
            self.send_header("Content-Type", "text/html" if b"<" in body else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("body", [b"<h1>Sign in</h1>", b"null", b"[]", b"{}", b""])
def test_something_else_at_the_address_of_an_api_ends_a_start(file: Path, body: bytes) -> None:
    with page(body) as address:
        words = in_process("run", **SLACK, MINGLE_SLACK__API_URL=f"{address}/")
        assert f"Something answers at {address}/, but it is not Slack" in words
        discord = {"MINGLE_DISCORD__TOKEN": "a.b.c", "MINGLE_DISCORD__API_URL": address}
        words = in_process("run", **discord)
        assert f"Something answers at {address}, but it is not Discord" in words


def test_a_sign_in_page_in_the_place_of_slack_ends_a_real_start(file: Path) -> None:
    with page(b"<h1>Sign in</h1>") as address:
        words = started("run", **SLACK, MINGLE_SLACK__API_URL=f"{address}/")
    assert "but it is not Slack" in words


def test_nobody_else_on_the_machine_can_read_the_data(file: Path) -> None:
    for name in ("mingle.db", "mingle.db-wal", "mingle.db-lock"):
        Path(name).touch()
        Path(name).chmod(0o644)
    configure_logging(LogSection(level="warning"))
    with capture_logs() as lines:
        asyncio.run(_make_database(file))
    [line] = lines
    assert line["files"] == [f"{file}", f"{file}-wal", f"{file}-lock"]
    assert rights(file) == 0o600

    new = file.parent / "data" / "new.db"
    with capture_logs() as lines:
        asyncio.run(_write_into(new))
    assert lines == []
    assert {name.name: rights(name) for name in (new.parent, *new.parent.iterdir())} == {
        "data": 0o700,
        "new.db": 0o600,
        "new.db-wal": 0o600,
        "new.db-shm": 0o600,
    }


async def _write_into(file: Path) -> None:
    """Write a row, and end like a process that is killed: the log stays beside the file."""
    async with open_migrated(f"sqlite+aiosqlite:///{file}") as database:
        async with database.transaction() as tx:
            await tx.insert(setting, workspace="w", about="w", name="n", text="t")
        assert (file.parent / "new.db-wal").exists()
        shutil.copytree(file.parent, file.parent.parent / "kept", copy_function=shutil.copy2)
    shutil.rmtree(file.parent)
    (file.parent.parent / "kept").rename(file.parent)


def test_exports_are_for_whoever_asked_alone(file: Path) -> None:
    Path("old.csv").write_text("old")
    for name in ("old.csv", "new.csv"):
        assert CliRunner().invoke(app, ["export", name]).exit_code == 0
        assert rights(Path(name)) == 0o600


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
