"""Lines that several cards about sources share."""

from bot.sources.parsers.model import MAX_EVENTS, ListedAs, ParsedEvent
from bot.sources.records import Source
from bot.sources.similarity import Comparable
from bot.ui.speech import mark, say
from bot.ui.text import Bold, Instant, Node, Text, format_local

# Whatever the reason: what lies inside a network is nobody's business.
_NOBODY = mark("Nobody answers there.")
FAULT_TEXTS = {
    "refused": _NOBODY,
    "robots": mark("The site asks programs like me not to read it."),
    "not_found": mark("There is no such page."),
    "login": mark("It asks for a password, and I have none."),
    "forbidden": mark("The site doesn't let me in."),
    "shielded": mark(
        "The site checks that a person is looking before it opens, so it keeps me out."
    ),
    "certificate": mark("I can't connect to it securely: something is wrong with its certificate."),
    "redirects": mark("It keeps sending me on to another page."),
    "too_big": mark("It is far too large for a calendar."),
    "slow": mark("It took too long to answer."),
    "busy": mark("The site is too busy to answer just now."),
    "unreachable": _NOBODY,
    "unreadable": mark("I could not make sense of what is there."),
    "bomb": mark("I could not make sense of what is there."),
    "script": mark("The page is only filled in inside a browser; what reaches me is empty."),
    "no_events": mark("I see a page there, but no events on it."),
    "over": mark("All the dates that I see there are over."),
    "dates": mark("I see dates there, but not what they belong to."),
}

_STATES: dict[ListedAs, str] = {
    "postponed": mark("postponed"),
    "rescheduled": mark("rescheduled"),
    "online": mark("online"),
    "sold_out": mark("sold out"),
}


_DOUBTS = {
    "guessed": mark("not sure"),
    "hidden": mark("hidden by an organiser"),
    "kept": mark("mentions a word that stays inside, so I leave it out"),
}


def event_line(event: Comparable) -> Text:
    """Return an event in one line: when, title, place, and whether it is cancelled."""
    when: Node = Instant(event.starts_at, event.zone)
    if event.all_day:
        # A whole day is the same wherever its reader is, so it is no Instant.
        when = format_local(Instant(event.starts_at, event.zone, "day"))

    where = f", {event.place}" if event.place else ""
    also = _also_said(event) if isinstance(event, ParsedEvent) else ""
    return when, " · ", Bold(event.title), f"{where}{also}"


def _also_said(event: ParsedEvent) -> str:
    """Return what else a listing says, in brackets."""
    state = _STATES.get(event.listed_as, "")
    if event.cancelled and event.listed_as != "postponed":
        state = mark("cancelled")
    remarks = [state, _DOUBTS.get(event.certainty, "")]
    return "".join(f" ({say(remark)})" for remark in remarks if remark)


def fullness_text(events: int) -> str:
    """Return that a source lists as much as is kept, or an empty string."""
    if events < MAX_EVENTS:
        return ""
    return say(
        "{number} events are as many as I keep of one calendar: these are the soonest, and later "
        "ones follow as they pass.",
        number=f"{MAX_EVENTS:,}",
    )


def fault_text(fault: str) -> str:
    """Return why a source could not be read, or an empty string for an unknown reason."""
    return say(FAULT_TEXTS[fault]) if fault in FAULT_TEXTS else ""


def unknown_zones_text(source: Source) -> str:
    """Return the warning that some times name an unknown zone."""
    return say(
        "Some of its times name a zone that I don't know; I read those as {city} time.",
        city=city_name(source.zone),
    )


def city_name(zone: str) -> str:
    """Return the city of an IANA zone name."""
    return zone.rpartition("/")[2].replace("_", " ")
