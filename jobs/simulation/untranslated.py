"""Words that never went through a catalogue, found in a rehearsal that speaks the pseudo-language.

In it each English word that is said has an accent (`bot/ui/pseudo_language.py`). So a word of plain
letters is either somebody's own, which stands in the database, or a command, a name or a number; or
it was written past the catalogues.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from msgspec import Struct, structs
from sqlalchemy import select

from bot.core.interactions import Answer
from bot.store.columns import metadata
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card, File, Form, Quote
from bot.ui.crowds import Crowd
from bot.ui.text import ChannelMention, CommandMention, Instant, Mention
from jobs.simulation.card_words import shown_by
from jobs.simulation.referee.findings import FalseSentence

RULE = "words that no catalogue has"
MOST = 2_000  # different texts kept of one place
_WORD = re.compile(r"(?<!\w)[A-Za-z]{3,}(?!\w)")  # whole: some letters of “empty” have no accent
_ADDRESS = re.compile(r"https?://\S+|\b[\w-]+(?:\.[\w-]+)+\b")
_NOT_SAID = (Mention, ChannelMention, CommandMention, Instant, Crowd, Quote, File)
_NOT_WORDS = {
    "action",
    "value",
    "style",
    "kind",
    "id",
    "name",
    "url",
    "initial",
    "show",
    "zone",
    "purpose",
}
# Tables of what Mingle says itself, whose words are not people's own.
_SAID_HERE = {"outbox_message", "playground_message"}


class TranslationReader:
    """Collects what is shown, by where it stood.

    `quoted` are names and the like, which every language has as they are; `brought` are English
    texts that Mingle brings along, as prompts: it says them, also those that the database keeps.
    """

    def __init__(self, quoted: Iterable[str] = (), brought: Iterable[str] = ()) -> None:
        self._known = set(_words_of(quoted))
        self._brought = frozenset(brought)
        self._seen: defaultdict[str, dict[str, None]] = defaultdict(dict)

    def read(self, shown: Card | Form, reason: str) -> None:
        """Read a card or a form."""
        self._note(reason, _texts(shown))

    def read_answer(self, answer: Answer, action: str) -> None:
        """Read the answer to a command, click or form."""
        if shown := shown_by(answer):
            self.read(shown, action)

    async def note_words_of_people(self, tx: ReadTransaction) -> None:
        """Read what stands in the database now; some of it will be forgotten within a year."""
        self._known |= await _words_of_people(tx, self._brought)

    def find_faults(self) -> list[FalseSentence]:
        """Return the places with words that nobody typed and no catalogue has, worst first."""
        found = []
        for reason, texts in self._seen.items():
            english = [text for text in texts if set(_words_of([text])) - self._known]
            if english:
                found.append(FalseSentence(reason, RULE, len(english), english[0][:120]))
        return sorted(found, key=lambda each: -each.times)

    def _note(self, reason: str, texts: Iterable[str]) -> None:
        seen = self._seen[reason]
        seen.update(dict.fromkeys(text for text in texts if _WORD.search(text)))
        while len(seen) > MOST:
            del seen[next(iter(seen))]


def _words_of(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from (word.casefold() for word in _WORD.findall(_ADDRESS.sub("", text)))


def _texts(node: object) -> Iterator[str]:
    """Yield every text in a card or form that Mingle says."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, tuple | list):
        for each in node:
            yield from _texts(each)
    elif isinstance(node, Struct) and not isinstance(node, _NOT_SAID):
        for field in structs.fields(node):
            if field.name not in _NOT_WORDS:
                yield from _texts(getattr(node, field.name))


async def _words_of_people(tx: ReadTransaction, brought: Collection[str]) -> set[str]:
    """Return every word that stands in the database, and so was typed, imported or is a name."""
    known: set[str] = set()
    for name, table in metadata.tables.items():
        if name not in _SAID_HERE:
            for row in await tx.all(select(table)):
                typed = (text for text in _strings(tuple(row)) if text not in brought)
                known.update(_words_of(typed))
    return known


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Collection) and not isinstance(value, bytes):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, Struct):
        yield from _strings(structs.astuple(value))
