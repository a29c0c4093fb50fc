"""Texts, cards and the form about uploaded calendar files."""

from collections.abc import Sequence

from bot.sources.addresses import address_label
from bot.sources.parsers.model import Fault
from bot.sources.records import Source
from bot.sources.views.parts import fullness_text
from bot.ui.cards import Actions, Button, Card, FileField, Form, Paragraph
from bot.ui.notices import note_card
from bot.ui.speech import mark, say, say_many
from bot.ui.text import CommandMention, tell

WHY_READ = tell(
    "You handed in a calendar file with {command}, and I read it.",
    command=CommandMention("events upload"),
)

_MAX_ASKED = 5  # events that are shown of those that are asked about
_FAULT_TEXTS = {
    "unreadable": mark("I could not make sense of it as a calendar."),
    "bomb": mark("I could not make sense of it as a calendar."),
    "too_big": mark("There are far more events in it than I can keep."),
    "no_events": mark("Nothing in it lies ahead."),
}
_NEXT_STEPS = {
    "unreadable": mark("Please export it once more, as iCalendar (.ics)."),
    "bomb": mark("Please export it once more, as iCalendar (.ics)."),
    "too_big": mark("Please export the calendar of a single club or place."),
    "no_events": mark("Please export one that has events to come."),
}


def file_field() -> FileField:
    """Return the field that takes a calendar file."""
    return FileField(
        "file",
        say("Calendar file"),
        say("One file that ends in .ics, up to 500 kB. Most calendar programs export one."),
        required=True,
    )


def upload_form(approval: str = "") -> Form:
    """Ask for a file; with an `approval`, for one whose owner was asked about it and means it."""
    intro = say(
        "I show you what is in it before anything is kept. The same file name again brings "
        "its events up to date."
    )
    if approval:
        intro = say("Hand in the same file again. What I asked you about is then posted as it is.")
    return Form(
        "upload.take",
        say("Events from a file"),
        (file_field(),),
        approval,
        say("Read it"),
        (intro,),
    )


def reading_file_card(name: str) -> Card:
    """Confirm that a file is being parsed."""
    return note_card(
        say("I'm reading it"), say("I'll tell you in a moment what I find in {name}.", name=name)
    )


def reading_newer_file_card(source: Source) -> Card:
    """Confirm that a newer version of a file is being parsed."""
    return note_card(
        say("I'm reading the newer version"),
        say(
            "{file} is among the sources, as {source}. I'll tell you in a moment what I find; "
            "until then what it listed before stays.",
            file=address_label(source.address),
            source=source.name,
        ),
    )


def nothing_kept_card(source: Source, fault: Fault) -> Card:
    """Explain why a file was not kept."""
    said = f"{address_label(source.address)}: {_advice(fault)}"
    footer = tell(
        "Nothing was saved. {upload} takes another.", upload=CommandMention("events upload")
    )
    return Card("note", say("No events in it yet"), (Paragraph((said,)),), footer)


def file_renewed_card(source: Source, events: int) -> Card:
    """Confirm that a newer version replaced the older one."""
    return note_card(
        say("{name} is up to date", name=source.name),
        say_many(
            "I read the newer {file}: {count} event ahead. What moved has moved; what it no longer "
            "lists is marked as called off.",
            "I read the newer {file}: {count} events ahead. What moved has moved; what it no "
            "longer lists is marked as called off.",
            events,
            file=address_label(source.address),
        ),
        *filter(None, (fullness_text(events),)),
    )


def file_not_renewed_card(source: Source, fault: Fault) -> Card:
    """Explain why a newer version was not accepted."""
    return note_card(
        say("{name} stays as it was", name=source.name),
        say("I read the newer {file}.", file=address_label(source.address)) + f" {_advice(fault)}",
        say("Nothing was changed: what it listed before still holds."),
    )


def another_calendar_card(source: Source) -> Card:
    """Explain that a file of a known name is another calendar, and offer both ways out."""
    said = say(
        "This {file} has no event in common with the one that {source} is read from, so nothing "
        "was changed. Give the file a name of its own and hand it in again; then I keep both.",
        file=address_label(source.address),
        source=source.name,
    )
    buttons = (
        Button("upload.again", say("Hand it in again"), style="main"),
        Button("source.remove", say("Remove the old one"), str(source.id), "danger"),
    )
    return Card("note", say("That is another calendar"), (Paragraph((said,)), Actions(buttons)))


def file_asks_card(source: Source, sentences: Sequence[str], approval: str) -> Card:
    """Ask whether what a newer version holds is meant to be read, before it replaces the older."""
    lines = [Paragraph((sentence,)) for sentence in sentences]
    rest = len(lines) - _MAX_ASKED
    more = Paragraph((say_many("And {count} more like it.", "And {count} more like them.", rest),))
    how = Paragraph(
        (
            say(
                "So it stays as it was. Take this out of the file and hand it in again; or if it's "
                "meant to be read, hand it in with the button."
            ),
        )
    )
    again = Button("upload.again", say("It's meant to be read"), approval)
    shown = (*lines[:_MAX_ASKED], *((more,) if rest > 0 else ()), how, Actions((again,)))
    return Card(
        "note",
        say("Before I post the newer {file}", file=address_label(source.address)),
        shown,
    )


def _advice(fault: Fault) -> str:
    """Return what is wrong with a file, and what to try next."""
    known = fault if fault in _FAULT_TEXTS else "unreadable"
    return f"{say(_FAULT_TEXTS[known])} {say(_NEXT_STEPS[known])}"
