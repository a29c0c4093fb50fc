"""Signals: how a feature lets features above it know, inside the transaction that decides.

`bot/features.py` connects the handlers, so that one file shows who hears what. They are awaited in
the order in which they were connected; an error in one of them rolls everything back.
"""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, cast

from bot.core.subjects import Subject
from bot.store.engine import Transaction


@dataclass(frozen=True)
class Signal:
    """Something that happened in a workspace."""

    workspace: str
    now: datetime


@dataclass(frozen=True)
class RsvpChanged(Signal):
    """Somebody answered to an event, or took an answer back."""

    event: int
    person: str


@dataclass(frozen=True)
class EventsListed(Signal):
    """Sources list other events than before: new ones, merged ones or separated ones."""


@dataclass(frozen=True)
class EventMerged(Signal):
    """An event turned out to be another one, and is about to be deleted."""

    old: int
    new: int


@dataclass(frozen=True)
class EventChanged(Signal):
    """An event that colleagues planned is at another time, or was called off."""

    event: int


@dataclass(frozen=True)
class DeadlinesChanged(Signal):
    """Somebody noted a deadline of an event, or changed one."""

    event: int


@dataclass(frozen=True)
class SourceReplaced(Signal):
    """A source turned out to be one that is known already, and is about to be deleted."""

    old: int
    new: int


@dataclass(frozen=True)
class HoursChanged(Signal):
    """Organisers changed the working hours or days off of a channel, or of all (empty)."""

    channel: str


@dataclass(frozen=True)
class PlansChanged(Signal):
    """Somebody paused, is back early, or changed a trip: other rounds than before include them."""

    person: str


@dataclass(frozen=True)
class StartChanged(Signal):
    """Another day than before is known as somebody's first, or none any more."""

    person: str


@dataclass(frozen=True)
class PairAvoided(Signal):
    """Somebody would rather not meet a colleague any more: what they share ends, without a word."""

    person: str
    other: str


@dataclass(frozen=True)
class PersonLeft(Signal):
    """Somebody left the workspace: what they held or were asked for goes to others."""

    person: str


@dataclass(frozen=True)
class PersonReturned(Signal):
    """Somebody who had left the workspace is back; what they held meanwhile belongs to others."""

    person: str


@dataclass(frozen=True)
class PersonForgotten(Signal):
    """Somebody is about to be erased: whatever shows them, also of old, is rendered again."""

    person: str


@dataclass(frozen=True)
class WordsHidden(Signal):
    """An organiser hid a text: what it is about, and its words."""

    about: Subject
    words: tuple[str, ...]


@dataclass(frozen=True)
class WorkspaceLeft(Signal):
    """A workspace removed Mingle; what it set up is kept for a while, and rests."""


SIGNALS: tuple[type[Signal], ...] = (
    RsvpChanged,
    EventsListed,
    EventMerged,
    EventChanged,
    DeadlinesChanged,
    SourceReplaced,
    HoursChanged,
    PlansChanged,
    StartChanged,
    PairAvoided,
    PersonLeft,
    PersonReturned,
    PersonForgotten,
    WordsHidden,
    WorkspaceLeft,
)

SomeSignal = TypeVar("SomeSignal", bound=Signal)
Handler = Callable[[Transaction, SomeSignal], Awaitable[None]]

_handlers: dict[type[Signal], list[Handler[Signal]]] = {}
_emitting: ContextVar[type[Signal] | None] = ContextVar("emitting", default=None)


class UnheardSignalError(LookupError):
    """No handler is connected: the program has not imported `bot.features`."""


class NestedSignalError(RuntimeError):
    """A handler emitted a signal."""


def connect(signal: type[SomeSignal], *handlers: Handler[SomeSignal]) -> None:
    """Await these handlers, in this order, whenever the signal is emitted."""
    _handlers.setdefault(signal, []).extend(cast("list[Handler[Signal]]", handlers))


def handlers_of(signal: type[Signal]) -> tuple[Handler[Signal], ...]:
    """Return the handlers of a signal, in the order in which they are awaited."""
    return tuple(_handlers.get(signal, ()))


async def emit(tx: Transaction, signal: Signal) -> None:
    """Await every handler of a signal inside this transaction.

    Raise UnheardSignalError if there is none, and NestedSignalError inside a handler.
    """
    outer = _emitting.get()
    if outer is not None:
        raise NestedSignalError(f"{outer.__name__}: a handler may not emit")

    handlers = handlers_of(type(signal))
    if not handlers:
        raise UnheardSignalError(type(signal).__name__)

    token = _emitting.set(type(signal))
    try:
        for handler in handlers:
            await handler(tx, signal)
    finally:
        _emitting.reset(token)
