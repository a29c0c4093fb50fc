"""Measure how long `run` takes to be ready, and how much memory it then holds."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.bench.report import Figure, median
from tests.ports import free_port

TIMES = 3
PATIENCE = 30.0  # seconds
QUICK, LIGHT = 3.5, 200  # seconds, megabytes


def start() -> Iterator[Figure]:
    bare = median([_python() for _ in range(TIMES)])
    seconds, megabytes = zip(*(_run() for _ in range(TIMES)), strict=True)
    took, held = median(seconds), max(megabytes)
    beside = f"{took:.2f} s, {took / bare:.0f} bare Pythons"
    yield Figure(
        "`run` with a new database answers /healthz after", "about 3 s", beside, took <= QUICK
    )
    yield Figure("resident memory when it does", f"<= {LIGHT} MB", f"{held:.0f} MB", held <= LIGHT)


def _python() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - began


def _run() -> tuple[float, float]:
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="mingle-bench-") as folder:
        settings = {
            "MINGLE_DATABASE__URL": f"sqlite+aiosqlite:///{folder}/mingle.db",
            "MINGLE_PLAYGROUND__ENABLED": "true",
            "MINGLE_PLAYGROUND__PORT": str(port),
            "MINGLE_LOG__LEVEL": "error",
        }
        began = time.perf_counter()
        command = [sys.executable, "-m", "bot", "run"]
        with subprocess.Popen(
            command, env=os.environ | settings, stdout=subprocess.DEVNULL
        ) as running:
            try:
                _wait_for(f"http://127.0.0.1:{port}/healthz", running, began + PATIENCE)
                return time.perf_counter() - began, memory(running.pid)
            finally:
                running.send_signal(signal.SIGTERM)


def _wait_for(address: str, running: "subprocess.Popen[bytes]", until: float) -> None:
    while running.poll() is None and time.perf_counter() < until:
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"`run` did not answer within {PATIENCE:.0f} s")


def memory(process: int) -> float:
    """Return what a process holds in memory, in megabytes."""
    status = Path(f"/proc/{process}/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    listed = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True, check=True
    )
    return int(listed.stdout) / 1024
