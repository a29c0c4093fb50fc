"""What happens to the processes of a life: killed at named points and at random ones, frozen,
short of disk or of their database, and started again each time."""

import asyncio
import random
import resource
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from tests.faults.aims import COMMITS, POINTS
from tests.faults.clock import SharedClock
from tests.faults.databases import PostgresDatabase
from tests.faults.process import Nursery, Program

LIFE = (0.1, 1.5)  # seconds of the machine until a random strike
AT_WORK = 0.8  # how often a random strike waits until a process has started
START = 8.0  # seconds of the machine that a start takes at most
LOOK = 0.05  # seconds of the machine between two looks
AIMED = 2.5  # seconds that a process has to come to the point where it is struck
FREEZE = (5.0, 150.0)  # seconds of a life; a lease takes 60, a quiet period 70
LOCKED = (0.2, 1.5)  # seconds of the machine in which somebody else holds the database
FULL = (0.3, 1.5)
# How wrong a clock can be: a year and half a day ahead, an hour and a minute behind.
SKEWS = (365 * 86400.0, 43200.0, -3600.0, -90.0)
CLAIMED = "before a message's first byte"
PASSES = (1, 1, 1, 1, 2, 2, 3, 5)
EVERYWHERE = (*POINTS, *COMMITS)


@dataclass
class Chaos:
    """The processes of one life and what is done to them, from a seed."""

    nursery: Nursery
    clock: SharedClock
    orders: Sequence[dict[str, Any]]  # one for each replica
    kinds: Sequence[str]
    quota: int
    rng: random.Random
    database: Path | None = None  # the file, where it is one
    server: PostgresDatabase | None = None  # the database, where it is on a server
    programs: list[Program | None] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    crashes: list[int] = field(default_factory=list)  # exit codes that nobody asked for
    over: asyncio.Event = field(default_factory=asyncio.Event)
    calm: bool = False
    listens: Callable[[], bool] = bool  # whether interactions reach a process

    @property
    def faults(self) -> int:
        """How many times a process was struck."""
        return sum(self.struck.values())

    async def run(self) -> None:
        """Strike until the quota is reached, then leave the processes in peace."""
        self.programs = [None] * len(self.orders)
        try:
            await asyncio.gather(*(self._live(number) for number in range(len(self.orders))))
        finally:
            self.over.set()
        await asyncio.gather(*(self._stay(number) for number in range(len(self.orders))))

    def wake(self) -> None:
        """Let every process look what is due."""
        for program in self.programs:
            if program:
                program.wake()

    async def _live(self, number: int) -> None:
        while self.faults < self.quota and not self.calm:
            running = self.programs[number]
            kind = self.rng.choice(self.kinds)
            takes_aim = kind.startswith("aimed") and not (running and running.alive)
            aim = self._aim(kind) if takes_aim else None
            skew = self.rng.choice(SKEWS) if kind == "wrong clock" else 0.0
            program = await self._start(number, aim, skew)
            await self._strike(program, kind, aim)

    async def _stay(self, number: int) -> None:
        while True:
            program = self.programs[number]
            if program is None or not program.alive:
                program = await self._start(number, None)
            self.crashes.append(await program.wait())
            await asyncio.sleep(0.2)

    async def _start(self, number: int, aim: dict[str, Any] | None, skew: float = 0.0) -> Program:
        running = self.programs[number]
        if running and running.alive:
            return running
        program = await self.nursery.start(**self.orders[number], aim=aim, skew=skew)
        self.programs[number] = program
        return program

    def _aim(self, kind: str) -> dict[str, Any]:
        passes = self.rng.choice(PASSES)
        if kind == "aimed freeze":
            return {"point": CLAIMED, "passes": passes, "number": signal.SIGSTOP}
        point = self.rng.choice(EVERYWHERE)
        return {"point": point, "passes": passes, "number": signal.SIGKILL}

    async def _strike(self, program: Program, kind: str, aim: dict[str, Any] | None) -> None:
        if not aim and self.rng.random() < AT_WORK:
            await self._until_it_listens(program)
        fate = await program.fate(AIMED if aim else self.rng.uniform(*LIFE))
        if fate == "ended":
            await self._ended(program, aim)
            return
        if fate == "stopped" and aim:
            self.hits[f"{aim['point']} (frozen)"] += 1
        if kind == "aimed kill" or (kind == "aimed freeze" and fate != "stopped"):
            kind = "random kill"  # it never came to that point, and must not come to it later
        await self._befall(program, kind)
        self.struck[kind] += 1

    async def _until_it_listens(self, program: Program) -> None:
        for _ in range(int(START / LOOK)):
            if self.listens() or not program.alive:
                return
            await asyncio.sleep(LOOK)

    async def _ended(self, program: Program, aim: dict[str, Any] | None) -> None:
        """Count a process that was gone before it was struck from outside."""
        if aim and program.ended.result() == -signal.SIGKILL:
            self.hits[aim["point"]] += 1
            self.struck["aimed kill"] += 1
        else:
            self.crashes.append(program.ended.result())
            await asyncio.sleep(0.1)

    async def _befall(self, program: Program, kind: str) -> None:
        match kind:
            case "freeze" | "aimed freeze":
                await self._freeze(program)
            case "lock":
                await self._lock()
            case "full disk":
                await self._fill(program)
            case "cut" | "restart" if self.server:
                with suppress(DBAPIError, OSError):  # another replica's turn was the same
                    await (self.server.cut() if kind == "cut" else self.server.restart())
            case _:
                await program.kill()

    async def _freeze(self, program: Program) -> None:
        """Stop a process for longer than its time-outs and leases last, or not quite."""
        program.send(signal.SIGSTOP)
        await asyncio.sleep(self.rng.uniform(0.05, 0.3))
        self.clock.move(timedelta(seconds=self.rng.uniform(*FREEZE)))
        await asyncio.sleep(self.rng.uniform(0.0, 0.5) if len(self.orders) == 1 else 2.0)
        program.send(signal.SIGCONT)

    async def _lock(self) -> None:
        """Hold the write lock of a database file, as a backup or a curious operator does."""
        assert self.database
        try:
            other = sqlite3.connect(self.database, timeout=0.5, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return
        await asyncio.sleep(self.rng.uniform(*LOCKED))
        other.close()

    async def _fill(self, program: Program) -> None:
        """Let no file of a process grow, as when the disk is full."""
        with suppress(ProcessLookupError):
            _, most = resource.prlimit(program.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (4096, most))
            await asyncio.sleep(self.rng.uniform(*FULL))
            resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (most, most))


@dataclass
class NamedKills(Chaos):
    """One process at a time, killed where it first comes to each of a few points in turn."""

    points: Sequence[str] = ()

    async def _live(self, number: int) -> None:
        for point in self.points:
            aim = {"point": point, "passes": 1, "number": signal.SIGKILL}
            program = await self._start(number, aim)
            fate = "lives"
            while fate == "lives" and not self.calm:
                fate = await program.fate(AIMED)
            if fate == "lives":  # it did not come to that point, and must not come to it later
                await program.kill()
                self.struck["random kill"] += 1
                return
            await self._ended(program, aim)
