"""Word what people read about the calendar files that they hand in."""

from bot.sources.addresses import address_label
from bot.sources.parsers.model import Fault
from bot.sources.records import Source
from bot.ui.cards import Actions, Button, Card, FileField, Form, Paragraph
from bot.ui.notices import note_card
from bot.ui.text import Bold

WHY_READ = "You handed in a calendar file with /events upload, and I read it."

FILE_FIELD = FileField(
    "file",
    "Calendar file",
    "One file that ends in .ics, up to 500 kB. Most calendar programs export one.",
    required=True,
)
_WRONG = {
    "unreadable": "I could not make sense of it as a calendar.",
    "bomb": "I could not make sense of it as a calendar.",
    "too_big": "There are far more events in it than I can keep.",
    "no_events": "Nothing in it lies ahead.",
}
_NEXT = {
    "unreadable": "Please export it once more, as iCalendar (.ics).",
    "bomb": "Please export it once more, as iCalendar (.ics).",
    "too_big": "Please export the calendar of a single club or place.",
    "no_events": "Please export one that has events to come.",
}


def upload_form() -> Form:
    """Ask for a file."""
    intro = (
        "I show you what is in it before anything is kept. The same file name again brings "
        "its "
        "events up to date."
    )
    return Form(
        "upload.take", "Events from a file", (FILE_FIELD,), submit="Read it", intro=(intro,)
    )


def reading_file_card(name: str) -> Card:
    """Say that a file is being read."""
    return note_card("I'm reading it", f"I'll tell you in a moment what I find in {name}.")


def reading_newer_file_card(source: Source) -> Card:
    """Say that a newer version of a known file is being read."""
    return note_card(
        "I'm reading the newer version",
        f"{address_label(source.address)} is among the sources, as {source.name}. I'll tell you in "
        "a moment what I find; "
        "until then what it listed before stays.",
    )


def nothing_kept_card(source: Source, fault: Fault) -> Card:
    """Say what keeps a file from being a source."""
    said = Paragraph((f"{address_label(source.address)}: {_wrong(fault)} {_next(fault)}",))
    footer = ("Nothing was saved. ", Bold("/events upload"), " takes another.")
    return Card("note", "No events in it yet", (said,), footer)


def file_renewed_card(source: Source, events: int) -> Card:
    """Say that a newer version has taken the place of the one before."""
    count = f"{events} event{'' if events == 1 else 's'}"
    return note_card(
        f"{source.name} is up to date",
        f"I read the newer {address_label(source.address)}: {count} ahead. What moved has moved; "
        "what it no longer lists is "
        "marked as called off.",
    )


def file_not_renewed_card(source: Source, fault: Fault) -> Card:
    """Say what keeps a newer version from taking the place of the one before."""
    said = f"I read the newer {address_label(source.address)}. {_wrong(fault)} {_next(fault)}"
    return note_card(
        f"{source.name} stays as it was",
        said,
        "Nothing was changed: what it listed before still holds.",
    )


def another_calendar_card(source: Source) -> Card:
    """Say that a file of a known name is another calendar."""
    name = address_label(source.address)
    said = (
        f"This {name} has no event in common with the one that {source.name} is read from, so "
        "nothing was changed. "
        "Give the file a name of its own and hand it in again; then I keep both."
    )
    items = (
        Button("upload.again", "Hand it in again", style="main"),
        Button("source.remove", "Remove the old one", str(source.id), "danger"),
    )
    return Card("note", "That is another calendar", (Paragraph((said,)), Actions(items)))


def _wrong(fault: Fault) -> str:
    return _WRONG.get(fault, _WRONG["unreadable"])


def _next(fault: Fault) -> str:
    return _NEXT.get(fault, _NEXT["unreadable"])
