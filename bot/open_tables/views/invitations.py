"""Answers, the form and refusals about inviting colleagues to a table."""

from collections.abc import Sequence
from datetime import datetime

from bot.open_tables.rules import OpenTable
from bot.open_tables.views import parts
from bot.open_tables.views.answers import WORDS_LIMIT
from bot.ui.cards import Button, Card, Form, Paragraph, Part, PeopleField, TextField
from bot.ui.fields import moment_field
from bot.ui.text import (
    PERSON_NAME_LIMIT,
    CommandMention,
    Mention,
    Text,
    clean_text,
    flatten_text,
    join_nodes,
)


def invitation_sent_card(table: OpenTable, invited: Sequence[Mention], now: datetime) -> Card:
    """Confirm that colleagues are invited, with what was understood."""
    when = parts.day_and_time(table, now)
    names = join_nodes(list(invited))
    about = Paragraph(
        (
            "I'll ask ",
            *names,
            f" for you. You have a table for {parts.in_words(table.seats)} {when}; "
            "I'll write to you before it begins.",
        )
    )
    shown: list[Part] = [about, *parts.about_parts(table)]
    clicks = parts.button_row(parts.mend_button(table), parts.call_off_button(table))
    footer: Text = ("Until a seat is taken, others who look for company may take it.",)
    return Card("table", "Asked", (*shown, clicks), footer)


def own_table_offer_card(table: OpenTable, invited: Sequence[Mention], now: datetime) -> Card:
    """Offer to ask colleagues to the table that the caller has at that hour already."""
    when = parts.day_and_time(table, now)
    lead = Paragraph((f"Your table {when} has room. Shall I ask ", *join_nodes(list(invited)), "?"))
    buttons = [
        Button("table.ask", f"Ask {parts.first_name(one)} to it", f"{table.id}:{one.person}")
        for one in invited
    ]
    return Card("table", "You have a table at that hour", (lead, parts.button_row(*buttons)))


def invitation_form(
    invited: Sequence[str], when: str, about: tuple[str, str], zone: str, asked: str
) -> Form:
    """Ask for what is missing of an invitation; what was understood stands in its fields.

    `about` are the place and the topic.
    """
    place, topic = (clean_text(words, WORDS_LIMIT) for words in about)
    return Form(
        "invite.create",
        "Ask to lunch",
        (
            PeopleField("people", "Whom", initial=tuple(invited), most=3, required=True),
            moment_field("when", "When", when, zone, "tomorrow 12:30"),
            TextField(
                "at",
                "Where",
                "",
                place,
                WORDS_LIMIT,
                example="Ramen bar, Torstraße",
            ),
            TextField(
                "topic",
                "Talk about",
                "",
                topic,
                WORDS_LIMIT,
                example="Anything you like",
            ),
        ),
        submit="Ask",
        intro=(asked,),
    )


WHOM = "Who would you like to have lunch with? Choose one or more colleagues."


def which_of_them(words: str, names: Sequence[str]) -> str:
    """Ask which of several people a name means."""
    shown = clean_text(words, PERSON_NAME_LIMIT)
    return f"Which {shown} do you mean: {flatten_text(join_nodes(list(names[:5]), ' or '))}?"


def nobody_called(words: str) -> str:
    """Ask again for a name that fits nobody."""
    return f"I know nobody here called “{clean_text(words, PERSON_NAME_LIMIT)}”. Whom do you mean?"


def not_with_yourself() -> str:
    """Refuse to ask somebody to eat with themselves."""
    return "You're at your own table anyway. Name a colleague whom I shall ask."


def choose_colleagues(most: int) -> str:
    """Reject an invitation of nobody, of too many, or of people elsewhere."""
    return f"Choose one to {most} colleagues of this workspace."


def nobody_named() -> Text:
    """Reject an invitation that names nobody."""
    return (
        "Whom do you mean? Name one colleague, for example ",
        CommandMention("lunch with @Jun tomorrow 12:30"),
        ".",
    )


def ask_in_person(name: str) -> Text:
    """Refuse to pass a request on, whatever the reason."""
    return (
        f"I can't pass this on right now. Ask {name} yourself, or open a table with ",
        CommandMention("lunch"),
        " and see who joins.",
    )
