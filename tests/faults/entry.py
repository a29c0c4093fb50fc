"""The program as `mingle run` starts it, by the clock of a life and under observation."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import aiosqlite  # noqa: F401 - imported late by the program; here once for every child
import alembic.command
import alembic.config
import alembic.runtime.migration  # noqa: F401
import apscheduler.schedulers.asyncio  # noqa: F401
import asyncpg  # noqa: F401
import click
import uvloop

import adapters.discord.adapter
import adapters.discord.gateway
import adapters.discord.listen
import adapters.slack.adapter
import adapters.slack.listen
import adapters.slack.rate_limit
from bot.cli import assembly, runtime, serve
from bot.cli.app import app
from bot.cli.assembly import run_until_stopped
from bot.core import leases, open_answers
from bot.store.engine import ReadTransaction
from tests.faults.aims import Aim, take_aim
from tests.faults.clock import PACE, PacedLoop, SharedClock


def run_program(order: dict[str, Any]) -> int:
    """Run `mingle run` to its end; return its exit code."""
    clock = SharedClock(Path(order["clock"]), order.get("skew", 0.0))
    _use_clock(clock)
    if aim := order.get("aim"):
        take_aim(Aim(**aim))
    try:
        app(["run", "--config", order["config"]], standalone_mode=False)
    except click.exceptions.Exit as end:
        return end.exit_code
    return 0


def _use_clock(clock: SharedClock) -> None:
    """Let the program live by a clock: its own, its event loop's, and that of its pauses."""
    for module in (serve, runtime):
        vars(module)["real_now"] = clock.utc
    for module in (assembly, leases):
        vars(module)["elapsed_seconds"] = clock.passed

    async def read_clock(_: ReadTransaction) -> datetime:
        return datetime.fromtimestamp(clock.passed(), UTC)

    setattr(ReadTransaction, read_clock.__name__, read_clock)
    for kind in (adapters.slack.rate_limit.RateLimiter, adapters.discord.gateway.LoginBudget):
        kind.__init__.__defaults__ = tuple(
            clock.passed if given is monotonic else given  # a jump lets waits for a turn end
            for given in kind.__init__.__defaults__ or ()
        )
    for listen in (adapters.slack.listen, adapters.discord.listen):
        vars(listen)["ACK_TIMEOUT"] *= PACE  # handlers take the machine's time, not the life's
    for name in ("HOLD", "HELD_WITHOUT_NOTE"):
        vars(adapters.slack.listen)[name] *= PACE
    vars(open_answers)["NOTE_WITHIN"] *= PACE
    vars(uvloop)["run"] = _run_paced
    vars(serve)["ticker_running"] = _nothing_ticks
    vars(serve)["run_until_stopped"] = _woken_by_signal(run_until_stopped)


def _run_paced(work: Coroutine[Any, Any, Any]) -> Any:
    with asyncio.Runner(loop_factory=PacedLoop) as runner:
        return runner.run(work)


@contextmanager
def _nothing_ticks(_wake: Callable[[], None]) -> Iterator[None]:
    yield  # APScheduler goes by the machine's clock; the engine looks every 15 seconds by itself


def _woken_by_signal(run: Callable[..., Any]) -> Callable[..., Any]:
    async def woken(mingle: assembly.Mingle, *rest: Any) -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, mingle.engine.wakeup.set)
        await run(mingle, *rest)

    return woken
