"""The harness in which the contract and the tests of an adapter try it.

Four people, a command to try, and a server.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import update

from bot.core.interactions import Answer, Invocation, OpenForm
from bot.core.permissions import Role
from bot.core.platform import MessageRef, Platform
from bot.core.router import Router
from bot.core.tables import ownership
from bot.store.engine import Database, ReadTransaction
from bot.ui.cards import Form
from tests.adapters.uploads import Hands

NAMES = ("Tom Becker", "Amara Obi", "Jun Li", "Sofia Vega")


@dataclass(frozen=True)
class Pressable:
    """A button in the chat."""

    label: str
    action: str
    value: str


@dataclass(frozen=True)
class Said:
    """A message as people see it: its words without markup, and all that it carries."""

    channel: str
    message: str
    words: str
    buttons: tuple[Pressable, ...] = ()
    selects: Mapping[str, tuple[str, ...]] | None = None
    links: tuple[str, ...] = ()
    pings: tuple[str, ...] = ()
    files: Mapping[str, str] | None = None
    pictures: Mapping[str, bytes] | None = None  # by what they say in words


@dataclass(frozen=True)
class Asked:
    """One field of an open form as people see it."""

    label: str
    words: str
    choices: tuple[str, ...] = ()
    initial: str | tuple[str, ...] = ""


class Harness(Hands, Protocol):
    """One adapter with a workspace: at least four people, all in one channel."""

    platform: Platform
    people: tuple[str, ...]
    channel: str
    nobody: str
    nowhere: str

    def now(self) -> datetime:
        """Return the time at which the adapter acts."""

    async def said(self, channel: str) -> list[Said]:
        """Return every message of a conversation, oldest first."""

    async def open(self, form: Form) -> tuple[str, Mapping[str, Asked]]:
        """Show a form to the first person; return all its words, and its fields by id."""

    async def submit(
        self, form: Form, fields: Mapping[str, str | tuple[str, ...]]
    ) -> Mapping[str, object]:
        """Fill in a form as the first person; return the fields as a handler gets them."""

    async def click(self, sent: MessageRef, label: str, choice: str = "") -> tuple[str, str, str]:
        """Click as the first person; return action, value and choice as a handler gets them."""


def wall() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def served(
    serve: Callable[[Callable[[], None]], Coroutine[Any, Any, None]],
) -> AsyncIterator[None]:
    """Run a server while the block runs, from when interactions can arrive."""
    ready = asyncio.Event()
    serving = asyncio.create_task(serve(ready.set))
    try:
        async with asyncio.timeout(20):
            await ready.wait()
        yield
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


class AdapterHarness:
    """What every harness has: it records calls, and opens the form that a test wants opened."""

    platform: Platform

    def __init__(self) -> None:
        self.calls: list[Invocation] = []
        self.form: Form | None = None
        self.router = Router()
        self.router.command("mingle", "Try", Role.ANYONE)(self._nothing)

    def now(self) -> datetime:
        return wall()

    async def note(self, call: Invocation) -> Answer:
        """Stand in for the core: open the form that a test has set."""
        self.calls.append(call)
        return OpenForm(self.form) if self.form and call.interaction == "command" else None

    def _submitted(self, form: Form) -> Mapping[str, object]:
        call = self.calls[-1]
        assert (call.action, call.value) == (form.action, form.value)
        return call.fields

    def _clicked(self, sent: MessageRef) -> tuple[str, str, str]:
        call = self.calls[-1]
        assert call.message == sent
        return call.action, call.value, call.field_text("choice")

    async def _nothing(self, call: Invocation, tx: ReadTransaction) -> Answer:
        return None


async def end_lease(database: Database, heir: str) -> None:
    """Let another process own the connection, as after its owner was frozen."""
    async with database.transaction() as tx:
        until = await tx.read_clock() + timedelta(seconds=15)
        await tx.execute(update(ownership).values(owner=heir, lease_until=until))
