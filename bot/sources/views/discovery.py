"""Cards that answer an address: being fetched, nothing there, known already, events found."""

from collections.abc import Sequence

from bot.sources.addresses import address_label, file_of, google_calendars
from bot.sources.parsers.model import Fault, ParsedEvent
from bot.sources.records import Source
from bot.sources.views.management import NAME_LIMIT
from bot.sources.views.parts import (
    city_name,
    event_line,
    fault_text,
    fullness_text,
    unknown_zones_text,
)
from bot.ui.cards import Actions, Button, Card, Paragraph, Part
from bot.ui.notices import note_card
from bot.ui.speech import mark, say, say_many
from bot.ui.text import Bold, CommandMention, Node, merge_words, tell, tell_many

WHY_LOOKED = mark("You named the address of a page with events, and I had a look.")

NOT_AN_ADDRESS = mark(
    "I can't read that as the address of a page. Please paste it whole, such as "
    "https://www.meetup.com/your-group."
)
FULL = mark(
    "There are {most} sources already, and that is as many as I keep. Please remove one first."
)
WAIT = mark(
    "{most} of your finds wait for your answer already. Please save or drop some of them first."
)

MAX_PREVIEW = 5  # events that are shown first, before a source is saved
_MAX_LEFT_OUT = 5  # events on a card about those that are left out
_LOOK_AGAIN = mark(
    "These hold something that may not be meant for everybody. Please look at them first:"
)

KINDS = {
    "ics": mark("a calendar"),
    "rss": mark("an RSS feed"),
    "atom": mark("an Atom feed"),
    "tribe": mark("a WordPress calendar"),
    "squarespace": mark("a Squarespace calendar"),
    "localist": mark("a Localist calendar"),
    "listing": mark("a list of events with a page or a calendar file each"),
    "page": mark("a page that lists events"),
}
_NEXT_STEPS = {
    "refused": mark("Please check the address, or try again later."),
    "robots": mark("Its organisers may have a calendar address to subscribe to."),
    "not_found": mark("Please check the address."),
    "login": mark("Please look for the public page or the calendar's own address."),
    "certificate": mark("Please check the address, or try again later."),
    "redirects": mark("Please open it in a browser, and paste the address where you end up."),
    "over": mark("Please add it again when there are new ones."),
    "shielded": mark("Its organisers may have a calendar address to subscribe to."),
    "forbidden": mark("Its organisers may have a calendar address to subscribe to."),
    "script": mark("It may lead to a calendar of its own, often called “subscribe” or “iCal”."),
    "dates": mark("You can note one event by hand."),
    "too_big": mark("Please look for the calendar of a single club or place."),
    "slow": mark("Please try again later."),
    "busy": mark("Please try again later."),
    "unreachable": mark("Please check the address, or try again later."),
}
_LOOK_FOR_CALENDAR = mark(
    "Its calendar may have an address of its own, often called “subscribe” or “iCal”."
)


def looking_card(address: str) -> Card:
    """Confirm that an address is being fetched."""
    return note_card(
        say("I'm having a look"),
        say("I'll tell you in a moment what I find at {page}.", page=address_label(address)),
    )


def nothing_found_card(address: str, fault: Fault) -> Card:
    """Explain why an address has no events to offer, and what to try next."""
    said = nothing_found_text(address, fault)
    footer = tell("Nothing was saved. {add} takes another.", add=CommandMention("events add"))
    return Card("note", say("No events there yet"), (Paragraph((said,)),), footer)


def nothing_found_text(address: str, fault: Fault) -> str:
    """Return why an address has no events to offer, and what to try next."""
    next_step = say(_NEXT_STEPS.get(fault, _LOOK_FOR_CALENDAR))
    return f"{address_label(address)}: {fault_text(fault)} {next_step}"


