"""Texts, cards and the form about uploaded calendar files."""

from collections.abc import Sequence

from bot.sources.addresses import address_label
from bot.sources.parsers.model import Fault
from bot.sources.records import Source
from bot.sources.views.parts import fullness_text
from bot.ui.cards import Actions, Button, Card, FileField, Form, Paragraph
from bot.ui.notices import note_card
from bot.ui.text import CommandMention

WHY_READ = (
    "You handed in a calendar file with ",
    CommandMention("events upload"),
    ", and I read it.",
)

FILE_FIELD = FileField(
    "file",
    "Calendar file",
    "One file that ends in .ics, up to 500 kB. Most calendar programs export one.",
    required=True,
)
_MAX_ASKED = 5  # events that are shown of those that are asked about
_FAULT_TEXTS = {
    "unreadable": "I could not make sense of it as a calendar.",
    "bomb": "I could not make sense of it as a calendar.",
    "too_big": "There are far more events in it than I can keep.",
    "no_events": "Nothing in it lies ahead.",
}
_NEXT_STEPS = {
    "unreadable": "Please export it once more, as iCalendar (.ics).",
    "bomb": "Please export it once more, as iCalendar (.ics).",
    "too_big": "Please export the calendar of a single club or place.",
    "no_events": "Please export one that has events to come.",
}


def upload_form(approval: str = "") -> Form:
    """Ask for a file; with an `approval`, for one whose owner was asked about it and means it."""
    intro = (
        "I show you what is in it before anything is kept. "
        "The same file name again brings its events up to date."
    )
    if approval:
        intro = "Hand in the same file again. What I asked you about is then posted as it is."
    return Form("upload.take", "Events from a file", (FILE_FIELD,), approval, "Read it", (intro,))


def reading_file_card(name: str) -> Card:
    """Confirm that a file is being parsed."""
    return note_card("I'm reading it", f"I'll tell you in a moment what I find in {name}.")


def reading_newer_file_card(source: Source) -> Card:
    """Confirm that a newer version of a file is being parsed."""
    return note_card(
        "I'm reading the newer version",
        f"{address_label(source.address)} is among the sources, as {source.name}. "
        "I'll tell you in a moment what I find; until then what it listed before stays.",
    )


def nothing_kept_card(source: Source, fault: Fault) -> Card:
    """Explain why a file was not kept."""
    said = f"{address_label(source.address)}: {_advice(fault)}"
    footer = ("Nothing was saved. ", CommandMention("events upload"), " takes another.")
    return Card("note", "No events in it yet", (Paragraph((said,)),), footer)


def file_renewed_card(source: Source, events: int) -> Card:
    """Confirm that a newer version replaced the older one."""
    count = f"{events} event{'' if events == 1 else 's'}"
    return note_card(
        f"{source.name} is up to date",
        f"I read the newer {address_label(source.address)}: {count} ahead. "
        "What moved has moved; what it no longer lists is marked as called off.",
        *filter(None, (fullness_text(events),)),
    )


def file_not_renewed_card(source: Source, fault: Fault) -> Card:
    """Explain why a newer version was not accepted."""
    return note_card(
        f"{source.name} stays as it was",
        f"I read the newer {address_label(source.address)}. {_advice(fault)}",
        "Nothing was changed: what it listed before still holds.",
    )


def another_calendar_card(source: Source) -> Card:
    """Explain that a file of a known name is another calendar, and offer both ways out."""
    name = address_label(source.address)
    said = (
        f"This {name} has no event in common with the one that {source.name} is read from, "
        "so nothing was changed. "
        "Give the file a name of its own and hand it in again; then I keep both."
    )
    buttons = (
        Button("upload.again", "Hand it in again", style="main"),
        Button("source.remove", "Remove the old one", str(source.id), "danger"),
    )
    return Card("note", "That is another calendar", (Paragraph((said,)), Actions(buttons)))


def file_asks_card(source: Source, sentences: Sequence[str], approval: str) -> Card:
    """Ask whether what a newer version holds is meant to be read, before it replaces the older."""
    lines = [Paragraph((sentence,)) for sentence in sentences]
    rest = len(lines) - _MAX_ASKED
    more = [Paragraph((f"And {rest} more like {'it' if rest == 1 else 'them'}.",))]
    how = Paragraph(
        (
            "So it stays as it was. Take this out of the file and hand it in again; or if it's "
            "meant to be read, hand it in with the button.",
        )
    )
    again = Button("upload.again", "It's meant to be read", approval)
    shown = (*lines[:_MAX_ASKED], *(more if rest > 0 else ()), how, Actions((again,)))
    return Card("note", f"Before I post the newer {address_label(source.address)}", shown)


def _advice(fault: Fault) -> str:
    """Return what is wrong with a file, and what to try next."""
    known = fault if fault in _FAULT_TEXTS else "unreadable"
    return f"{_FAULT_TEXTS[known]} {_NEXT_STEPS[known]}"
