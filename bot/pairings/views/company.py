"""Cards for people without company: the draw left them out, or their group fell through."""

import datetime as dt
from collections.abc import Sequence

from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.views import words
from bot.pairings.views.introduction import absence_text, closed_parts
from bot.pairings.views.words import text_paragraph
from bot.ui.cards import Actions, Button, Card
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Instant, Mention, Text, join_nodes, tell


def fell_through_card(details: GroupDetails, now: dt.datetime, *, found: bool) -> Card:
    """Return the news that a lunch is off; a rematch is offered until the midpoint of the round.

    It ends with the round, or when its reader has `found` other company.
    """
    by_call = details.group.by_call
    title = say("Your call is off this time") if by_call else say("Your lunch is off this time")
    if found:
        return Card(
            "round", title, (text_paragraph(*absence_text(details), " ", say(FOUND_OTHERS)),)
        )
    if details.is_over(now):
        return Card("round", title, tuple(closed_parts(details)))

    text = text_paragraph(*absence_text(details), " ", say(words.FIRST_IN_LINE))
    buttons = [_table_button(main=True)]
    if now < details.round.midpoint:
        rematch = Button(
            "lunch.rescue", say("Find me somebody else"), str(details.group.id), "main"
        )
        buttons = [rematch, _table_button(main=False)]
    return Card("round", title, (text, Actions(tuple(buttons))))


def waiting_card(details: GroupDetails, next_draw: Instant | None) -> Card:
    """Return the answer to a request for a rematch while nobody else is free."""
    until = Instant(details.round.midpoint, details.program.zone, awaited=True)
    first: Text = tell(
        "As soon as somebody else in this round is free, I introduce you. I look until {until}. ",
        until=until,
    )
    otherwise: Text = (
        tell("After that you are first in line on {next_draw}.", next_draw=next_draw)
        if next_draw
        else ()
    )
    text = text_paragraph(*first, *otherwise)
    return Card("round", say("I'm looking"), (text, Actions((_table_button(main=True),))))


def too_late_card(next_draw: Instant | None) -> Card:
    """Return the answer to a request for a rematch after the midpoint of the round."""
    following: Text = (
        tell(
            "{first_in_line} It is on {next_draw}.",
            first_in_line=say(words.FIRST_IN_LINE),
            next_draw=next_draw,
        )
        if next_draw
        else ()
    )
    text = text_paragraph(
        *tell(
            "Half of the round is over, so I introduce nobody anew. {following} Meanwhile a table "
            "of your own may find company.",
            following=following,
        ),
    )
    return Card("round", say("Not this time"), (text, Actions((_table_button(main=True),))))


def rematched_card(names: Sequence[Mention], *, at_once: bool) -> Card:
    """Return the answer to a request for a rematch that was met at once."""
    return Card("round", say("Found"), (text_paragraph(*company_text(names, at_once=at_once)),))


def company_text(names: Sequence[Mention], *, at_once: bool) -> Text:
    """Return whom somebody is introduced to, and when.

    Not `at_once` means that others of them have not asked, and are left alone outside their hours.
    """
    if at_once:
        return tell("I have just introduced you to {people}.", people=join_nodes(list(names)))
    return tell(
        "I've matched you with {people}. I'll introduce you as soon as it suits everyone's hours.",
        people=join_nodes(list(names)),
    )


def solo_card(details: GroupDetails) -> Card:
    """Return the news to somebody that the draw left them out, the same whatever the reason."""
    text = text_paragraph(
        *tell(
            "This round of {channel} had nobody for you. {why_nobody} {first_in_line} Meanwhile, "
            "open a table and see who joins, or type {lunch} to find one that is open.",
            channel=details.program.channel_mention,
            why_nobody=say(words.WHY_NOBODY),
            first_in_line=say(words.FIRST_IN_LINE),
            lunch=CommandMention("lunch"),
        ),
    )
    return Card("round", say("No company this round"), (text, Actions((_table_button(main=True),))))


def enough_card(program: PairingProgram) -> Card:
    """Return the news to somebody that their week had no place for another introduction."""
    first: Text = tell(
        "Your week was full already, so the round in {channel} went without you. ",
        channel=program.channel_mention,
    )
    return Card(
        "round", say("A quiet round for you"), (text_paragraph(*first, say(words.NEXT_ROUND)),)
    )


def silenced_card(program: PairingProgram, until: Instant) -> Card:
    """Return why rounds go without somebody to whom the chat lets nobody write back."""
    about = text_paragraph(
        *tell(
            "The chat lets you write nothing until {until}, and whoever I introduced you to would "
            "wait for an answer. So I won't match you in {channel} before then. You're back in "
            "automatically.",
            until=until,
            channel=program.channel_mention,
        ),
    )
    return Card("round", say("Lunch rounds go without you for now"), (about,))


def _table_button(*, main: bool) -> Button:
    return Button("table.open", say("Open a table"), "", "main" if main else "quiet")


FOUND_OTHERS = mark("You have other company this round, in a message of its own.")
NO_REMATCH_NEEDED = mark("Your lunch still stands, so there is nobody else to look for.")
