"""Cards that answer an address: being fetched, nothing there, known already, events found."""

from collections.abc import Sequence

from bot.sources.addresses import address_label, file_of, google_calendars
from bot.sources.parsers.model import Fault, ParsedEvent
from bot.sources.records import Source
from bot.sources.rules import MAX_SOURCES, MAX_UNANSWERED
from bot.sources.views.management import NAME_LIMIT
from bot.sources.views.parts import (
    FAULT_TEXTS,
    city_name,
    count_text,
    event_line,
    fullness_text,
    unknown_zones_text,
)
from bot.ui.cards import Actions, Button, Card, Paragraph, Part
from bot.ui.notices import note_card
from bot.ui.text import Bold, CommandMention, Node

WHY_LOOKED = "You named the address of a page with events, and I had a look."

NOT_AN_ADDRESS = (
    "I can't read that as the address of a page. Please paste it whole, such as "
    "https://www.meetup.com/your-group."
)
FULL = (
    f"There are {MAX_SOURCES} sources already, and that is as many as I keep. "
    "Please remove one first."
)
WAIT = (
    f"{MAX_UNANSWERED} of your finds wait for your answer already. "
    "Please save or drop some of them first."
)

MAX_PREVIEW = 5  # events that are shown first, before a source is saved
_MAX_LEFT_OUT = 5  # events on a card about those that are left out
_LOOK_AGAIN = "These hold something that may not be meant for everybody. Please look at them first:"

KINDS = {
    "ics": "a calendar",
    "rss": "an RSS feed",
    "atom": "an Atom feed",
    "tribe": "a WordPress calendar",
    "squarespace": "a Squarespace calendar",
    "localist": "a Localist calendar",
    "listing": "a list of events with a page or a calendar file each",
    "page": "a page that lists events",
}
_NEXT_STEPS = {
    "refused": "Please check the address, or try again later.",
    "robots": "Its organisers may have a calendar address to subscribe to.",
    "not_found": "Please check the address.",
    "login": "Please look for the public page or the calendar's own address.",
    "certificate": "Please check the address, or try again later.",
    "redirects": "Please open it in a browser, and paste the address where you end up.",
    "over": "Please add it again when there are new ones.",
    "shielded": "Its organisers may have a calendar address to subscribe to.",
    "forbidden": "Its organisers may have a calendar address to subscribe to.",
    "script": "It may lead to a calendar of its own, often called “subscribe” or “iCal”.",
    "dates": "You can note one event by hand.",
    "too_big": "Please look for the calendar of a single club or place.",
    "slow": "Please try again later.",
    "busy": "Please try again later.",
    "unreachable": "Please check the address, or try again later.",
}
_LOOK_FOR_CALENDAR = (
    "Its calendar may have an address of its own, often called “subscribe” or “iCal”."
)


def looking_card(address: str) -> Card:
    """Confirm that an address is being fetched."""
    return note_card(
        "I'm having a look", f"I'll tell you in a moment what I find at {address_label(address)}."
    )


def nothing_found_card(address: str, fault: Fault) -> Card:
    """Explain why an address has no events to offer, and what to try next."""
    said = nothing_found_text(address, fault)
    footer = ("Nothing was saved. ", CommandMention("events add"), " takes another.")
    return Card("note", "No events there yet", (Paragraph((said,)),), footer)


def nothing_found_text(address: str, fault: Fault) -> str:
    """Return why an address has no events to offer, and what to try next."""
    next_step = _NEXT_STEPS.get(fault, _LOOK_FOR_CALENDAR)
    return f"{address_label(address)}: {FAULT_TEXTS[fault]} {next_step}"


def dates_found_card(source: Source) -> Card:
    """Show what the dates of a page may belong to, and offer to note one event by hand."""
    guesses = source.preview or ()
    said = f"{address_label(source.address)}: {FAULT_TEXTS['dates']}"
    parts: list[Part] = [Paragraph((said,))]
    if guesses:
        parts.append(Paragraph(("Perhaps these, but I'm not sure:",)))
    parts += [Paragraph(event_line(guess)) for guess in guesses]

    number = str(source.id)
    buttons = (
        Button("source.note", "Note one event by hand", number, "main"),
        Button("source.drop", "Not this", number),
    )
    parts.append(Actions(buttons))
    footer = ("Nothing was saved. The form has what I read; please check it.",)
    return Card("note", "Dates, but no events yet", tuple(parts), footer)


