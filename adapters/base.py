"""State what an adapter gives to Mingle, and what it gets."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.platform import Platform
from bot.core.router import Answer, Invocation, Router
from bot.store.engine import Database, Transaction


@dataclass(frozen=True)
class AppContext:
    """What an adapter gets.

    The store, the way in for gestures, how a workspace begins, and the time.
    """

    database: Database
    router: Router
    dispatch: Callable[[Invocation], Awaitable[Answer]]
    start_workspace: Callable[[Transaction, str, datetime], Awaitable[None]]
    now: Callable[[], datetime]


class Adapter(Protocol):
    """A platform that is connected.

    A port for each workspace, and a door that is served until cancelled.
    """

    @property
    def platforms_by_workspace(self) -> Mapping[str, Platform]:
        """Give the ports, by workspace; there may be more of them later."""

    async def serve(self, context: AppContext, ready: Callable[[], None]) -> None:
        """Let gestures in; `ready` is called once they can arrive."""
