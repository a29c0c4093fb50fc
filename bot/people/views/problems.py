"""Sentences about what a profile, a date or a file says that cannot be read."""

from collections.abc import Sequence

from bot.core.moments import moment_problem
from bot.dates.local_time import UnknownZone
from bot.dates.parser import DateInPast, UnreadableDate
from bot.people.headings import FIELDS
from bot.people.rules import (
    MAX_ITEMS,
    CallsEverybody,
    NotOffered,
    TooLong,
    TooMany,
)
from bot.ui.speech import say
from bot.ui.text import clean_text


def input_problem(error: ValueError) -> str:
    """Return one sentence that names what is wrong with a field and what to do."""
    match error:
        case UnknownZone(suggestion=str(near)):
            return say(
                "I know no time zone “{words}”. Did you mean “{near}”?",
                words=_short(error.name),
                near=near,
            )
        case UnknownZone():
            return say(
                "I know no time zone “{words}”. Try one like “Europe/Berlin”.",
                words=_short(error.name),
            )
        case UnreadableDate() if error.moment.needs in ("day", "order") and error.moment.choices:
            return moment_problem(_short(error.text), error.moment, "UTC", say("in two weeks"))
        case UnreadableDate():
            return say(
                "I couldn't read “{words}” as a date. Try “Monday”, “in two weeks” or "
                "“2027-01-11”.",
                words=_short(error.text),
            )
        case DateInPast():
            return say(
                "“{words}” has already passed. Try “Monday” or “in two weeks”.",
                words=_short(error.text),
            )
        case TooLong():
            return say(
                "That is longer than I can keep. Please stay within {limit} characters.",
                limit=error.limit,
            )
        case TooMany():
            return say(
                "Please choose the {number} that matter most; that was {given}.",
                number=MAX_ITEMS,
                given=error.given,
            )
        case CallsEverybody():
            return say("That would ring for everybody. Please write it without “@” or “<!”.")
        case NotOffered():
            return say("I don't know one of these. Please choose from the list.")
    raise error


def table_too_large(megabytes: int) -> str:
    """Reject a file that is too large."""
    return say(
        "This file is larger than {megabytes} MB. Please split it into smaller ones.",
        megabytes=megabytes,
    )


def unknown_columns(headings: Sequence[str]) -> str:
    """Reject a table whose headings do not say who is meant."""
    return say(
        "I found no columns here that say who somebody is and what they are like. Name them, "
        "such as “--columns name=Vorname,email=E-Mail,team=Bereich”. {headings} Nothing was "
        "changed.",
        headings=_headings(headings),
    )


def wrong_choice(fields: Sequence[str], missing: Sequence[str], headings: Sequence[str]) -> str:
    """Reject columns that somebody named: fields that I don't know, headings that are not there."""
    known = ", ".join(FIELDS)
    said = [
        say("I don't know “{words}”; I know {known}.", words=_short(name), known=known)
        for name in fields
    ]
    said += [say("No column is called “{words}”.", words=_short(heading)) for heading in missing]
    return say(
        "{join} {headings} Nothing was changed.", join=" ".join(said), headings=_headings(headings)
    )


def heading_twice(heading: str) -> str:
    """Reject a table with two columns of the same heading, of which one is meant."""
    return say(
        "Two columns are called “{words}”. Please rename one of them. Nothing was changed.",
        words=_short(heading),
    )


def nobody_here(name: str) -> str:
    """Reject a line about somebody who is not known here by e-mail or name."""
    return say(
        "I know nobody here called “{words}”, nor with this address. People are known as soon as "
        "they have used Mingle or are in a channel with pairings.",
        words=_short(name),
    )


def several_here(name: str) -> str:
    """Reject a line about somebody whose name several people have."""
    return say(
        "More than one person or line is called “{words}”. Add a column “person” with the id; "
        "“export” shows it.",
        words=_short(name),
    )


def same_name(first: int) -> str:
    """Reject a second line with a name, where nothing tells the two people apart."""
    return say(
        "Line {first} has the same name, and nothing tells the two apart. Add a column with "
        "e-mail addresses.",
        first=first,
    )


def nobody_named() -> str:
    """Reject a line that does not say who it is about."""
    return say("This line says neither a name nor an address, so I can't tell who is meant.")


def not_an_address(words: str) -> str:
    """Reject a line whose e-mail address is none."""
    return say("“{words}” is no e-mail address.", words=_short(words))


def wrong_width(found: int, expected: int) -> str:
    """Reject a line with too few or too many cells."""
    return say(
        "This line has {found} cells instead of {expected}. A comma or semicolon inside a cell "
        "needs quotes around the cell.",
        found=found,
        expected=expected,
    )


def unreadable_line() -> str:
    """Reject a line that is not valid CSV."""
    return say("I could not read this line. Please check its quotes and its length.")


def foreign_id(workspace: str) -> str:
    """Reject an id that does not belong to this workspace."""
    return say(
        "This is nobody's id here. Ids here begin with “{words}/”; “export” shows them.",
        words=_short(workspace),
    )


def named_twice(first: int) -> str:
    """Reject a second line about the same person; `first` is the number of the first."""
    return say("Line {first} is about the same person already; I kept that one.", first=first)


def wrong_cell(column: str, error: ValueError) -> str:
    """Name the column of a wrong cell and what is wrong with it."""
    return f"“{column}”: {input_problem(error)}"


def start_left_out(words: str) -> str:
    """Return that a line is in but for the day on which somebody started."""
    return say(
        "I couldn't read “{words}” as the day somebody started, and left it out; the rest of the "
        "line is in. Write it like 2027-01-11.",
        words=_short(words),
    )


def asked_to_be_forgotten() -> str:
    """Reject a line about somebody who asked to be forgotten and has not come back."""
    return say("They asked to be forgotten; they're in again once they use Mingle themselves.")


def missing_name() -> str:
    """Reject a new person without a name."""
    return say("This person is new here and needs a name.")


def _short(words: str) -> str:
    line = clean_text(words, 41)
    return line if len(line) < 41 else f"{line[:40]}…"


def _headings(headings: Sequence[str]) -> str:
    if not headings:
        return say("The table has no headings.")
    shown = ", ".join(f"“{_short(heading)}”" for heading in headings[:15])
    return say(
        "The headings are {shown}{value}.", shown=shown, value=", …" if len(headings) > 15 else ""
    )
