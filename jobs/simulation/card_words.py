"""What a card says, as its reader finds it: sections, sentences, moments, people and channels."""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache

from msgspec import Struct

from bot.core.interactions import Answer, FormErrors, OpenForm, Reply
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    Divider,
    Facts,
    Form,
    Heading,
    Paragraph,
    People,
    Quote,
    label_text,
)
from bot.ui.cards import Part as CardPart
from bot.ui.text import (
    ChannelMention,
    CommandMention,
    Instant,
    Mention,
    Node,
    Text,
    as_nodes,
    flatten_text,
)

SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
MAX_TEXTS = 10_000  # of which what was found in them is remembered


class Phrase:
    """Words to look for, as an expression; it remembers what it found in which text."""

    def __init__(self, expression: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self.search = lru_cache(MAX_TEXTS)(re.compile(expression, flags).search)


class Sentence(Struct, frozen=True):
    """One sentence or fact, with what it names."""

    words: str
    nodes: Text

    def named(self, kind: type[Node]) -> list[Node]:
        """Return the nodes of one kind: moments, people or channels."""
        return [node for node in self.nodes if isinstance(node, kind)]


class CardSection(Struct, frozen=True, dict=True):
    """One matter of a message: several messages may have been merged into one.

    It is read on many days, so what it says is put together once.
    """

    title: str
    sentences: tuple[Sentence, ...]
    buttons: tuple[Button, ...]

    @cached_property
    def words(self) -> str:
        """Return everything that it says."""
        return " ".join((self.title, *(sentence.words for sentence in self.sentences)))

    @cached_property
    def instants(self) -> list[Instant]:
        """Return every moment that it names."""
        found = [node for sentence in self.sentences for node in sentence.nodes]
        return [node for node in found if isinstance(node, Instant)]

    @cached_property
    def mentions(self) -> list[Mention]:
        """Return everybody whom it names."""
        found = [node for sentence in self.sentences for node in sentence.nodes]
        return [node for node in found if isinstance(node, Mention)]

    @cached_property
    def channels(self) -> list[ChannelMention]:
        """Return every channel that it names."""
        found = [node for sentence in self.sentences for node in sentence.nodes]
        return [node for node in found if isinstance(node, ChannelMention)]


def split_sections(card: Card) -> list[CardSection]:
    """Return the matters of a card, in order; the footer belongs to the last."""
    spans: list[tuple[str, list[CardPart]]] = [(card.title, [])]
    parts = list(card.parts)
    for index, part in enumerate(parts):
        follows_divider = index > 0 and isinstance(parts[index - 1], Divider)
        if isinstance(part, Heading) and follows_divider:
            spans.append((part.text, []))
        elif not isinstance(part, Divider):
            spans[-1][1].append(part)

    sections = [_section(title, held) for title, held in spans]
    footer = tuple(_split_text(card.footer))
    last = sections[-1]
    sections[-1] = CardSection(last.title, (*last.sentences, *footer), last.buttons)
    return sections


def shown_by(answer: Answer) -> Card | Form | None:
    """Return what an answer to a command, click or form shows; errors as a card without a title."""
    match answer:
        case Reply(card):
            return card
        case OpenForm(form):
            return form
        case FormErrors(errors):
            return Card("note", "", tuple(Paragraph(as_nodes(each)) for each in errors.values()))
    return None


def find_instants(card: Card) -> list[Instant]:
    """Return the moments that a card names."""
    return [instant for section in split_sections(card) for instant in section.instants]


def _section(title: str, parts: list[CardPart]) -> CardSection:
    sentences: list[Sentence] = []
    buttons: list[Button] = []
    for part in parts:
        match part:
            case Paragraph(text):
                sentences += _split_text(text)
            case Facts(rows):
                sentences += [_fact(label, value) for label, value in rows]
            case People(people):
                sentences.append(_sentence(people))
            case Quote(by=by) if by:
                sentences.append(_sentence((by,)))
            case Actions(items):
                buttons += [item for item in items if isinstance(item, Button)]
    return CardSection(title, tuple(sentences), tuple(buttons))


def _fact(label: str | CommandMention, value: Text) -> Sentence:
    return _sentence((f"{label_text(label)}: ", *value))


def _sentence(nodes: Text) -> Sentence:
    return Sentence(flatten_text(nodes).strip(), nodes)


def _split_text(text: Text) -> Iterator[Sentence]:
    """Yield the sentences of running text, cut where its plain words end a sentence."""
    current: list[Node] = []
    for node in text:
        pieces = SENTENCE_END.split(node) if isinstance(node, str) else [node]
        for index, piece in enumerate(pieces):
            if index > 0 and current:
                yield _sentence(tuple(current))
                current = []
            if piece:
                current.append(piece)
    if current:
        yield _sentence(tuple(current))
