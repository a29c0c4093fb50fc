"""Say what belongs to no feature: mistakes, and commands nobody knows."""

from collections.abc import Sequence

from bot.ui.cards import Card, Paragraph
from bot.ui.text import clean_text


def note_card(title: str, *lines: str) -> Card:
    """Say something short in plain words."""
    return Card("note", title, tuple(Paragraph((line,)) for line in lines))


def refusal_card(sentence: str) -> Card:
    """Say in one calm sentence what to do instead."""
    return note_card("That didn't work yet", sentence)


def organisers_only_card() -> Card:
    """Say who may do this."""
    return note_card(
        "This one is for organisers",
        "Ask whoever looks after Mingle here; they can do it in a minute.",
    )


def unknown_command_card(words: str) -> Card:
    """Say that a command is unknown and where to look."""
    return note_card(
        "I don't know that command",
        f"I know no “/{clean_text(words, 60)}”. Type “/mingle help” to see everything I "
        "understand.",
    )


def outdated_button_card() -> Card:
    """Say that a button leads nowhere any more."""
    return note_card(
        "This button has had its day",
        "What it was for is gone. “/mingle help” shows what I can do.",
    )


def no_such_zone(suggestion: str | None) -> str:
    """Ask for a time zone that exists."""
    return (
        "I don't know that time zone. Try "
        f"{f'“{suggestion}”' if suggestion else '“Europe/Berlin”'}."
    )


NO_PINGS = (
    "Please leave out what rings for people, such as @everyone; those who want to come will see it."
)


def too_long(limit: int) -> str:
    """Say that some words are too long."""
    return f"Please keep this within {limit} characters."


NO_FILE = "Please choose a file."
ONE_FILE = "One file at a time, please."
EMPTY_FILE = "There is nothing in that file. Please choose another one."
FILE_LOST = "That file did not reach me. Please try once more."


def wrong_file_type(types: Sequence[str]) -> str:
    """Say which kinds of files can be read."""
    return (
        f"I can only read files that end in {' or '.join(f'.{each}' for each in types)}. "
        "Please "
        "choose one of those."
    )


def file_too_big(limit: int) -> str:
    """Say how big a file may be."""
    return (
        f"That file is too big for me; {limit // 1000} kB is the most. Please choose a smaller one."
    )


def our_fault_card(reference: str) -> Card:
    """Admit a mistake of ours."""
    return note_card(
        "That was us, not you",
        "Something went wrong on our side and nothing was changed. Please try again in a minute; "
        "if it happens again, "
        f"tell whoever runs Mingle here and mention {reference}.",
    )
