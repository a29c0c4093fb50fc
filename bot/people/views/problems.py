"""Sentences about what a profile, a date or a file says that cannot be read."""

from collections.abc import Sequence

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
from bot.ui.text import clean_text


def input_problem(error: ValueError) -> str:
    """Return one sentence that names what is wrong with a field and what to do."""
    match error:
        case UnknownZone(suggestion=str(near)):
            return f"I know no time zone “{_short(error.name)}”. Did you mean “{near}”?"
        case UnknownZone():
            return f"I know no time zone “{_short(error.name)}”. Try one like “Europe/Berlin”."
        case UnreadableDate():
            return (
                f"I couldn't read “{_short(error.text)}” as a date. Try “Monday”, “in two "
                "weeks” or “2027-01-11”."
            )
        case DateInPast():
            return f"“{_short(error.text)}” has already passed. Try “Monday” or “in two weeks”."
        case TooLong():
            return f"That is longer than I can keep. Please stay within {error.limit} characters."
        case TooMany():
            return f"Please choose the {MAX_ITEMS} that matter most; that was {error.given}."
        case CallsEverybody():
            return "That would ring for everybody. Please write it without “@” or “<!”."
        case NotOffered():
            return "I don't know one of these. Please choose from the list."
    raise error


def table_too_large(megabytes: int) -> str:
    """Reject a file that is too large."""
    return f"This file is larger than {megabytes} MB. Please split it into smaller ones."


def unknown_columns(headings: Sequence[str]) -> str:
    """Reject a table whose headings do not say who is meant."""
    return (
        "I found no columns here that say who somebody is and what they are like. Name them, such "
        f"as “--columns name=Vorname,email=E-Mail,team=Bereich”. {_headings(headings)} "
        "Nothing was changed."
    )


def wrong_choice(fields: Sequence[str], missing: Sequence[str], headings: Sequence[str]) -> str:
    """Reject columns that somebody named: fields that I don't know, headings that are not there."""
    known = ", ".join(FIELDS)
    said = [f"I don't know “{_short(name)}”; I know {known}." for name in fields]
    said += [f"No column is called “{_short(heading)}”." for heading in missing]
    return f"{' '.join(said)} {_headings(headings)} Nothing was changed."


def heading_twice(heading: str) -> str:
    """Reject a table with two columns of the same heading, of which one is meant."""
    return (
        f"Two columns are called “{_short(heading)}”. Please rename one of them. Nothing was "
        "changed."
    )


def nobody_here(name: str) -> str:
    """Reject a line about somebody who is not known here by e-mail or name."""
    return (
        f"I know nobody here called “{_short(name)}”, nor with this address. People are known as "
        "soon as they have used Mingle or are in a channel with pairings."
    )


def several_here(name: str) -> str:
    """Reject a line about somebody whose name several people have."""
    return (
        f"More than one person or line is called “{_short(name)}”. Add a column “person” with the "
        "id; “export” shows it."
    )


def same_name(first: int) -> str:
    """Reject a second line with a name, where nothing tells the two people apart."""
    return (
        f"Line {first} has the same name, and nothing tells the two apart. Add a column with "
        "e-mail addresses."
    )


def nobody_named() -> str:
    """Reject a line that does not say who it is about."""
    return "This line says neither a name nor an address, so I can't tell who is meant."


def not_an_address(words: str) -> str:
    """Reject a line whose e-mail address is none."""
    return f"“{_short(words)}” is no e-mail address."


def wrong_width(found: int, expected: int) -> str:
    """Reject a line with too few or too many cells."""
    return (
        f"This line has {found} cells instead of {expected}. A comma or semicolon inside a cell "
        "needs quotes around the cell."
    )


def unreadable_line() -> str:
    """Reject a line that is not valid CSV."""
    return "I could not read this line. Please check its quotes and its length."


def foreign_id(workspace: str) -> str:
    """Reject an id that does not belong to this workspace."""
    return (
        f"This is nobody's id here. Ids here begin with “{_short(workspace)}/”; “export” shows "
        "them."
    )


def named_twice(first: int) -> str:
    """Reject a second line about the same person; `first` is the number of the first."""
    return f"Line {first} is about the same person already; I kept that one."


def wrong_cell(column: str, error: ValueError) -> str:
    """Name the column of a wrong cell and what is wrong with it."""
    return f"“{column}”: {input_problem(error)}"


def asked_to_be_forgotten() -> str:
    """Reject a line about somebody who asked to be forgotten and has not come back."""
    return "They asked to be forgotten; they're in again once they use Mingle themselves."


def missing_name() -> str:
    """Reject a new person without a name."""
    return "This person is new here and needs a name."


def _short(words: str) -> str:
    line = clean_text(words, 41)
    return line if len(line) < 41 else f"{line[:40]}…"


def _headings(headings: Sequence[str]) -> str:
    if not headings:
        return "The table has no headings."
    shown = ", ".join(f"“{_short(heading)}”" for heading in headings[:15])
    return f"The headings are {shown}{', …' if len(headings) > 15 else ''}."
