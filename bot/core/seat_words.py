"""Words for a number of seats: “for four”, “zu viert”, “somos 4”, “me and 3 others”. Pure."""

import re

from bot.dates.vocabulary import COUNTS

_SEATS = (
    r"(?:seats?|people|persons?|of us|places|platze|plaetze|leute|personen|personnes|personas"
    r"|plazas|sitios|ppl|pax|pers\.?)"
)
_FOR = (
    r"(?:(?:a )?table for|for|we are|we're|party of|fur|fuer|pour|para|group of|up to|max\.?"
    r"|maximum|maximal|maximo|bis zu|hasta|x|(?:ein )?tisch fur|(?:una )?mesa para|somos|wir sind"
    r"|seremos)"
)
SEATED = re.compile(
    rf"(?:(?:{_FOR}|seats?) ?)?(?P<n>\d{{1,2}}|[a-z]+?)(?: ?(?:{_SEATS}|[xp]|pers))?"
    r"(?: (?:free|left|frei|libres))?"
    r"|zu (?P<strong>zweit|dritt|viert|funft|fuenft|sechst|siebt|acht)"
)
_STRONG = {"zweit": 2, "dritt": 3, "viert": 4, "funft": 5, "fuenft": 5, "sechst": 6, "siebt": 7,
           "acht": 8}  # fmt: skip
BETWEEN = re.compile(
    rf"(?:(?:for|fur|para) )?\d{{1,2}} ?(?:-|to|or|bis|oder|a|o) ?(?P<most>\d{{1,2}}) {_SEATS}"
)
_WITH = r"(?:with|mit|con|avec)"
_MORE = (
    r"(?:others?|more|friends|colleagues|coworkers|andere[n]?|weitere[n]?|kolleg(?:en|innen)"
    r"|freunden|mas|amigos|amigas|companeros|companeras|colegas)"
)
OTHERS = re.compile(
    rf"(?:me )?(?:(?:and|plus|{_WITH}|\+) ?)?(?:otros |otras )?(?P<n>\d{{1,2}}|[a-z]+) {_MORE}"
    rf"|{_WITH} (?P<people>\d{{1,2}}|[a-z]+) (?:people|persons|ppl|leuten|personen|personas)"
    rf"|con otr[oa]s (?P<otros>\d{{1,2}}|[a-z]+)"
    r"|(?:me )?\+ ?(?P<plus>\d{1,2})"
)


def seats_of(shape: re.Match[str]) -> int:
    """Return the seats of words of the shape `SEATED`, or 0 where they name none."""
    return _STRONG[shape["strong"]] if shape["strong"] else seat_count(shape["n"])


def others_of(shape: re.Match[str]) -> int:
    """Return how many people besides the speaker words of the shape `OTHERS` name, or 0."""
    return number_of(shape["n"] or shape["people"] or shape["otros"] or shape["plus"])


def number_of(word: str) -> int:
    """Return a number in digits or words, or 0."""
    return int(word) if word.isdecimal() else COUNTS.get(word, 0)


def seat_count(word: str) -> int:
    """Return how many seats a word names, of two or more, or 0."""
    count = number_of(word)
    return count if 2 <= count <= 99 and word not in ("a", "an") else 0
