"""A program with a page, in a process of its own, as long as a test looks at it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect

WAIT = 60_000  # milliseconds a week in the playground may take on a busy machine
USUAL = 5_000


@contextmanager
def running_program(
    *words: str,
    says: str,
    settings: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Iterator[None]:
    """Run Python with these words until the block ends; it has begun once it `says` so."""
    running = subprocess.Popen(
        [sys.executable, *words],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **(settings or {})},
        cwd=folder,
        text=True,
    )
    assert running.stdout
    assert any(says in line for line in running.stdout)
    yield
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=30)
    assert running.returncode == 0


@contextmanager
def patience() -> Iterator[None]:
    """Have what is expected waited for as long as a busy machine takes."""
    expect.set_options(timeout=WAIT)
    yield
    expect.set_options(timeout=USUAL)
