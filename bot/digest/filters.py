"""The filter of the list of events, short enough to be a button's value."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

from msgspec import Struct, structs

from bot.core.ids import row_number
from bot.digest.rules import OWN_KINDS
from bot.ui.text import clean_text

WhenChoice = Literal["any time", "this week", "next week", "this month"]
KindChoice = Literal["any kind", "in town", "ours"]
WHEN_CHOICES: tuple[WhenChoice, ...] = get_args(WhenChoice)
KIND_CHOICES: Mapping[KindChoice, tuple[str, ...]] = {
    "any kind": (),
    "in town": ("listed",),
    "ours": OWN_KINDS,
}
ANY_TOPIC, ANY_TOWN = "any topic", "any town"

_WHEN_BY_NAME: dict[str, WhenChoice] = {choice: choice for choice in WHEN_CHOICES}
_KIND_BY_NAME: dict[str, KindChoice] = {choice: choice for choice in KIND_CHOICES}

_WORD_LIMIT = 40  # characters of a topic or a town
_BUTTON_LIMIT = 60  # of the two together, beside the rest of a button's value
_CUT = "…"


class EventFilter(Struct, frozen=True):
    """A page of events, `mine` (those that suit the person) or all, and what they are about."""

    page: int = 0
    mine: bool = True
    when: WhenChoice = "any time"
    kind: KindChoice = "any kind"
    topic: str = ""
    town: str = ""

    @property
    def has_filters(self) -> bool:
        """Whether it excludes anything besides what does not suit the person."""
        default = (WHEN_CHOICES[0], "any kind", "", "")
        return (self.when, self.kind, self.topic, self.town) != default

    def button_value(self, page: int = 0) -> str:
        """Return a button's value; topic and town are cut if they are too long for it."""
        topic = _cut(self.topic, beside=self.town)
        town = _cut(self.town, beside=self.topic)
        whose = "m" if self.mine else "a"
        when = WHEN_CHOICES.index(self.when)
        kind = list(KIND_CHOICES).index(self.kind)
        return f"{page};{whose};{when};{kind};{len(topic)};{topic}{town}"

    def restore_words(self, topics: Iterable[str], towns: Iterable[str]) -> "EventFilter":
        """Return the filter with the whole words instead of those that a button cut."""
        topic = _restore(self.topic, topics)
        town = _restore(self.town, towns)
        return structs.replace(self, topic=topic, town=town)


def read_filter(
    when: str, kind: str, topic: str, town: str, page: int = 0, *, mine: bool = True
) -> EventFilter:
    """Return the filter that somebody chose; an unknown choice means anything."""
    return EventFilter(
        page,
        mine,
        _WHEN_BY_NAME.get(when.lower(), "any time"),
        _KIND_BY_NAME.get(kind.lower(), "any kind"),
        _word(topic, ANY_TOPIC),
        _word(town, ANY_TOWN),
    )


def parse_filter(value: str) -> EventFilter:
    """Return the filter of a button's value."""
    page, whose, when, kind, length, words, *_ = [*value.split(";", 5), *[""] * 6]
    end = row_number(length)
    return read_filter(
        _nth(WHEN_CHOICES, when),
        _nth(tuple(KIND_CHOICES), kind),
        words[:end],
        words[end:],
        row_number(page),
        mine=whose != "a",
    )


def _nth(names: Sequence[str], number: str) -> str:
    index = row_number(number)
    if index < len(names):
        return names[index]
    return ""


def _word(words: str, anything: str) -> str:
    word = clean_text(words, _WORD_LIMIT)
    if word == anything:
        return ""
    return word


def _cut(word: str, *, beside: str) -> str:
    room = max(_BUTTON_LIMIT // 2, _BUTTON_LIMIT - len(beside))
    if len(word) <= room:
        return word
    return word[: room - 1] + _CUT


def _restore(word: str, among: Iterable[str]) -> str:
    if not word.endswith(_CUT):
        return word
    beginning = word.removesuffix(_CUT)
    matching = (candidate for candidate in among if candidate.startswith(beginning))
    return next(matching, word)
