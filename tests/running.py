"""A real `mingle run` in a process of its own, started, told to stop, and listened to."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

RUN = ("-m", "bot", "run")
UNDER_LOAD = 60.0  # seconds that a start may take on a busy machine


class RunningMingle:
    """The process, and what it has said."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said: list[str] = []
        self._reading = [
            asyncio.create_task(self._read(pipe))
            for pipe in (process.stdout, process.stderr)
            if pipe
        ]

    async def _read(self, pipe: asyncio.StreamReader) -> None:
        while line := await pipe.readline():
            self.said.append(line.decode())

    async def until_it_says(self, words: str) -> str:
        """Return the first line with these words."""
        async with asyncio.timeout(UNDER_LOAD):
            while not (found := [line for line in self.said if words in line]):
                assert self.process.returncode is None, self.said
                await asyncio.sleep(0.02)
        return found[0]

    async def stop(self) -> float:
        """Send SIGTERM; return how many seconds it took to end."""
        began = monotonic()
        self.process.send_signal(signal.SIGTERM)
        return await self.end(began)

    async def end(self, began: float | None = None) -> float:
        """Wait until it has ended; return the seconds since `began`."""
        began = monotonic() if began is None else began
        async with asyncio.timeout(UNDER_LOAD):
            await self.process.wait()
        took = monotonic() - began
        await asyncio.gather(*self._reading)
        return took

    def children(self) -> list[int]:
        """Return the process ids of what it has started."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        found = " ".join(one.read_text() for one in tasks.glob("*/children"))
        return [int(number) for number in found.split()]


@asynccontextmanager
async def running_mingle(
    folder: Path, command: Sequence[str] = RUN, **settings: str
) -> AsyncIterator[RunningMingle]:
    """Start Mingle in a folder with settings such as SLACK__MODE="http"; kill what is left."""
    named = {f"MINGLE_{name}": value for name, value in settings.items()}
    place = {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(Path(__file__).parents[1])}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        cwd=folder,
        env={**os.environ, **place, **named},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    mingle = RunningMingle(process)
    try:
        yield mingle
    finally:
        if process.returncode is None:
            process.kill()
        await mingle.end()
