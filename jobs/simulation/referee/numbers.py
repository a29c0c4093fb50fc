"""The rule for numbers about people (`bot/ui/crowds.py`), read in whatever is sent or shown.

A number that may be told is a `Crowd`, so the rule is judged by its value. A number that stands in
plain words beside a word for people is looked for in those words; it is none that the rule is about
only where its sentence has one of the shapes listed here. People's own words are left out.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from msgspec import structs

from bot.core.interactions import Answer
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    ChoiceField,
    Facts,
    Field,
    Form,
    Heading,
    Paragraph,
    People,
    Picture,
    Select,
)
from bot.ui.cards import Part as CardPart
from bot.ui.crowds import FEWEST, FEWEST_MOVING, Crowd
from bot.ui.text import Mention, Node, Text, flatten_text
from jobs.simulation.card_words import MAX_TEXTS, shown_by
from jobs.simulation.referee.findings import FalseSentence
from jobs.simulation.referee.sentences import Lie

_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_WHO = (
    r"(?:people|persons?|colleagues?|members?|guests?|voters?|votes?|answers?|newcomers|attendees"
    r"|organisers?|hosts?|of (?:you|us|them)|going|coming|come|comes|came|voted|joined|signed|said"
    r"|answered|skip|skipped|wait|waiting|maybe|interested|did|will do it|met|introduced|like"
    r"|wish|would rather)"
)
BESIDE = re.compile(
    rf"\b{_NUMBER}(?: (?:more|other|others|new|further|of our))? {_WHO}\b"
    rf"|\b(?:works|need be|good) for {_NUMBER}\b|\b{_NUMBER} (?:more|others)(?= (?:are|is)\b|$)",
    re.IGNORECASE,
)
# Words whose numbers are none of how many people did or wished something.
SHAPES = re.compile(
    r"\bfewer than (?:five|nine|8|9)\b|\b(?:five|9) people or more\b"  # the rule itself
    r"|\bAll \w+ of you\b|\bThis time you are \w+\."  # one's own group
    rf"|(?:\b[^\W\d]\w*, ){{2,}}[^\W\d]\w* and {_NUMBER} more\b"  # ends a list of names
    r"|\bChoose one colleague or a few\b|\AOne answer\Z"  # choices of one's own in a form
    r"|\bNo two of you\b|\bTwo of you, or three\?|\bName one colleague\b"
    r"|\bintroduce you to (?:one person|\w+ colleagues?)\b|\bOne person alone\b"
    r"|\bthe deadline of one comes nearer\b"  # of an opening
    r"|\A(?:One|\d+) guests?\Z",  # a choice: whom one would bring oneself
    re.IGNORECASE,
)
HIDDEN = "•"  # stands for a number that is told as a Crowd


class NumberReader:
    """Notes every number about people that breaks the rule, by where it stood.

    `quoted` are texts that tell people what to do or talk about, such as prompts.
    """

    def __init__(self, quoted: Collection[str] = ()) -> None:
        self._quoted = tuple(filter(None, quoted))
        self._found: dict[tuple[str, str], FalseSentence] = {}
        self._settled: dict[int, tuple[int, ...]] = {}  # of each message, as it read last

    @property
    def faults(self) -> list[FalseSentence]:
        """Return every kind of number that breaks the rule, the most frequent first."""
        return sorted(self._found.values(), key=lambda found: -found.times)

    def read(self, shown: Card | Form, reason: str, message: int | None = None) -> None:
        """Read what was shown; `message` is one that may be changed and read again."""
        for lie in judge_numbers(shown):
            if not self._is_quoted(lie):
                self._note(reason, lie)
        if message is None:
            return
        settled = tuple(
            node.number
            for line in find_lines(shown)
            for node in line
            if isinstance(node, Crowd) and not node.moves
        )
        before = self._settled.get(message, settled)
        if before and settled and before != settled:
            self._note(reason, Lie("a number that moves, told as one that is settled", shown.title))
        self._settled[message] = settled

    def read_answer(self, answer: Answer, action: str) -> bool:
        """Read the answer to a command, click or form; return whether there was anything in it."""
        shown = shown_by(answer)
        if shown is None:
            return False
        self.read(shown, action)
        return True

    def _is_quoted(self, lie: Lie) -> bool:
        """Return whether a number stands in a quoted text alone, whatever stands around that."""
        words = lie.words
        for text in self._quoted:
            words = words.replace(text, HIDDEN)
        return words != lie.words and not _find_numbers(words)

    def _note(self, reason: str, lie: Lie) -> None:
        kind = (reason, lie.rule)
        found = self._found.get(kind, FalseSentence(*kind, 0, lie.words))
        self._found[kind] = structs.replace(found, times=found.times + 1)


def judge_numbers(shown: Card | Form) -> Iterator[Lie]:
    """Yield every number about people in a card or a form that breaks the rule."""
    for line in find_lines(shown):
        yield from _judge_crowds(line)
        words = _plain_words(line)
        for found in _find_numbers(words):
            if not _follows_names(line, found):
                yield Lie("a number of people that is no Crowd", words)

    for part in shown.parts if isinstance(shown, Card) else ():
        if isinstance(part, Picture):
            small = [spot for spot in part.spots if spot.size < FEWEST]
            yield from (Lie("a picture of few people", spot.label) for spot in small)


def find_lines(shown: Card | Form) -> Iterator[Text]:
    """Yield each text of a card or a form, in order, without what people wrote themselves."""
    yield (shown.title,)
    if isinstance(shown, Card):
        for part in shown.parts:
            yield from _part_lines(part)
        yield shown.footer
        return
    yield shown.intro
    for field in shown.fields:
        yield from _field_lines(field)


def _part_lines(part: CardPart) -> Iterator[Text]:
    match part:
        case Paragraph(text):
            yield text
        case Heading(words):
            yield (words,)
        case Facts(rows):
            for label, value in rows:
                yield f"{label}: ", *value
        case People(about=about):
            yield from ((line,) for line in about)
        case Picture(alt=words):
            yield (words,)
        case Actions(items):
            for item in items:
                yield from _item_lines(item)


def _item_lines(item: Button | Select) -> Iterator[Text]:
    if isinstance(item, Button):
        yield (item.label,)
        return
    yield (item.placeholder,)
    for choice in item.choices:
        yield (choice.label,)


def _field_lines(field: Field) -> Iterator[Text]:
    yield (field.label,)
    yield (field.hint,)
    if isinstance(field, ChoiceField):
        for choice in field.choices:
            yield (choice.label,)


@lru_cache(MAX_TEXTS)
def _find_numbers(words: str) -> tuple[str, ...]:
    return tuple(found[0] for found in BESIDE.finditer(SHAPES.sub("…", words)))


def _judge_crowds(line: Text) -> Iterator[Lie]:
    for node in line:
        if isinstance(node, Crowd) and node.number < (FEWEST_MOVING if node.moves else FEWEST):
            yield Lie("a number of few people", flatten_text(line))
    for part, between, whole in zip(line, line[1:], line[2:], strict=False):
        if isinstance(part, Crowd) and isinstance(whole, Crowd) and between == " of ":
            yield from _judge_part(part, whole, line)


def _judge_part(part: Crowd, whole: Crowd, line: Text) -> Iterator[Lie]:
    if whole.number - part.number < FEWEST:
        yield Lie("a part whose rest is few people", flatten_text(line))


def _plain_words(line: Sequence[Node]) -> str:
    hidden = [HIDDEN if isinstance(node, Crowd) else node for node in line]
    return flatten_text(tuple(hidden))


def _follows_names(line: Text, words: str) -> bool:
    """Return whether a number only ends a list of names, such as “Ada, Ben and 3 more”."""
    return words.endswith(("more", "others")) and any(isinstance(node, Mention) for node in line)
