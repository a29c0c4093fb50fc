"""Cards and forms about profiles."""

from collections.abc import Sequence
from datetime import date

import msgspec

from bot.core.channels import Participation
from bot.dates.working_time import Week
from bot.people.profile_fields import PROFILE_FIELDS, ProfileField, join_value, slot_label
from bot.people.records import Person, is_paused
from bot.people.rules import (
    MAX_ITEM,
    MAX_ITEMS,
    offered_slots,
)
from bot.people.views.pauses import participation_lines
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    Choice,
    ChoiceField,
    Facts,
    Form,
    Heading,
    Paragraph,
    Part,
    People,
    TextField,
)
from bot.ui.text import CommandMention, Text

NAMED = 3  # things that somebody likes, offers or wants, in their line
LINE_LIMIT = 200  # characters of a line
_WITH_LINE = "The people I introduce you to read this, and can open the rest:"
_WITHOUT_LINE = (
    "The people I introduce you to only see your name so far. They can open the rest; a few "
    "words on what you like give them something to talk about."
)


def profile_form(person: Person, week: Week) -> Form:
    """Ask people about themselves, with what is known filled in; `week` is when they work."""
    return Form(
        "profile.save",
        "About you",
        tuple(_form_field(declared, person, week) for declared in PROFILE_FIELDS),
        intro=(
            "Everything here is optional. Those you are introduced to see it; it helps you find "
            "something to say.",
        ),
    )


def one_line_form(person: Person) -> Form:
    """Ask for one line about somebody, which is what they like."""
    field = TextField(
        "interests",
        "What do you like?",
        f"A few words, with commas between them. Up to {MAX_ITEMS}.",
        join_value(person.interests),
        MAX_ITEMS * (MAX_ITEM + len(", ")),
        example="hiking, bread, old films",
    )
    return Form(
        "profile.save",
        "One line about you",
        (field,),
        intro=("Those you are introduced to see it, so that they know what to talk about.",),
    )


def profile_facts(person: Person) -> Facts:
    """Return a profile as rows, without what was left empty."""
    rows: list[tuple[str, Text]] = []
    for declared in PROFILE_FIELDS:
        words = declared.describe(declared.value_of(person))
        if words:
            rows.append((declared.heading or declared.label, (words,)))
    return Facts(tuple(rows))


def describe_person(person: Person) -> str:
    """Return one line about somebody: where they are, what they like, offer and want to learn."""
    where = ", ".join(word for word in (person.team, person.office) if word)
    parts = [
        where,
        _list_some("likes", person.interests),
        _list_some("can show", person.offers),
        _list_some("would like to learn", person.wants),
    ]
    line = " · ".join(part for part in parts if part)
    return line if len(line) <= LINE_LIMIT else f"{line[: LINE_LIMIT - 1].rstrip()}…"


def profile_saved_card(person: Person) -> Card:
    """Confirm a saved profile and show it as others see it."""
    footer = (
        CommandMention("mingle profile"),
        " shows and changes it any time.",
    )
    return Card("note", "Saved, thank you", _as_seen(person), footer)


def own_profile_card(person: Person) -> Card:
    """Show people their own profile as others see it."""
    return Card("note", "Your profile, as others see it", (*_as_seen(person), _change(person)))


def profile_card(person: Person, participations: Sequence[Participation], today: date) -> Card:
    """Show people their own profile as others see it, their participation and pause."""
    pausing = is_paused(person, today)
    buttons = (
        *_change(person).items,
        Button("pause.end", "I'm back") if pausing else Button("pause.open", "Take a pause"),
        Button("diet.open", "What I eat"),
        Button("three.open", "Two or three?"),
    )
    footer = (
        CommandMention("mingle why"),
        " shows what I sent you, ",
        CommandMention("mingle data"),
        " sends you everything I keep about you, and ",
        CommandMention("mingle forget me"),
        " erases it.",
    )
    return Card(
        "note",
        person.name,
        (
            *_as_seen(person),
            *participation_lines(person, participations, today),
            Actions(buttons),
        ),
        footer,
    )


def _as_seen(person: Person) -> tuple[Part, ...]:
    line = describe_person(person)
    lead = _WITH_LINE if line else _WITHOUT_LINE
    shown = People((person.mention,), about=(line,) if line else (), pictured=True)
    return (
        Paragraph((lead,)),
        shown,
        Heading("The rest, behind “See profiles”"),
        profile_facts(person),
    )


def _change(person: Person) -> Actions:
    whole = Button("profile.open", "Change my profile")
    if person.describes_likes:
        return Actions((msgspec.structs.replace(whole, style="main"),))
    return Actions((Button("profile.line", "Add one line", style="main"), whole))


def _form_field(declared: ProfileField, person: Person, week: Week) -> TextField | ChoiceField:
    name, label, hint = declared.name, declared.label, declared.hint
    value = declared.value_of(person)
    if not declared.choices:
        text = join_value(value)
        return TextField(
            name,
            label,
            hint,
            text,
            declared.limit,
            required=declared.required,
            example=declared.example,
        )

    labels = dict(declared.choices)
    if name == "slots":
        labels = {slot: slot_label(slot) for slot in offered_slots(week)}
    choices = tuple(Choice(offered, words) for offered, words in labels.items())
    values = (value,) if isinstance(value, str) else value
    chosen = tuple(item for item in values if item in labels)
    most = len(choices) if declared.is_list else 1
    return ChoiceField(name, label, choices, hint, chosen, most, declared.required)


def _list_some(verb: str, items: Sequence[str]) -> str:
    return f"{verb} {', '.join(items[:NAMED])}" if items else ""
