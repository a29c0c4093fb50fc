"""Cards for people without company: the draw left them out, or their group fell through."""

import datetime as dt
from collections.abc import Sequence

from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.views import words
from bot.pairings.views.introduction import absence_text, closed_parts
from bot.pairings.views.words import text_paragraph
from bot.ui.cards import Actions, Button, Card
from bot.ui.text import CommandMention, Instant, Mention, Text, join_nodes


def fell_through_card(details: GroupDetails, now: dt.datetime, *, found: bool) -> Card:
    """Return the news that a lunch is off; a rematch is offered until the midpoint of the round.

    It ends with the round, or when its reader has `found` other company.
    """
    what = "call" if details.group.by_call else "lunch"
    title = f"Your {what} is off this time"
    if found:
        return Card("round", title, (text_paragraph(*absence_text(details), " ", FOUND_OTHERS),))
    if details.is_over(now):
        return Card("round", title, tuple(closed_parts(details)))

    text = text_paragraph(*absence_text(details), " ", words.FIRST_IN_LINE)
    buttons = [_table_button(main=True)]
    if now < details.round.midpoint:
        rematch = Button("lunch.rescue", "Find me somebody else", str(details.group.id), "main")
        buttons = [rematch, _table_button(main=False)]
    return Card("round", title, (text, Actions(tuple(buttons))))


def waiting_card(details: GroupDetails, next_draw: Instant | None) -> Card:
    """Return the answer to a request for a rematch while nobody else is free."""
    until = Instant(details.round.midpoint, details.program.zone, awaited=True)
    first: Text = (
        "As soon as somebody else in this round is free, I introduce you. I look until ",
        until,
        ". ",
    )
    otherwise: Text = ("After that you are first in line on ", next_draw, ".") if next_draw else ()
    text = text_paragraph(*first, *otherwise)
    return Card("round", "I'm looking", (text, Actions((_table_button(main=True),))))


def too_late_card(next_draw: Instant | None) -> Card:
    """Return the answer to a request for a rematch after the midpoint of the round."""
    following: Text = (f"{words.FIRST_IN_LINE} It is on ", next_draw, ".") if next_draw else ()
    text = text_paragraph(
        "Half of the round is over, so I introduce nobody anew. ",
        *following,
        " Meanwhile a table of your own may find company.",
    )
    return Card("round", "Not this time", (text, Actions((_table_button(main=True),))))


def rematched_card(names: Sequence[Mention], *, at_once: bool) -> Card:
    """Return the answer to a request for a rematch that was met at once."""
    return Card("round", "Found", (text_paragraph(*company_text(names, at_once=at_once)),))


def company_text(names: Sequence[Mention], *, at_once: bool) -> Text:
    """Return whom somebody is introduced to, and when.

    Not `at_once` means that others of them have not asked, and are left alone outside their hours.
    """
    if at_once:
        return ("I have just introduced you to ", *join_nodes(list(names)), ".")
    return (
        "I've matched you with ",
        *join_nodes(list(names)),
        ". I'll introduce you as soon as it suits everyone's hours.",
    )


def solo_card(details: GroupDetails) -> Card:
    """Return the news to somebody that the draw left them out, the same whatever the reason."""
    text = text_paragraph(
        "This round of ",
        details.program.channel_mention,
        f" had nobody for you. {words.WHY_NOBODY} {words.FIRST_IN_LINE} Meanwhile, open a "
        "table and see who joins, or type ",
        CommandMention("lunch"),
        " to find one that is open.",
    )
    return Card("round", "No company this round", (text, Actions((_table_button(main=True),))))


def enough_card(program: PairingProgram) -> Card:
    """Return the news to somebody that their week had no place for another introduction."""
    first: Text = (
        "Your week was full already, so the round in ",
        program.channel_mention,
        " went without you. ",
    )
    return Card("round", "A quiet round for you", (text_paragraph(*first, words.NEXT_ROUND),))


def silenced_card(program: PairingProgram, until: Instant) -> Card:
    """Return why rounds go without somebody to whom the chat lets nobody write back."""
    about = text_paragraph(
        "The chat lets you write nothing until ",
        until,
        ", and whoever I introduced you to would wait for an answer. So I won't match you in ",
        program.channel_mention,
        " before then. You're back in automatically.",
    )
    return Card("round", "Lunch rounds go without you for now", (about,))


def _table_button(*, main: bool) -> Button:
    return Button("table.open", "Open a table", "", "main" if main else "quiet")


FOUND_OTHERS = "You have other company this round, in a message of its own."
NO_REMATCH_NEEDED = "Your lunch still stands, so there is nobody else to look for."