def already_known_card(source: Source) -> Card:
    """Answer that this address is a source already."""
    return note_card(
        "It is here already",
        (
            f"{source.name} is among the sources. ",
            CommandMention("events sources"),
            " shows how it fares.",
        ),
    )


def too_secret_card(address: str, events: int) -> Card:
    """Answer that too much of what was found looks like a secret to ask about each."""
    said = (
        f"{address_label(address)}: {events} of its events hold something that looks like a key, "
        "a password or somebody's number. Please take those out, and name it again."
    )
    return Card("note", "Nothing was saved", (Paragraph((said,)),))


def left_out_card(source: Source, kept: Sequence[ParsedEvent]) -> Card:
    """Return the note to whoever saved a source on which of its events are never listed."""
    one = len(kept) == 1
    said = (
        f"{'An event' if one else f'{len(kept)} events'} of {source.name} "
        f"{'mentions' if one else 'mention'} a word that stays inside your company, so I list "
        f"{'it' if one else 'them'} nowhere. Only you read this."
    )
    lines = [Paragraph((said,)), *(Paragraph(event_line(event)) for event in kept[:_MAX_LEFT_OUT])]
    return Card("note", "Left out", tuple(lines))


def source_name(title: str, address: str) -> str:
    """Return a source's name: its title or else its site, cut to the form's limit."""
    return (title or address_label(address))[:NAME_LIMIT].strip()


def source_found_card(source: Source) -> Card:
    """Preview what was found at an address, and ask whether to keep it."""
    preview = (source.preview or ())[:MAX_PREVIEW]
    special = (source.preview or ())[MAX_PREVIEW:]
    lead = found_text(source.kind, source.feed, source.address, source.events, len(preview))
    parts: list[Part] = [Paragraph(lead)]
    parts += [Paragraph(event_line(event)) for event in preview]
    if special:
        parts.append(Paragraph((_LOOK_AGAIN,)))
        parts += [Paragraph(event_line(event)) for event in special]
    if any(event.certainty != "stated" for event in preview):
        parts.append(Paragraph((_read_from_text(preview),), soft=True))
    if source.odd_zones:
        parts.append(Paragraph((unknown_zones_text(source),), soft=True))
    if full := fullness_text(source.events):
        parts.append(Paragraph((full,), soft=True))

    number = str(source.id)
    buttons = (
        Button("source.details", "Save", number, "main"),
        Button("source.drop", "Not this", number),
    )
    parts.append(Actions(buttons))
    footer = (f"Times are those of {city_name(source.zone)}.",)
    return Card("note", source.name, tuple(parts), footer)


def _read_from_text(preview: Sequence[ParsedEvent]) -> str:
    """Return how events were read that a page lists for people alone, and how sure that is."""
    said = "The page has no calendar in it, so I read these from its text. Do they match?"
    if all(event.sure for event in preview):
        return said
    return f"{said} What I'm not sure of stays out of the digests."


def found_text(kind: str, feed: str, address: str, events: int, shown: int) -> tuple[Node, ...]:
    """Return what was found at an address, before the first `shown` of its events."""
    where = " in " if file_of(address) else " at "
    found = ("I found ", _kind_text(kind, feed), where, Bold(address_label(address)))
    if not shown:
        return (*found, ", with nothing ahead just now. If you save it, I'll keep looking.")

    here = "Here it is:" if events == 1 else "Here they are:"
    if events > shown:
        here = "These come first:"
    return (*found, f" with {count_text(events)} ahead. {here}")


def _kind_text(kind: str, feed: str) -> str:
    calendars = len(google_calendars(feed))
    if calendars > 1:
        return f"{calendars} calendars, which I read as one,"
    return KINDS.get(kind, KINDS["page"])
