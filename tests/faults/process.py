"""Processes of Mingle as the harness has them: started, woken, struck, and seen to end."""

import asyncio
import itertools
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 60.0  # seconds of the machine in which a nursery has to be ready
LOOK = 0.02  # seconds between two looks at a process
ROOT = Path(__file__).parents[2]


@dataclass
class Program:
    """One process of Mingle; `ended` gets its exit code, negative for a signal."""

    pid: int
    ended: "asyncio.Future[int]"

    @property
    def alive(self) -> bool:
        return not self.ended.done()

    def send(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.alive:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def wake(self) -> None:
        """Let the engine look what is due."""
        self.send(signal.SIGUSR1)

    async def wait(self) -> int:
        """Wait until it has ended; return its exit code."""
        return await asyncio.shield(self.ended)

    async def fate(self, within: float) -> str:
        """Return whether it has `ended` or `stopped` within so many seconds, or `lives`."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            if not self.alive:
                return "ended"
            if self._is_stopped():
                return "stopped"
            await asyncio.sleep(LOOK)
        return "lives"

    def _is_stopped(self) -> bool:
        with suppress(OSError):
            status = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
            return status[0] == "T"
        return False

    async def kill(self) -> None:
        """Kill it, and wait until it is gone."""
        self.send(signal.SIGKILL)
        await self.wait()


@dataclass
class Nursery:
    """A process from which programs are forked."""

    process: asyncio.subprocess.Process
    programs: dict[int, Program] = field(default_factory=dict)
    _ordered: "dict[int, asyncio.Future[Program]]" = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def start(self, **order: Any) -> Program:
        """Start a program: its settings, clock and log, and where it is struck by itself."""
        number = next(self._numbers)
        self._ordered[number] = asyncio.get_running_loop().create_future()
        assert self.process.stdin
        self.process.stdin.write((json.dumps({"number": number, **order}) + "\n").encode())
        return await self._ordered[number]

    async def listen(self) -> None:
        """Hear of births and deaths."""
        assert self.process.stdout
        async for line in self.process.stdout:
            told = json.loads(line)
            if "ended" in told:
                self.programs.pop(told["pid"]).ended.set_result(told["ended"])
            elif "number" in told:
                program = Program(told["pid"], asyncio.get_running_loop().create_future())
                self.programs[program.pid] = program
                self._ordered.pop(told["number"]).set_result(program)


@asynccontextmanager
async def open_nursery() -> AsyncIterator[Nursery]:
    """Open a nursery; whoever is left in the end is killed."""
    words = (sys.executable, "-m", "tests.faults.nursery")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*words, stdin=pipe, stdout=pipe, cwd=ROOT)
    assert process.stdout
    async with asyncio.timeout(PATIENCE):
        await process.stdout.readline()
    nursery = Nursery(process)
    listening = asyncio.create_task(nursery.listen())
    try:
        yield nursery
    finally:
        for program in list(nursery.programs.values()):
            program.send(signal.SIGCONT)
            program.send(signal.SIGKILL)
        assert process.stdin
        process.stdin.close()
        await process.wait()
        await asyncio.gather(listening, return_exceptions=True)
