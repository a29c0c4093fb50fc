"""Doubts about the records of a list: a date without a year may be past, “7:30” in the evening."""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import structs

from bot.sources.parsers.line_facts import LineFacts
from bot.sources.parsers.page_records import Record

_AFTERNOON = 13
_TWELVE_HOURS = ("en", "")  # languages in which “7:30” may be in the evening


def mark_doubtful(
    records: Sequence[Record], facts: Sequence[LineFacts], language: str
) -> list[Record]:
    """Return the records of a list; those in doubt are marked."""
    vague = language in _TWELVE_HOURS and not _counts_to_24(facts)
    past = _perhaps_past(records)
    return [
        structs.replace(record, doubtful=number in past or (vague and _is_vague(record)))
        for number, record in enumerate(records)
    ]


def _counts_to_24(facts: Sequence[LineFacts]) -> bool:
    """Return whether a page writes an hour such as 18:30."""
    return any(
        f"{span.starts.hour}" in fact.line.text
        for fact in facts
        for span in fact.times
        if span.starts.hour >= _AFTERNOON
    )


def _is_vague(record: Record) -> bool:
    own = () if record.inherited else record.dated.times
    spans = own or [span for fact in record.facts for span in fact.times]
    return any(span.vague for span in spans[:1])


def _perhaps_past(records: Sequence[Record]) -> set[int]:
    """Return the dates without a year that stand before earlier ones in a list by date.

    Of “12 March … 15 October”, read in October, March was this year, and not the next.
    """
    days = [record.dated.mentions[0].days[0] for record in records]
    order = list(range(len(days)))
    keys = [(day.month, day.day) for day in days]
    falls = sum(before > after for before, after in pairwise(keys))
    rises = sum(before < after for before, after in pairwise(keys))
    if rises >= falls:
        order.reverse()

    past: set[int] = set()
    soonest = None
    for number in order:  # from the last of a list by date to its first
        firm = records[number].dated.mentions[0].firm
        later = soonest is not None and days[soonest] < days[number]
        if later and not firm and soonest is not None and keys[number] < keys[soonest]:
            past.add(number)
        elif soonest is None or days[number] < days[soonest]:
            soonest = number
    return past
