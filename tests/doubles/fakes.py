"""Fake the far end of a platform: it can lose answers, be busy, refuse, and die at any step."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from bot.core.platform import CannotLook, Event, LostAnswer, Member, Sent
from bot.ui.cards import Card, as_text

Result = TypeVar("Result")


class Death(BaseException):
    """The process dies here; nothing may catch it."""


@dataclass
class FakeChat:
    """A chat that remembers what was said, and in which way each call fails.

    `before` and `after` run around every call that changes something: they may raise.
    """

    before: Callable[[str], None] = lambda _call: None
    after: Callable[[str], None] = lambda _call: None
    can_look: bool = True
    settles: timedelta = timedelta(0)
    names_all: bool = True
    said: dict[str, tuple[tuple[str, ...], Card]] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)
    edits: list[tuple[Sent, Card]] = field(default_factory=list)
    entries: list[Event] = field(default_factory=list)

    async def post(self, channel: str, card: Card, key: str) -> Sent:
        return self._say("post", (channel,), card, key)

    async def introduce(self, people: Sequence[str], card: Card, key: str) -> Sent:
        return self._say("introduce", tuple(people), card, key)

    async def whisper(self, person: str, card: Card, key: str) -> Sent:
        return self._say("whisper", (person,), card, key)

    async def announce_event(self, channel: str, event: Event, card: Card, key: str) -> Sent:
        self.entries.append(event)
        return self._say("announce", (channel,), card, key)

    async def change_event(self, sent: Sent, event: Event, card: Card, *, news: bool) -> None:
        self.before("change_event")
        self.edits.append((sent, card))
        self.entries += [event] if news else []
        self.after("change_event")

    async def edit(self, sent: Sent, card: Card) -> None:
        self.before("edit")
        self.edits.append((sent, card))
        self.after("edit")

    async def find(self, to: Sequence[str], key: str, since: datetime) -> Sent | None:
        if not self.can_look:
            raise CannotLook("no history here")
        return Sent(to[0], key) if key in self.said else None

    async def members(self, channel: str) -> list[Member]:
        self.before("members")
        return [Member("w/new", "Newcomer", "Europe/Berlin")]

    def texts(self) -> list[str]:
        return [as_text(card) for _, card in self.said.values()]

    def _say(self, call: str, to: tuple[str, ...], card: Card, key: str) -> Sent:
        self.before(call)
        self.said[key] = (to, card)
        self.times[key] += 1
        self.after(call)
        return Sent(to[0], key)


def lose_answer(call: str) -> None:
    raise LostAnswer(f"{call}: no answer came")


@dataclass
class Countdown:
    """Dies at the Nth step."""

    left: int

    def step(self, _where: str = "") -> None:
        self.left -= 1
        if self.left == 0:
            raise Death


async def survives(work: Callable[[], Awaitable[Result]]) -> bool:
    """Tell whether some work ended before its death."""
    try:
        await work()
    except Death:
        return False
    return True
