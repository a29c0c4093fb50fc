"""Rhythms as people say them: “every second Friday”, “alle zwei Wochen”, “cada mes”. Pure."""

import re
from collections.abc import Iterable

from msgspec import Struct

from bot.dates.rhythms import RHYTHMS
from bot.dates.vocabulary import WEEKDAYS, fold_phrase

_ALONE = {
    "weekly": "w1", "wochentlich": "w1", "woechentlich": "w1", "semanal": "w1",
    "semanalmente": "w1", "fortnightly": "w2", "biweekly": "w2", "zweiwochentlich": "w2",
    "14-tagig": "w2", "quincenal": "w2", "monthly": "3", "monatlich": "3", "mensual": "3",
    "mensualmente": "3", "every month": "3", "each month": "3", "jeden monat": "3",
    "cada mes": "3", "todos los meses": "3", "quarterly": "3m3", "every quarter": "3m3",
    "vierteljahrlich": "3m3", "vierteljaehrlich": "3m3", "jedes quartal": "3m3",
    "trimestral": "3m3", "cada trimestre": "3m3",
}  # fmt: skip
_ORDINALS = {
    "first": 1, "1st": 1, "erste": 1, "ersten": 1, "erster": 1, "primer": 1, "primero": 1,
    "second": 2, "2nd": 2, "other": 2, "zweite": 2, "zweiten": 2, "zweiter": 2,
    "anderen": 2, "segundo": 2,
    "third": 3, "3rd": 3, "dritte": 3, "dritten": 3, "dritter": 3, "tercer": 3, "tercero": 3,
    "fourth": 4, "4th": 4, "vierte": 4, "vierten": 4, "vierter": 4, "cuarto": 4,
    "last": -1, "letzte": -1, "letzten": -1, "letzter": -1, "ultimo": -1,
}  # fmt: skip
_NUMBERS = {
    "two": 2, "2": 2, "zwei": 2, "dos": 2, "three": 3, "3": 3, "drei": 3, "tres": 3,
    "four": 4, "4": 4, "vier": 4, "cuatro": 4, "six": 6, "6": 6, "sechs": 6, "seis": 6,
}  # fmt: skip
_SHORTEST_DAY = 6  # letters of a weekday that may stand in the plural
_LONGEST = 7  # words


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"


_DAY = rf"(?P<day>{_any_of(WEEKDAYS)})s?"
_EVERY = r"(?:every|each|jeden|jede|jeder|alle|cada|todos los|todas las)"
_EVERY_DAY = re.compile(rf"(?:on )?{_EVERY} (?:(?P<nth>{_any_of(_ORDINALS)}) )?{_DAY}")
_EVERY_WEEKS = re.compile(
    rf"{_EVERY} (?:(?P<n>{_any_of({**_NUMBERS, 'other': 2, 'second': 2, 'zweite': 2})}) )?"
    rf"(?:weeks?|wochen?|semanas?)(?: (?:on |am |el |los )?{_DAY})?"
)
_OF_MONTH = re.compile(
    rf"(?:on )?(?:the |am |el |{_EVERY} )?(?P<nth>{_any_of(_ORDINALS)}) {_DAY}"
    r" (?:of |in |im |des |del? )(?:the |every |each |jedem |jeden |cada )?(?:months?|monats?|mes)"
)


class SaidRhythm(Struct, frozen=True):
    """A rhythm, the weekday if one is said with it (Monday is 0), and the words beside both."""

    rhythm: str
    weekday: int | None
    rest: str


def find_rhythm(text: str) -> SaidRhythm | None:
    """Return the longest words of a text that are about a rhythm, as one of `RHYTHMS`, if any."""
    words = text.split()
    for length in range(min(_LONGEST, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            phrase = fold_phrase(" ".join(words[first : first + length])).rstrip(",")
            rhythm, day = _read_phrase(phrase)
            if rhythm in RHYTHMS:
                rest = " ".join([*words[:first], *words[first + length :]])
                return SaidRhythm(rhythm, WEEKDAYS.get(day), rest)
    return None


def _read_phrase(phrase: str) -> tuple[str, str]:
    """Return the rhythm and the weekday of a phrase that is about nothing else, or empty words."""
    if rhythm := _ALONE.get(phrase):
        return rhythm, ""
    if match := _OF_MONTH.fullmatch(phrase):
        return str(_ORDINALS[match["nth"]]), match["day"]
    if match := _EVERY_WEEKS.fullmatch(phrase):
        number = {**_NUMBERS, **_ORDINALS}.get(match["n"], 1)
        return f"w{number}", match["day"] or ""
    if match := _EVERY_DAY.fullmatch(phrase):
        return _nth_day(match["nth"]), match["day"]
    day = phrase.removesuffix("s")  # “Fridays”, “freitags”
    is_plural = day != phrase and len(day) >= _SHORTEST_DAY and day in WEEKDAYS
    return ("w1", day) if is_plural else ("", "")


def _nth_day(word: str | None) -> str:
    """Return the rhythm of “every … Friday”: the second is every other, the third a month's."""
    if word is None:
        return "w1"
    number = _ORDINALS[word]
    return "w2" if number == 2 else str(number)
