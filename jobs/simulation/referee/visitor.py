"""Somebody who asks everything that can be asked, and leaves no trace: their answers are read."""

from collections.abc import Iterator
from dataclasses import replace

import structlog

from bot.core.dispatch import dispatch
from bot.core.router import Answer, InteractionKind, Invocation, Reply, Router
from bot.store.engine import Database
from bot.ui.cards import Actions, Button
from jobs.simulation.referee.buttons import rehearse_in
from jobs.simulation.referee.numbers import NumberReader

MAX_CLICKS = 100  # in one visit, each on a button of another kind


class Visitor:
    """Types every command without options, and clicks each kind of button that comes of it."""

    def __init__(
        self, database: Database, router: Router, workspace: str, reader: NumberReader
    ) -> None:
        self._database, self._router = rehearse_in(database), router
        self._workspace, self._reader = workspace, reader

    async def visit(self, call: Invocation) -> int:
        """Ask as the caller, in their channel; return how many answers were read."""
        asked: list[tuple[str, str, InteractionKind]] = []
        asked += [(name, "", "command") for name in self._router.commands]
        clicked: set[str] = set()
        read = 0
        while asked:
            action, value, interaction = asked.pop(0)
            answer = await self._ask(call, action, value, interaction)
            read += self._reader.read_answer(answer, action)
            for button in _buttons(answer):
                if button.action not in clicked and len(clicked) < MAX_CLICKS:
                    clicked.add(button.action)
                    asked.append((button.action, button.value, "button"))
        return read

    async def _ask(
        self, call: Invocation, action: str, value: str, interaction: InteractionKind
    ) -> Answer:
        number = f"visitor {call.person} {interaction} {action} {value} {call.now.isoformat()}"
        asked = replace(call, id=number, interaction=interaction, action=action, value=value)
        with structlog.testing.capture_logs():
            return await dispatch(self._router, self._database, asked)


def _buttons(answer: Answer) -> Iterator[Button]:
    card = answer.card if isinstance(answer, Reply) else None
    for part in card.parts if card else ():
        if isinstance(part, Actions):
            yield from (item for item in part.items if isinstance(item, Button))
