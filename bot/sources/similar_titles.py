"""Compare two titles word by word: what they share, and what each has that the other lacks."""

import re
from functools import lru_cache

from msgspec import Struct

from bot.sources import similar_words as words
from bot.sources.similar_text import (
    is_number,
    pair_initials,
    pair_words,
    split_words,
    translate_words,
)
from bot.sources.similar_towns import TOWNS

_MONTH = r"(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zäéû]*\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|\.)?"
_ASIDES = (
    "in[ -]person|online|hybrid|free|gratis|vor ort|präsenz|registration|register|rsvp|anmeldung"
    r"|inscription|inscripción|doors?|einlass|beginn|ab \d+"
)
_MARKS = (
    "sold out|ausverkauft|ausgebucht|complet|agotado|esaurito|uitverkocht|esgotado|cancell?ed"
    "|abgesagt|annulé|cancelado|annullato|geannuleerd|postponed|verschoben|reporté|aplazado"
    "|rescheduled|new date|neuer termin|nouvelle date|nueva fecha|ersatztermin|restkarten"
    "|restplätze|(?:few|last|limited) (?:tickets|spots|places)(?: left)?"
    "|(?:registration|booking|anmeldung) (?:required|erforderlich)"
)
_NOISE = re.compile(
    "|".join(
        (
            rf"\((?:[^()]*\b(?:{_ASIDES})\b[^()]*|(?-i:[A-Z]{{2,3}}))\)",
            rf"\b(?:{_MARKS})\b",
            r"\b(?:(?:hosted|organi[sz]ed|powered|sponsored|presented) by|veranstaltet von)\b.*$",
            r"\b\d{1,2}(?:[:.h]\d{2})?\s?(?:[ap]\.?m\b\.?|uhr\b|h\b)|\b\d{1,2}:\d{2}\b",
            r"\b\d{1,2}\.\s?\d{1,2}\.(?:\d{2,4})?|\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b",
            rf"\b{_MONTH}\s{_DAY}(?!\w)|\b{_DAY}\s{_MONTH}(?=\W|$)",
            r"[$€£]\s?\d+(?:[.,]\d+)?|\b\d+(?:[.,]\d+)?\s?[€$£]",
        )
    ),
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b|['’](\d\d)\b")
_INSTALMENT = re.compile(
    r"#\s?(\d+)|\b(?:vol(?:ume)?|n[o°º]|nr|num|edition|édition|edición|edizione|episode|ep|folge"
    r"|ausgabe)\b\.?\s?(\d+)|(?<=\w\s)(\d{1,3})\s*$"
    r"|\b(\d+)(?:st|nd|rd|th|e|er|ème|ª|º|\.(?=\s?[^\W\d]))(?!\w)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:session|part|teil|partie|parte|level|module|modul|group|gruppe|groupe|grupo|team|track"
    r"|grade|klasse|stufe|heat|round|ward|district|day|tag|week|set|lesson|lektion|night|unit"
    r"|chapter|section|kurs|course|liga|stage|phase|block|block|workshop|orchestra|campus|batch)"
    r"\s*[#–-]?\s*(\d+|[IVX]+|one|two|three|four|five|eins|zwei|drei|(?-i:[A-Z]))(?!\w)",
    re.IGNORECASE,
)
_PART = re.compile(r":\s+|\s[-–—|]\s|\s(?:presents|präsentiert|présente|presenta)\b", re.IGNORECASE)
_AGE = re.compile(r"\b(?:u|under|unter)[ -]?(\d+)s?\b", re.IGNORECASE)
_INITIAL = re.compile(r"\b[A-Z]\.\s?(?=[A-Z])")
_CAPITAL = re.compile(r"(?<![\w'’.-])[A-Z](?![\w'’.])|(?<![\w'’.-])[A-Z](?=-[A-Z]\w)")
_VALUES = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "eins": "1", "zwei": "2",
    "drei": "3", "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7",
    "viii": "8",
}  # fmt: skip
_MAX_NUMBER = 4  # digits; longer ones are no part of a name


class TitleWords(Struct, frozen=True):
    """A title in words that can be compared.

    `numbers` tell instalments of one thing apart; `counts` are those of a series (“#57”), and
    `years` the years, which the other title may lack.
    """

    listed: tuple[str, ...]
    numbers: frozenset[str]
    counts: frozenset[str]
    years: frozenset[str]
    towns: frozenset[str]
    plain: frozenset[str]
    parts: tuple[frozenset[str], ...]  # of “Town Python: Python evening”, each by itself


class TitleDifference(Struct, frozen=True):
    """The words of two titles: those in common, and those of either that the other lacks.

    `substituted`: one title has something else where the other has a word of its own.
    """

    shared: frozenset[str]
    left: frozenset[str]
    right: frozenset[str]
    numbers: frozenset[str] = frozenset()  # that one of them has, and the other none of
    contradicts: bool = False
    substituted: bool = False
    placed: frozenset[str] = frozenset()  # shared words that are what both places are called
    whole: bool = False  # one title is a part of the other: “Town Python: Python evening”
    inside: bool = False  # a word of one alone is between two in common: “React Native meetup”

    @property
    def specific(self) -> int:
        """The number of shared words that few titles have."""
        return len(self.shared - words.GENERIC - words.TELLING - self.placed)

    @property
    def own_left(self) -> frozenset[str]:
        """The words of the first alone that say something."""
        return _own(self.left, self.right)

    @property
    def own_right(self) -> frozenset[str]:
        """The words of the second alone that say something."""
        return _own(self.right, self.left)


def _own(mine: frozenset[str], theirs: frozenset[str]) -> frozenset[str]:
    """Return the words that say something, pursuits included where the other says another thing."""
    if theirs - words.GENERIC:
        return mine - (words.GENERIC - words.PURSUITS)
    return mine - words.GENERIC


@lru_cache(maxsize=30_000)
def read_title(title: str) -> TitleWords:
    """Return the words of a title that may say something, in one spelling and one language."""
    text = _NOISE.sub(" ", title)
    years = {year or f"20{short}" for year, short in _YEAR.findall(text)}
    text = _YEAR.sub(" ", text)
    text, ages = _take(_AGE, text, "u")
    text, labels = _take(_LABEL, text)
    text, counts = _take(_INSTALMENT, text)
    text = _INITIAL.sub(" ", text)

    meant = translate_words(split_words(text))
    capitals = {letter.lower() for letter in _CAPITAL.findall(text)}
    if text.isupper() or (capitals == {"a"} and text.lstrip().startswith("A ")):
        capitals = set()
    numbers = ages | labels | capitals
    for word in meant:
        if (is_number(word) and len(word) > 1) or word.isdigit():
            numbers.add(_VALUES.get(word, word))
    numbers = {number for number in numbers if len(number) <= _MAX_NUMBER}
    towns = {TOWNS[word] for word in meant if word in TOWNS}
    listed = [TOWNS.get(word, word) for word in meant if not is_number(word)]
    listed = [word for word in listed if word not in words.FILLERS]
    return TitleWords(
        tuple(dict.fromkeys(listed)),
        frozenset(numbers),
        frozenset(counts),
        frozenset(years),
        frozenset(towns),
        frozenset(split_words(title)),
        tuple(_significant(part) for part in _PART.split(text)),
    )


def _significant(text: str) -> frozenset[str]:
    meant = translate_words(split_words(text))
    said = (TOWNS.get(word, word) for word in meant if not is_number(word))
    return frozenset(word for word in said if word not in words.FILLERS)


def _take(pattern: re.Pattern[str], text: str, prefix: str = "") -> tuple[str, set[str]]:
    """Return a text without what a pattern finds in it, and the numbers found."""
    found: set[str] = set()
    for match in pattern.finditer(text):
        number = next(group for group in match.groups() if group).lower()
        found.add(prefix + _VALUES.get(number, number))

    # what the number counts stays: “Session 2” and “Session 3” are both sessions
    def keep_word(match: re.Match[str]) -> str:
        number = next(group for group in match.groups() if group)
        return match[0][: match[0].rindex(number)] + " "

    return pattern.sub(keep_word, text), found


def compare_titles(
    one: TitleWords, other: TitleWords, where: tuple[frozenset[str], frozenset[str]]
) -> TitleDifference:
    """Compare two titles; what either place is called belongs to neither."""
    left, right = list(one.listed), list(other.listed)
    places = where[0] | where[1]
    pairs = pair_words(left, right)
    pair_initials(left, right, pairs)
    taken = set[int]().union(*pairs.values())
    shared = frozenset(left[at] for at in pairs)
    lonely = [at for at in range(len(left)) if at not in pairs and left[at] not in places]
    other_lonely = [at for at in range(len(right)) if at not in taken and right[at] not in places]

    numbers, contradicts = _compare_numbers(one, other)
    return TitleDifference(
        shared,
        frozenset(left[at] for at in lonely),
        frozenset(right[at] for at in other_lonely),
        numbers,
        contradicts,
        _is_substituted(left, lonely, right, other_lonely, pairs),
        where[0] & where[1],
        frozenset(one.listed) in other.parts or frozenset(other.listed) in one.parts,
        _is_inside(left, lonely, set(pairs)) or _is_inside(right, other_lonely, taken),
    )


def _compare_numbers(one: TitleWords, other: TitleWords) -> tuple[frozenset[str], bool]:
    """Return the numbers that only one has, and whether both have others."""
    left = one.numbers - other.numbers - other.counts - other.plain
    right = other.numbers - one.numbers - one.counts - one.plain
    if one.years and other.years and not one.years & other.years:
        return frozenset(), True
    if one.counts and other.counts and not one.counts & other.counts:
        return frozenset(), True
    if (left and (right or other.numbers)) or (right and one.numbers):
        return frozenset(), True
    return left | right, False


def _is_substituted(
    left: list[str],
    lonely: list[int],
    right: list[str],
    other_lonely: list[int],
    pairs: dict[int, set[int]],
) -> bool:
    """Return whether words of both stand in one place: after, or before, the same word."""
    vague = words.GENERIC - words.PURSUITS
    mine = [at for at in lonely if left[at] not in vague]
    theirs = [at for at in other_lonely if right[at] not in vague]
    if not mine or not theirs:
        return False

    taken = {to: at for at, many in pairs.items() for to in many}
    known = set(pairs)
    other_known = set(taken)
    before = {_last_before(at, known) for at in mine}
    after = {_first_after(at, known) for at in mine}
    for to in theirs:
        previous, following = _last_before(to, other_known), _first_after(to, other_known)
        if previous is not None and taken[previous] in before:
            return True
        if following is not None and taken[following] in after:
            return True
    return False


def _is_inside(listed: list[str], lonely: list[int], known: set[int]) -> bool:
    own = [at for at in lonely if listed[at] not in words.GENERIC]
    return any(
        _first_after(at, known) is not None and _last_before(at, known) is not None for at in own
    )


def _last_before(at: int, known: set[int]) -> int | None:
    return max((position for position in known if position < at), default=None)


def _first_after(at: int, known: set[int]) -> int | None:
    return min((position for position in known if position > at), default=None)
