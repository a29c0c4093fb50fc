"""What may be wrong with a card: with whom it brings somebody together, and what people wrote.

Lunches, tables, events and learnings belong to features. `bot/features.py` registers what each of
them knows of its own, and `bot/conduct` asks.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from bot.core import signals
from bot.core.sent_words import take_words_back
from bot.core.signals import WordsHidden
from bot.core.subjects import Subject
from bot.store.engine import ReadTransaction, Transaction


class WrittenText(Struct, frozen=True):
    """What one person wrote, and the columns that hold it.

    `named` means that cards say who wrote it; nobody is told the author of another.
    """

    about: Subject
    author: str
    words: str
    columns: Mapping[str, str]
    named: bool = True
    hidden: bool = False  # no card shows it now


class Concern(Struct, frozen=True):
    """What a card is about, to somebody who may see it: the people on it, and the texts.

    `drawn` means that a live card shows it, which a trusted person can be shown as well.
    """

    people: tuple[str, ...] = ()
    texts: tuple[Subject, ...] = ()
    drawn: bool = True


# of a workspace, for a person and what a card is about; None if it is none of their business
ConcernLookup = Callable[[ReadTransaction, str, str, Subject], Awaitable[Concern | None]]
# of a workspace, for what somebody wrote
TextLookup = Callable[[ReadTransaction, str, Subject], Awaitable[WrittenText | None]]
# of a workspace, for a kind of text and one of its columns: what is hidden now
HiddenLookup = Callable[[ReadTransaction, str, str, str], Awaitable[set[str]]]
# of a workspace, for a text: take it off every card, and bring it back as it was
HideText = Callable[[Transaction, str, WrittenText, datetime], Awaitable[None]]
ShowText = Callable[[Transaction, str, Subject, Mapping[str, str], datetime], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class TextSource:
    """What one feature does with one kind of text that people write."""

    find: TextLookup
    hide: HideText
    show: ShowText


_lookups: dict[str, ConcernLookup] = {}
_sources: dict[str, TextSource] = {}
_hidden: list[HiddenLookup] = []


def register_concerns(lookups: Mapping[str, ConcernLookup]) -> None:
    """Ask these about what a card of each kind is about."""
    _lookups.update(lookups)


def register_texts(sources: Mapping[str, TextSource]) -> None:
    """Ask these about texts of each kind, and have them hide and show them."""
    _sources.update(sources)


def register_hidden(lookup: HiddenLookup) -> None:
    """Ask this about what is hidden now."""
    _hidden.append(lookup)


async def hidden_values(
    tx: ReadTransaction, workspace: str, kind: str, column: str
) -> frozenset[str]:
    """Return what one column of the hidden texts of a kind held."""
    found = [await lookup(tx, workspace, kind, column) for lookup in _hidden]
    return frozenset().union(*found)


async def find_concern(
    tx: ReadTransaction, workspace: str, person: str, about: Subject
) -> Concern | None:
    """Return what a card is about, or None if there is none that this person may see."""
    lookup = _lookups.get(about.kind)
    return await lookup(tx, workspace, person, about) if lookup else None


async def find_text(tx: ReadTransaction, workspace: str, about: Subject) -> WrittenText | None:
    """Return what somebody wrote, or None if it is gone."""
    source = _sources.get(about.kind)
    return await source.find(tx, workspace, about) if source else None


async def hide_text(tx: Transaction, workspace: str, text: WrittenText, now: datetime) -> None:
    """Take a text off every card that shows it, and out of messages about it."""
    await _sources[text.about.kind].hide(tx, workspace, text, now)
    words = words_of(text)
    await take_words_back(tx, workspace, [text.about], words)
    await signals.emit(tx, WordsHidden(workspace, now, text.about, tuple(words)))


def words_of(text: WrittenText) -> list[str]:
    """Return the columns of a text that people read, without those that only say its state."""
    return [value for value in text.columns.values() if value and value in text.words]


async def show_text(
    tx: Transaction, workspace: str, about: Subject, columns: Mapping[str, str], now: datetime
) -> None:
    """Bring a text back, unless its author wrote another one since."""
    await _sources[about.kind].show(tx, workspace, about, columns, now)
