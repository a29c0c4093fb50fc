"""Named points of the program at which a process is struck: killed, or frozen, the nth time it
gets there."""

import functools
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any

# Where a point lies: what is called there, and whether it is before or after the call.
POINTS: Mapping[str, tuple[str, str]] = {
    "started, before anything is done": ("jobs.engine.engine:Engine.recover_sends", "after"),
    "before a message's first byte": ("jobs.engine.delivery:send_message", "before"),
    "after a message is accepted": ("jobs.engine.delivery:send_message", "after"),
    "before a job's commit": ("jobs.engine.occurrences:_claim_and_run", "after"),
    "between two jobs": ("jobs.engine.occurrences:_do", "after"),
    "before a lost message is looked for": ("jobs.engine.reconcile:_look_for", "before"),
    "after a lost message is settled": ("jobs.engine.reconcile:_look_for", "after"),
    "before a card's edit": ("jobs.engine.refresh:_edit", "before"),
    "after a card's edit": ("jobs.engine.refresh:_edit", "after"),
    "before a gesture is handled": ("bot.core.dispatch:_handle_once", "before"),
    "before a gesture's commit": ("bot.core.dispatch:_handle_once", "after"),
    "after a gesture's commit": ("bot.cli.serve:dispatch", "after"),
    "before any call": ("aiohttp:ClientSession._request", "before"),
    "after any call": ("aiohttp:ClientSession._request", "after"),
}
COMMIT = "sqlalchemy.engine:Connection._commit_impl"
COMMITS = ("before any commit", "after any commit")


@dataclass
class Aim:
    """One point, how many times it is passed, and the signal of the strike."""

    point: str
    passes: int
    number: int

    def strike(self, point: str) -> None:
        """Send the signal to this process if its time has come."""
        if point != self.point:
            return
        self.passes -= 1
        if self.passes == 0:
            os.kill(os.getpid(), self.number)


def take_aim(aim: Aim) -> None:
    """Let the program pass its points under observation, from now on."""
    for place in {where for where, _ in POINTS.values()}:
        owner, name = find(place)
        here = {side: point for point, (where, side) in POINTS.items() if where == place}
        setattr(owner, name, _observed(getattr(owner, name), aim, here))
    owner, name = find(COMMIT)
    setattr(owner, name, _observed_commit(getattr(owner, name), aim))


def find(place: str) -> tuple[Any, str]:
    """Return what holds a function, and its name there."""
    module, _, path = place.partition(":")
    holder, _, name = path.rpartition(".")
    return resolve_name(f"{module}:{holder}" if holder else module), name


def _observed(call: Callable[..., Any], aim: Aim, here: Mapping[str, str]) -> Callable[..., Any]:
    @functools.wraps(call)
    async def observed(*arguments: Any, **more: Any) -> Any:
        aim.strike(here.get("before", ""))
        result = await call(*arguments, **more)
        aim.strike(here.get("after", ""))
        return result

    return observed


def _observed_commit(commit: Callable[..., Any], aim: Aim) -> Callable[..., Any]:
    @functools.wraps(commit)
    def observed(*arguments: Any, **more: Any) -> Any:
        aim.strike(COMMITS[0])
        commit(*arguments, **more)
        aim.strike(COMMITS[1])

    return observed
