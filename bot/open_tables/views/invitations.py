"""Answers, the form and refusals about inviting colleagues to a table."""

from collections.abc import Sequence
from datetime import datetime

from bot.open_tables.rules import OpenTable
from bot.open_tables.views import parts
from bot.open_tables.views.answers import WORDS_LIMIT
from bot.ui.cards import Button, Card, Form, Paragraph, Part, PeopleField, TextField
from bot.ui.fields import moment_field
from bot.ui.speech import mark, say
from bot.ui.text import (
    PERSON_NAME_LIMIT,
    CommandMention,
    Mention,
    Text,
    clean_text,
    flatten_text,
    join_nodes,
    tell,
)


def invitation_sent_card(table: OpenTable, invited: Sequence[Mention], now: datetime) -> Card:
    """Confirm that colleagues are invited, with what was understood."""
    when = parts.day_and_time(table, now)
    names = join_nodes(list(invited))
    about = Paragraph(
        tell(
            "I'll ask {names} for you. You have a table for {number} {when}; I'll write to you "
            "before it begins.",
            names=names,
            number=parts.in_words(table.seats),
            when=when,
        )
    )
    shown: list[Part] = [about, *parts.about_parts(table)]
    clicks = parts.button_row(parts.mend_button(table), parts.call_off_button(table))
    footer: Text = (say("Until a seat is taken, others who look for company may take it."),)
    return Card("table", say("Asked"), (*shown, clicks), footer)


def own_table_offer_card(table: OpenTable, invited: Sequence[Mention], now: datetime) -> Card:
    """Offer to ask colleagues to the table that the caller has at that hour already."""
    when = parts.day_and_time(table, now)
    lead = Paragraph(
        tell(
            "Your table {when} has room. Shall I ask {names}?",
            when=when,
            names=join_nodes(list(invited)),
        )
    )
    buttons = [
        Button(
            "table.ask",
            say("Ask {name} to it", name=parts.short_name(one)),
            f"{table.id}:{one.person}",
        )
        for one in invited
    ]
    return Card("table", say("You have a table at that hour"), (lead, parts.button_row(*buttons)))


def invitation_form(
    invited: Sequence[str], when: str, about: tuple[str, str], zone: str, asked: str
) -> Form:
    """Ask for what is missing of an invitation; what was understood stands in its fields.

    `about` are the place and the topic.
    """
    place, topic = (clean_text(words, WORDS_LIMIT) for words in about)
    return Form(
        "invite.create",
        say("Ask to lunch"),
        (
            PeopleField("people", say("Whom"), initial=tuple(invited), most=3, required=True),
            moment_field("when", say("When"), when, zone, say("tomorrow 12:30")),
            TextField(
                "at",
                say("Where"),
                "",
                place,
                WORDS_LIMIT,
                example=say("Ramen bar, Torstraße"),
            ),
            TextField(
                "topic",
                say("Talk about"),
                "",
                topic,
                WORDS_LIMIT,
                example=say("Anything you like"),
            ),
        ),
        submit=say("Ask"),
        intro=(asked,),
    )


WHOM = mark("Who would you like to have lunch with? Choose one or more colleagues.")


def which_of_them(words: str, names: Sequence[str]) -> str:
    """Ask which of several people a name means."""
    shown = clean_text(words, PERSON_NAME_LIMIT)
    return say(
        "Which {name} do you mean: {names}?",
        name=shown,
        names=flatten_text(join_nodes(list(names[:5]), say(" or "))),
    )


def nobody_called(words: str) -> str:
    """Ask again for a name that fits nobody."""
    return say(
        "I know nobody here called “{words}”. Whom do you mean?",
        words=clean_text(words, PERSON_NAME_LIMIT),
    )


def not_with_yourself() -> str:
    """Refuse to ask somebody to eat with themselves."""
    return say("You're at your own table anyway. Name a colleague whom I shall ask.")


def choose_colleagues(most: int) -> str:
    """Reject an invitation of nobody, of too many, or of people elsewhere."""
    return say("Choose one to {most} colleagues of this workspace.", most=most)


def nobody_named() -> Text:
    """Reject an invitation that names nobody."""
    return tell(
        "Whom do you mean? Name one colleague, for example {command}.",
        command=CommandMention("lunch with @Jun tomorrow 12:30"),
    )


def ask_in_person(name: str) -> Text:
    """Refuse to pass a request on, whatever the reason."""
    return tell(
        "I can't pass this on right now. Ask {name} yourself, or open a table with {command} and "
        "see who joins.",
        name=name,
        command=CommandMention("lunch"),
    )
