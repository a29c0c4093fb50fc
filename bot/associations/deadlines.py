"""Read deadlines that an event names: its call for papers, its early prices. Pure.

Only what is written beside its own words counts: “Early bird until 15 May”, “CfP closes 30 April”.
Calendars also have entries that are nothing but a deadline, on its day: “CfP closes: DrupalCon”.
"""

import datetime as dt
import re
from collections.abc import Iterator

from msgspec import Struct

from bot.associations.rules import OpeningKind
from bot.dates.local_time import local_date
from bot.events.rules import Event
from bot.sources.parsers.date_extraction import find_dates

_WORDS: dict[OpeningKind, re.Pattern[str]] = {
    "papers": re.compile(
        r"\bc(?:all\s)?f(?:or\s)?p(?:apers|roposals|articipation)?\b"
        r"|\bcalls? for (?:\w+ ){0,2}(?:papers|proposals|speakers|talks|presentations|abstracts|"
        r"contributions|sessions|posters|workshops|participation)\b"
        r"|\b(?:paper|proposal|abstract|talk|session)s? (?:submissions?|deadline)\b"
        r"|\bsubmi(?:t|ssion)s?\b[^.;]{0,40}\b(?:papers?|proposals?|talks?|abstracts?|sessions?)\b"
        r"|\bsubmission deadline\b|\bdeadline for (?:\w+ ){0,2}(?:papers|proposals|submissions|"
        r"abstracts|talks)\b|\beinreichung(?:en|sfrist)?\b",
        re.IGNORECASE,
    ),
    "prices": re.compile(
        r"\bearly[\s-]?birds?\b|\bearly (?:registration|booking|prices?|rates?|tickets?)\b"
        r"|\breduced (?:rates?|fees?|prices?)\b|\bsuper early\b|\bfrühbucher\w*",
        re.IGNORECASE,
    ),
}
_LAST = re.compile(
    r"\b(?:until|till|through|by|before|closes?|closing|ends?|ending|due|deadline|expires?|bis)\b"
    r"(?:\s(?:date|is|on|the|at|am|zum|midnight|of))*\W{0,3}",
    re.IGNORECASE,
)
# What makes a title with such words a deadline, rather than an evening about calls for papers.
_ENDS = re.compile(
    r"\b(?:clos(?:es|ed|ing)|ends?|ending|due|deadline|until|last (?:day|chance|call)|endet"
    r"|schließt|frist|einreichungsfrist|einsendeschluss)\b",
    re.IGNORECASE,
)
_BESIDE = 24  # characters between the two
_DATE_FOLLOWS = re.compile(r"\W{0,5}(?:[^\W\d]{2,9}\W{1,2})?\d")
_BEGINS = re.compile(r"\b(?:opens?|opening|starts?|begins?|from|since|ab)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"\n|(?<=[^\d\W][.!?])\s+|;\s")  # not behind “15.”
_DATE_LENGTH = 28  # characters in which a date stands whole
_DIRECT = 24  # after the words themselves: “CfP: 30 April 2026”
_QUOTE = 160  # characters of the sentence that is shown


class Deadline(Struct, frozen=True):
    """One deadline: of what kind, its last day, and the sentence that names it.

    `is_entry`: the event is nothing but this deadline.
    """

    kind: OpeningKind
    due: dt.date
    quote: str
    is_entry: bool = False


def read_deadlines(event: Event, now: dt.datetime) -> list[Deadline]:
    """Return the deadlines still to come that an event names, one of a kind."""
    today = local_date(now, event.zone)
    last = local_date(event.ends_at, event.zone)
    entry = _read_title(event)
    if entry:
        return [entry] if entry.due >= today else []
    found: dict[OpeningKind, Deadline] = {}
    for sentence in _SENTENCE.split(event.description):
        for kind, words in _WORDS.items():
            due = _last_day(sentence, words, today)
            if kind not in found and due and today <= due <= last:
                found[kind] = Deadline(kind, due, sentence.strip()[:_QUOTE])
    return list(found.values())


def _read_title(event: Event) -> Deadline | None:
    """Return the deadline that an entry of a calendar is, by its title."""
    for kind, words in _WORDS.items():
        for named in words.finditer(event.title):
            around = event.title[max(0, named.start() - _BESIDE) : named.end() + _BESIDE]
            if _ENDS.search(around):
                last = max(event.starts_at, event.ends_at - dt.timedelta(minutes=1))
                due = local_date(last, event.zone)
                return Deadline(kind, due, event.title[:_QUOTE], is_entry=True)
    return None


def _last_day(sentence: str, words: re.Pattern[str], today: dt.date) -> dt.date | None:
    """Return the last day that a sentence names for what these words mean."""
    match = words.search(sentence)
    if match is None:
        return None
    for text in _candidates(sentence, match):
        dates = find_dates(text, today)
        if dates:
            day = dates[0]
            return day.date() if isinstance(day, dt.datetime) else day
    return None


def _candidates(sentence: str, match: re.Match[str]) -> Iterator[str]:
    """Yield what may begin with the date: after “until” and its like, or after the words."""
    others = [other for other in _WORDS.values() if other is not match.re]
    after = sentence[match.end() :]
    ends = [found.start() for other in others for found in [other.search(after)] if found]
    after = after[: min(ends, default=len(after))]
    for last in _LAST.finditer(after):
        yield after[last.end() : last.end() + _DATE_LENGTH]
    if _DATE_FOLLOWS.match(after) and not _BEGINS.search(after[:_DIRECT]):
        yield after[:_DIRECT]
    if "deadline" in match[0].casefold():
        yield after[: 2 * _DIRECT]
