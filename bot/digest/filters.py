"""Say what somebody wants to see of what is on, short enough to travel in a button."""

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

_WORD = 40  # characters of a topic or a town
_BOTH = 60  # of the two together, beside the rest of a button
_CUT = "…"


class EventFilter(Struct, frozen=True):
    """What somebody wants to see: which page, only what suits them or all, and the filters."""

    page: int = 0
    mine: bool = True
    when: WhenChoice = "any time"
    kind: KindChoice = "any kind"
    topic: str = ""
    town: str = ""

    @property
    def has_filters(self) -> bool:
        """Tell whether anything is left out besides what does not suit."""
        return bool(
            self.topic or self.town or (self.when, self.kind) != (WHEN_CHOICES[0], "any kind")
        )

    def button_value(self, page: int = 0) -> str:
        """Write it as a button's value; words that have no room there are cut."""
        kind = list(KIND_CHOICES).index(self.kind)
        topic = _fitting(self.topic, beside=self.town)
        town = _fitting(self.town, beside=self.topic)
        told = (
            page,
            "m" if self.mine else "a",
            WHEN_CHOICES.index(self.when),
            kind,
            len(topic),
            topic + town,
        )
        return ";".join(map(str, told))

    def restore_words(self, topics: Iterable[str], towns: Iterable[str]) -> "EventFilter":
        """Give back their ends to words that were cut on the way."""
        return structs.replace(
            self, topic=_whole(self.topic, topics), town=_whole(self.town, towns)
        )


def read_filter(
    when: str, kind: str, topic: str, town: str, page: int = 0, *, mine: bool = True
) -> EventFilter:
    """Read what somebody asked for; what nobody offered counts as anything."""
    return EventFilter(
        page,
        mine,
        next((each for each in WHEN_CHOICES if each == when.lower()), WHEN_CHOICES[0]),
        next((each for each in KIND_CHOICES if each == kind.lower()), "any kind"),
        _word(topic, ANY_TOPIC),
        _word(town, ANY_TOWN),
    )


def parse_filter(value: str) -> EventFilter:
    """Read what a button carries."""
    page, whose, when, kind, length, words, *_ = [*value.split(";", 5), *[""] * 6]
    end = row_number(length)
    chosen = _nth(WHEN_CHOICES, when), _nth(tuple(KIND_CHOICES), kind), words[:end], words[end:]
    return read_filter(*chosen, row_number(page), mine=whose != "a")


def _nth(names: Sequence[str], number: str) -> str:
    return names[at] if (at := row_number(number)) < len(names) else ""


def _word(words: str, anything: str) -> str:
    word = clean_text(words, _WORD)
    return "" if word == anything else word


def _fitting(word: str, *, beside: str) -> str:
    room = max(_BOTH // 2, _BOTH - len(beside))
    return word if len(word) <= room else word[: room - 1] + _CUT


def _whole(word: str, among: Iterable[str]) -> str:
    begun = word.removesuffix(_CUT)
    return word if begun == word else next((each for each in among if each.startswith(begun)), word)
