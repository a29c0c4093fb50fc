"""Lines that several cards about sources share."""

from bot.sources.parsers.model import MAX_EVENTS, ListedAs, ParsedEvent
from bot.sources.records import Source
from bot.sources.similarity import Comparable
from bot.ui.text import Bold, Instant, Node, Text, format_local

# Whatever the reason: what lies inside a network is nobody's business.
_NOBODY = "Nobody answers there."
FAULT_TEXTS = {
    "refused": _NOBODY,
    "robots": "The site asks programs like me not to read it.",
    "not_found": "There is no such page.",
    "login": "It asks for a password, and I have none.",
    "forbidden": "The site doesn't let me in.",
    "shielded": "The site checks that a person is looking before it opens, so it keeps me out.",
    "certificate": "I can't connect to it securely: something is wrong with its certificate.",
    "redirects": "It keeps sending me on to another page.",
    "too_big": "It is far too large for a calendar.",
    "slow": "It took too long to answer.",
    "busy": "The site is too busy to answer just now.",
    "unreachable": _NOBODY,
    "unreadable": "I could not make sense of what is there.",
    "bomb": "I could not make sense of what is there.",
    "script": "The page is only filled in inside a browser; what reaches me is empty.",
    "no_events": "I see a page there, but no events on it.",
    "over": "All the dates that I see there are over.",
    "dates": "I see dates there, but not what they belong to.",
}

_STATES: dict[ListedAs, str] = {
    "postponed": "postponed",
    "rescheduled": "rescheduled",
    "online": "online",
    "sold_out": "sold out",
}


_DOUBTS = {
    "guessed": "not sure",
    "hidden": "hidden by an organiser",
    "kept": "mentions a word that stays inside, so I leave it out",
}


def event_line(event: Comparable) -> Text:
    """Return an event in one line: when, title, place, and whether it is cancelled."""
    when: Node = Instant(event.starts_at, event.zone)
    if event.all_day:
        # A whole day is the same wherever its reader is, so it is no Instant.
        when = format_local(Instant(event.starts_at, event.zone, "day"))

    where = f", {event.place}" if event.place else ""
    mark = _mark(event) if isinstance(event, ParsedEvent) else ""
    return when, " · ", Bold(event.title), f"{where}{mark}"


def _mark(event: ParsedEvent) -> str:
    """Return what else a listing says, in brackets."""
    state = _STATES.get(event.listed_as, "")
    if event.cancelled and event.listed_as != "postponed":
        state = "cancelled"
    marks = [state, _DOUBTS.get(event.certainty, "")]
    return "".join(f" ({mark})" for mark in marks if mark)


def fullness_text(events: int) -> str:
    """Return that a source lists as much as is kept, or an empty string."""
    if events < MAX_EVENTS:
        return ""
    return (
        f"{MAX_EVENTS:,} events are as many as I keep of one calendar: these are the soonest, and "
        "later ones follow as they pass."
    )


def count_text(events: int) -> str:
    """Return a number of events in words."""
    return f"{events} event{'' if events == 1 else 's'}"


def unknown_zones_text(source: Source) -> str:
    """Return the warning that some times name an unknown zone."""
    return (
        "Some of its times name a zone that I don't know; I read those as "
        f"{city_name(source.zone)} time."
    )


def city_name(zone: str) -> str:
    """Return the city of an IANA zone name."""
    return zone.rpartition("/")[2].replace("_", " ")