def dates_found_card(source: Source) -> Card:
    """Show what the dates of a page may belong to, and offer to note one event by hand."""
    guesses = source.preview or ()
    said = f"{address_label(source.address)}: {fault_text('dates')}"
    parts: list[Part] = [Paragraph((said,))]
    if guesses:
        parts.append(Paragraph((say("Perhaps these, but I'm not sure:"),)))
    parts += [Paragraph(event_line(guess)) for guess in guesses]

    number = str(source.id)
    buttons = (
        Button("source.note", say("Note one event by hand"), number, "main"),
        Button("source.drop", say("Not this"), number),
    )
    parts.append(Actions(buttons))
    footer = (say("Nothing was saved. The form has what I read; please check it."),)
    return Card("note", say("Dates, but no events yet"), tuple(parts), footer)


def already_known_card(source: Source) -> Card:
    """Answer that this address is a source already."""
    return note_card(
        say("It is here already"),
        tell(
            "{source} is among the sources. {sources} shows how it fares.",
            source=source.name,
            sources=CommandMention("events sources"),
        ),
    )


def too_secret_card(address: str, events: int) -> Card:
    """Answer that too much of what was found looks like a secret to ask about each."""
    said = say(
        "{page}: {number} of its events hold something that looks like a key, a password or "
        "somebody's number. Please take those out, and name it again.",
        page=address_label(address),
        number=events,
    )
    return Card("note", say("Nothing was saved"), (Paragraph((said,)),))


def left_out_card(source: Source, kept: Sequence[ParsedEvent]) -> Card:
    """Return the note to whoever saved a source on which of its events are never listed."""
    said = say_many(
        "An event of {source} mentions a word that stays inside your company, so I list it "
        "nowhere. Only you read this.",
        "{count} events of {source} mention a word that stays inside your company, so I list them "
        "nowhere. Only you read this.",
        len(kept),
        source=source.name,
    )
    lines = [Paragraph((said,)), *(Paragraph(event_line(event)) for event in kept[:_MAX_LEFT_OUT])]
    return Card("note", say("Left out"), tuple(lines))


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
        parts.append(Paragraph((say(_LOOK_AGAIN),)))
        parts += [Paragraph(event_line(event)) for event in special]
    if any(event.certainty != "stated" for event in preview):
        parts.append(Paragraph((_read_from_text(preview),), soft=True))
    if source.odd_zones:
        parts.append(Paragraph((unknown_zones_text(source),), soft=True))
    if full := fullness_text(source.events):
        parts.append(Paragraph((full,), soft=True))

    number = str(source.id)
    buttons = (
        Button("source.details", say("Save"), number, "main"),
        Button("source.drop", say("Not this"), number),
    )
    parts.append(Actions(buttons))
    footer = (say("Times are those of {city}.", city=city_name(source.zone)),)
    return Card("note", source.name, tuple(parts), footer)


def _read_from_text(preview: Sequence[ParsedEvent]) -> str:
    """Return how events were read that a page lists for people alone, and how sure that is."""
    said = say("The page has no calendar in it, so I read these from its text. Do they match?")
    if all(event.sure for event in preview):
        return said
    unsure = say("What I'm not sure of stays out of the digests.")
    return f"{said} {unsure}"


def found_text(kind: str, feed: str, address: str, events: int, shown: int) -> tuple[Node, ...]:
    """Return what was found at an address, before the first `shown` of its events."""
    what, where = _kind_text(kind, feed), Bold(address_label(address))
    found = tell("I found {what} at {page}", what=what, page=where)
    if file_of(address):
        found = tell("I found {what} in {file}", what=what, file=where)
    if not shown:
        return tell(
            "{found}, with nothing ahead just now. If you save it, I'll keep looking.", found=found
        )

    here = say("Here it is:") if events == 1 else say("Here they are:")
    if events > shown:
        here = say("These come first:")
    counted = tell_many(
        "{found} with {count} event ahead.",
        "{found} with {count} events ahead.",
        events,
        found=found,
    )
    return merge_words((*counted, " ", here))


def _kind_text(kind: str, feed: str) -> str:
    calendars = len(google_calendars(feed))
    if calendars > 1:
        return say("{number} calendars, which I read as one,", number=calendars)
    return say(KINDS.get(kind, KINDS["page"]))
