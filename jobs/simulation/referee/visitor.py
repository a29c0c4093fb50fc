"""Somebody who asks everything that can be asked, and leaves no trace: their answers are read."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import structlog

from bot.core.dispatch import dispatch
from bot.core.interactions import Answer, InteractionKind, Invocation, Reply
from bot.core.router import Router
from bot.store.engine import Database
from bot.ui.cards import Actions, Select
from jobs.simulation.referee.buttons import rehearse_in
from jobs.simulation.referee.numbers import NumberReader

MAX_CLICKS = 100  # in one visit, each on a button or a menu of another kind


class _Question(NamedTuple):
    """Something that is typed, clicked or chosen."""

    action: str
    value: str
    interaction: InteractionKind
    choice: str = ""


class Visitor:
    """Types every command without options, and clicks each kind of button that comes of it.

    From each kind of menu they choose the first that it offers.
    """

    def __init__(
        self, database: Database, router: Router, workspace: str, reader: NumberReader
    ) -> None:
        self._database, self._router = rehearse_in(database), router
        self._workspace, self._reader = workspace, reader

    async def visit(self, call: Invocation) -> int:
        """Ask as the caller, in their channel; return how many answers were read."""
        asked: list[_Question] = [_Question(name, "", "command") for name in self._router.commands]
        clicked: set[str] = set()
        read = 0
        while asked:
            question = asked.pop(0)
            answer = await self._ask(call, question)
            read += self._reader.read_answer(answer, question.action)
            for click in _clicks(answer):
                if click.action not in clicked and len(clicked) < MAX_CLICKS:
                    clicked.add(click.action)
                    asked.append(click)
        return read

    async def _ask(self, call: Invocation, question: _Question) -> Answer:
        about = " ".join(question)
        asked = replace(
            call,
            id=f"visitor {call.person} {about} {call.now.isoformat()}",
            interaction=question.interaction,
            action=question.action,
            value=question.value,
            fields={"choice": question.choice} if question.choice else {},
        )
        with structlog.testing.capture_logs():
            return await dispatch(self._router, self._database, asked)


def _clicks(answer: Answer) -> Iterator[_Question]:
    card = answer.card if isinstance(answer, Reply) else None
    for part in card.parts if card else ():
        for item in part.items if isinstance(part, Actions) else ():
            choice = item.choices[0].value if isinstance(item, Select) else ""
            yield _Question(item.action, item.value, "button", choice)
