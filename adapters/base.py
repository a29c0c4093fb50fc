"""The contract between Mingle and an adapter: what each gives the other."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.interactions import Answer, Invocation
from bot.core.ownership import ServeAlone, serve_unshared
from bot.core.platform import Platform
from bot.core.platform_time import PlatformTime
from bot.core.router import Router
from bot.store.engine import Database, Transaction


@dataclass(frozen=True)
class AppContext:
    """What Mingle hands to an adapter.

    `dispatch` answers an invocation; `start_workspace` prepares a workspace on first contact.
    `serve_alone` runs what only one of several processes may do, such as holding a connection over
    which interactions arrive.
    """

    database: Database
    router: Router
    dispatch: Callable[[Invocation], Awaitable[Answer]]
    start_workspace: Callable[[Transaction, str, datetime], Awaitable[None]]
    now: Callable[[], datetime]
    serve_alone: ServeAlone = serve_unshared


@dataclass
class Connection:
    """Whether a platform can reach us now, or reaches another process that receives for all."""

    up: bool = False
    elsewhere: bool = False

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """Be the process that receives, in this block."""
        self.elsewhere = False
        try:
            yield
        finally:
            self.up, self.elsewhere = False, True


class Adapter(Protocol):
    """A connected platform: a port for each workspace, and a server for interactions."""

    @property
    def time(self) -> PlatformTime:
        """The platform's clock, as its answers tell it."""

    @property
    def platforms_by_workspace(self) -> Mapping[str, Platform]:
        """The ports by workspace; a live view, which may gain workspaces later."""

    @property
    def is_connected(self) -> bool:
        """Whether interactions can arrive now; also true where another process receives them."""

    def begin_stop(self) -> None:
        """Let no call wait for its turn any longer, as the program ends."""

    async def serve(self, context: AppContext, ready: Callable[[], None]) -> None:
        """Receive interactions until cancelled; call `ready` once they can arrive."""
