"""Give an adapter's tests what is the same on every platform.

Four people, a command to try, and an open door.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from bot.core.permissions import Role
from bot.core.platform import MessageRef, Platform
from bot.core.router import Answer, Invocation, OpenForm, Router
from bot.store.engine import ReadTransaction
from bot.ui.cards import Form

NAMES = ("Tom Becker", "Amara Obi", "Jun Li", "Sofia Vega")


def wall() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def served(
    serve: Callable[[Callable[[], None]], Coroutine[Any, Any, None]],
) -> AsyncIterator[None]:
    """Keep a door open, from when gestures can arrive."""
    ready = asyncio.Event()
    serving = asyncio.create_task(serve(ready.set))
    try:
        async with asyncio.timeout(20):
            await ready.wait()
        yield
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


class AnyOffice:
    """Where Mingle is tried: it notes what arrives, and opens the form that a test wants opened."""

    platform: Platform

    def __init__(self) -> None:
        self.calls: list[Invocation] = []
        self.form: Form | None = None
        self.router = Router()
        self.router.command("mingle", "Try", Role.ANYONE)(self._nothing)

    def now(self) -> datetime:
        return wall()

    async def note(self, call: Invocation) -> Answer:
        """Stand in for the core: open the form that a test wants opened."""
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
