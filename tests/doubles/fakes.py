"""Fake the far end of a platform: it can lose answers, be busy, refuse, and die at any step."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from bot.core.platform import ChannelMember, LookupUnsupported, MessageRef, UnknownOutcome
from bot.dates.calendar_event import CalendarEvent
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
    before_card: Callable[[str], None] = lambda _title: None  # called with a card's title
    can_look: bool = True
    settle_time: timedelta = timedelta(0)
    deduplicates_for: timedelta = timedelta(0)
    lists_all_members: bool = True
    said: dict[str, tuple[tuple[str, ...], Card]] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)
    edits: list[tuple[MessageRef, Card]] = field(default_factory=list)
    entries: list[CalendarEvent] = field(default_factory=list)

    async def post(self, channel: str, card: Card, key: str) -> MessageRef:
        return self._say("post", (channel,), card, key)

    async def introduce(self, people: Sequence[str], card: Card, key: str) -> MessageRef:
        return self._say("introduce", tuple(people), card, key)

    async def send_dm(self, person: str, card: Card, key: str) -> MessageRef:
        return self._say("whisper", (person,), card, key)

    async def announce_event(
        self, channel: str, event: CalendarEvent, card: Card, key: str
    ) -> MessageRef:
        self.entries.append(event)
        return self._say("announce", (channel,), card, key)

    async def change_event(
        self, sent: MessageRef, event: CalendarEvent, card: Card, *, news: bool
    ) -> None:
        self.before("change_event")
        self.edits.append((sent, card))
        self.entries += [event] if news else []
        self.after("change_event")

    async def edit_message(self, sent: MessageRef, card: Card) -> None:
        self.before("edit")
        self.before_card(card.title)
        self.edits.append((sent, card))
        self.after("edit")

    async def find_sent(self, to: Sequence[str], key: str, since: datetime) -> MessageRef | None:
        if not self.can_look:
            raise LookupUnsupported("no history here")
        return MessageRef(to[0], key) if key in self.said else None

    async def list_members(self, channel: str) -> list[ChannelMember]:
        self.before("members")
        return [ChannelMember("w/new", "Newcomer", "Europe/Berlin")]

    def texts(self) -> list[str]:
        return [as_text(card) for _, card in self.said.values()]

    def _say(self, call: str, to: tuple[str, ...], card: Card, key: str) -> MessageRef:
        self.before(call)
        self.before_card(card.title)
        self.said[key] = (to, card)
        self.times[key] += 1
        self.after(call)
        return MessageRef(to[0], key)


def lose_answer(call: str) -> None:
    raise UnknownOutcome(f"{call}: no answer came")


@dataclass
class Countdown:
    """Dies at the Nth step."""

    left: int

    def step(self, _where: str = "") -> None:
        self.left -= 1
        if self.left == 0:
            raise Death


async def survives(work: Callable[[], Awaitable[Result]]) -> bool:
    """Return whether some work ended before its death."""
    try:
        await work()
    except Death:
        return False
    return True
