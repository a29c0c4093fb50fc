"""Entries of somebody's own calendar that are nobody else's business. Pure."""

import re
from collections.abc import Iterable

from bot.sources.parsers.model import ParsedEvent

# What calendars show instead of a title to those who may only see when somebody is free, and what
# people call their own hours.
_BUSY = frozenset((
    "busy", "free", "tentative", "private", "private appointment", "private event",
    "private function", "private party", "private booking", "private hire", "private meeting",
    "confidential", "personal", "out of office", "ooo", "away", "unavailable", "not available",
    "working elsewhere", "focus time", "do not book", "do not disturb", "blocked", "no meetings",
    "beschäftigt", "gebucht", "frei", "privat", "privater termin", "privattermin", "abwesend",
    "nicht verfügbar", "belegt", "geschlossene gesellschaft", "private veranstaltung",
    "mit vorbehalt", "an anderem ort tätig", "occupé", "occupé(e)", "privé", "absent",
    "rendez-vous privé", "indisponible", "ocupado", "privado", "no disponible", "occupato",
    "privato", "non disponibile", "bezet", "bezig", "afwezig", "privéafspraak", "ausente",
))  # fmt: skip
# The same before or behind somebody's words: “Private: dentist”, “Ben – out of office”.
_MARK = r"(?:private?|privat|privé|privado|privato|busy|ooo|out of office|abwesend)"
_MARKED = re.compile(
    rf"[\[(]{_MARK}[\])].*|{_MARK}\s*[:|–—]\s*\S.*|{_MARK}\s+-\s+\S.*|busy \(.*\)|🔒.*"
    rf"|.*\S\s*(?:[:|–—]|\s-\s)\s*(?:ooo|out of office|abwesend|on leave)|.*\S\s+ooo",
    re.IGNORECASE,
)
_EDGES = " \t*.!-–—"


def is_private_title(title: str) -> bool:
    """Return whether a title only tells that somebody is busy, or marks an entry as private."""
    words = " ".join(title.split()).strip(_EDGES)
    return words.casefold() in _BUSY or _MARKED.fullmatch(words) is not None


def drop_private(events: Iterable[ParsedEvent]) -> tuple[ParsedEvent, ...]:
    """Return the events that are not marked as private."""
    return tuple(event for event in events if not is_private_title(event.title))
