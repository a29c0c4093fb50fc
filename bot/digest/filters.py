"""Say what somebody wants to see of what is on, short enough to travel in a button."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

from msgspec import Struct, structs

from bot.core.ids import row_number
from bot.digest.rules import OWN
from bot.ui.text import clean

When = Literal["any time", "this week", "next week", "this month"]
Kind = Literal["any kind", "in town", "ours"]
WHEN: tuple[When, ...] = get_args(When)
KINDS: Mapping[Kind, tuple[str, ...]] = {"any kind": (), "in town": ("listed",), "ours": OWN}
ANY_TOPIC, ANY_TOWN = "any topic", "any town"

_WORD = 40  # characters of a topic or a town
_BOTH = 60  # of the two together, beside the rest of a button
_CUT = "…"


class Wish(Struct, frozen=True):
    """What somebody wants to see: which page, only what suits them or all, and the filters."""

    page: int = 0
    mine: bool = True
    when: When = "any time"
    kind: Kind = "any kind"
    topic: str = ""
    town: str = ""

    @property
    def filters(self) -> bool:
        """Tell whether anything is left out besides what does not suit."""
        return bool(self.topic or self.town or (self.when, self.kind) != (WHEN[0], "any kind"))

    def value(self, page: int = 0) -> str:
        """Write it as a button's value; words that have no room there are cut."""
        kind = list(KINDS).index(self.kind)
        topic = _fitting(self.topic, beside=self.town)
        town = _fitting(self.town, beside=self.topic)
        told = page, "m" if self.mine else "a", WHEN.index(self.when), kind, len(topic), topic + town
        return ";".join(map(str, told))

    def whole(self, topics: Iterable[str], towns: Iterable[str]) -> "Wish":
        """Give back their ends to words that were cut on the way."""
        return structs.replace(self, topic=_whole(self.topic, topics), town=_whole(self.town, towns))


def asked(when: str, kind: str, topic: str, town: str, page: int = 0, *, mine: bool = True) -> Wish:
    """Read what somebody asked for; what nobody offered counts as anything."""
    return Wish(
        page,
        mine,
        next((each for each in WHEN if each == when.lower()), WHEN[0]),
        next((each for each in KINDS if each == kind.lower()), "any kind"),
        _word(topic, ANY_TOPIC),
        _word(town, ANY_TOWN),
    )


def read(value: str) -> Wish:
    """Read what a button carries."""
    page, whose, when, kind, length, words, *_ = [*value.split(";", 5), *[""] * 6]
    end = row_number(length)
    chosen = _nth(WHEN, when), _nth(tuple(KINDS), kind), words[:end], words[end:]
    return asked(*chosen, row_number(page), mine=whose != "a")


def _nth(names: Sequence[str], number: str) -> str:
    return names[at] if (at := row_number(number)) < len(names) else ""


def _word(words: str, anything: str) -> str:
    word = clean(words, _WORD)
    return "" if word == anything else word


def _fitting(word: str, *, beside: str) -> str:
    room = max(_BOTH // 2, _BOTH - len(beside))
    return word if len(word) <= room else word[: room - 1] + _CUT


def _whole(word: str, among: Iterable[str]) -> str:
    begun = word.removesuffix(_CUT)
    return word if begun == word else next((each for each in among if each.startswith(begun)), word)
