"""Start a PostgreSQL server of our own on loopback, and stop it again."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port

OFF = (
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "autovacuum",
    "jit",
)  # it is thrown away in the end
BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def programs() -> Path | None:
    """Find where initdb and pg_ctl are."""
    found = shutil.which("initdb")
    places = (
        [Path(found).parent]
        if found
        else [place for place in BINARIES if (place / "initdb").exists()]
    )
    return places[0] if places else None


@contextmanager
def server(home: Path) -> Iterator[str]:
    """Run a server in an empty folder; give the address of its first database."""
    with restartable(home) as (address, _restart):
        yield address


@contextmanager
def restartable(home: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """Run a server in an empty folder; give its address and what restarts it, as after a crash."""
    place = programs()
    assert place
    port = free_port()
    data = home / "data"
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(home, "postgres")
    _run(place / "initdb", "-D", data, "-U", "mingle", "-A", "trust", "-E", "UTF8", "--no-sync")
    switches = " ".join(f"-c {name}=off" for name in OFF)
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 {switches}"
    control = (place / "pg_ctl", "-D", data)
    starting = ("-w", "-l", home / "log", "-o", options)
    _run(*control, *starting, "start")
    try:
        address = f"postgresql+asyncpg://mingle@127.0.0.1:{port}/postgres"
        yield address, lambda: _run(*control, *starting, "-m", "immediate", "restart")
    finally:
        _run(*control, "-m", "immediate", "stop")


def restart(home: Path) -> None:
    """Restart the server of a folder at once, as when its machine fails over to another."""
    place = programs()
    assert place
    _run(place / "pg_ctl", "-D", home / "data", "-w", "-m", "fast", "-l", home / "log", "restart")


def _run(*words: object) -> None:
    user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    done = subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, check=False, cwd="/", **user
    )  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr + done.stdout
