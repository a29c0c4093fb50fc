"""Cards and forms about profiles."""

from collections.abc import Sequence
from datetime import date

import msgspec

from bot.core.channels import Participation
from bot.dates.working_time import Week
from bot.people.newcomers import Ahead
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
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Text, tell

NAMED = 3  # things that somebody likes, offers or wants, in their line
STARTED_LIMIT = 40  # characters of a day
LINE_LIMIT = 200  # characters of a line
_AHEAD: dict[Ahead, str] = {
    "all": mark(
        "New here? I can plan your first ninety days: a lunch with someone of another team, an "
        "event a colleague is going to, and someone to ask about something you'd like to learn."
    ),
    "events": mark(
        "New here? I can plan the rest of your first ninety days: an event a colleague is going "
        "to, and someone to ask about something you'd like to learn."
    ),
    "experts": mark(
        "New here? I can plan the rest of your first ninety days: someone to ask about "
        "something you'd like to learn."
    ),
}
WELCOMED = mark(
    "If a colleague offered to welcome newcomers, I'll try them first, and the introduction then "
    "says that you're new."
)
_WITH_LINE = mark("The people I introduce you to read this, and can open the rest:")
_WITHOUT_LINE = mark(
    "The people I introduce you to only see your name so far. They can open the rest; a few "
    "words on what you like give them something to talk about."
)


def profile_form(person: Person, week: Week, started_on: date | None = None) -> Form:
    """Ask people about themselves, with what is known filled in; `week` is when they work."""
    started = TextField(
        "started",
        say("I started here on"),
        say("Only you see it. If you're new, I can plan your first ninety days."),
        started_on.isoformat() if started_on else "",
        STARTED_LIMIT,
        example="2027-01-11",
    )
    return Form(
        "profile.save",
        say("About you"),
        (*(_form_field(declared, person, week) for declared in PROFILE_FIELDS), started),
        intro=(
            say(
                "Everything here is optional. Those you are introduced to see it; it helps you "
                "find something to say."
            ),
        ),
    )


def one_line_form(person: Person) -> Form:
    """Ask for one line about somebody, which is what they like."""
    field = TextField(
        "interests",
        say("What do you like?"),
        say("A few words, with commas between them. Up to {number}.", number=MAX_ITEMS),
        join_value(person.interests),
        MAX_ITEMS * (MAX_ITEM + len(", ")),
        example=say("hiking, bread, old films"),
    )
    return Form(
        "profile.save",
        say("One line about you"),
        (field,),
        intro=(say("Those you are introduced to see it, so that they know what to talk about."),),
    )


def profile_facts(person: Person) -> Facts:
    """Return a profile as rows, without what was left empty."""
    rows: list[tuple[str, Text]] = []
    for declared in PROFILE_FIELDS:
        words = declared.describe(declared.value_of(person))
        if words:
            rows.append((say(declared.heading or declared.label), (words,)))
    return Facts(tuple(rows))


def describe_person(person: Person) -> str:
    """Return one line about somebody: where they are, what they like, offer and want to learn."""
    where = ", ".join(word for word in (person.team, person.office) if word)
    parts = [
        where,
        say("likes {things}", things=_some(person.interests)) if person.interests else "",
        say("can show {things}", things=_some(person.offers)) if person.offers else "",
        say("would like to learn {things}", things=_some(person.wants)) if person.wants else "",
    ]
    line = " · ".join(part for part in parts if part)
    return line if len(line) <= LINE_LIMIT else f"{line[: LINE_LIMIT - 1].rstrip()}…"


def profile_saved_card(person: Person, *, ahead: Ahead = "") -> Card:
    """Confirm a saved profile and show it as others see it; offer newcomers what there is."""
    footer = tell(
        "{profile} shows and changes it any time.", profile=CommandMention("mingle profile")
    )
    parts = (*_as_seen(person), *offer_first_days(ahead))
    return Card("note", say("Saved, thank you"), parts, footer)


def offer_first_days(ahead: Ahead) -> tuple[Part, ...]:
    """Offer newcomers to have what is ahead of their first ninety days spread."""
    if not ahead:
        return ()
    offer = Paragraph((say(_AHEAD[ahead]),))
    welcomed = (Paragraph((say(WELCOMED),), soft=True),) if ahead == "all" else ()
    button = Button("newcomer.spread", say("Plan my first ninety days"))
    return offer, *welcomed, Actions((button,))


def own_profile_card(person: Person) -> Card:
    """Show people their own profile as others see it."""
    return Card("note", say("Your profile, as others see it"), (*_as_seen(person), _change(person)))


def profile_card(person: Person, participations: Sequence[Participation], today: date) -> Card:
    """Show people their own profile as others see it, their participation and pause."""
    pausing = is_paused(person, today)
    buttons = (
        *_change(person).items,
        Button("pause.end", say("I'm back"))
        if pausing
        else Button("pause.open", say("Take a pause")),
        Button("diet.open", say("What I eat")),
        Button("three.open", say("Two or three?")),
        Button("language.choose", say("Language")),
    )
    footer = tell(
        "{why} shows what I sent you, {data} sends you everything I keep about you, and {me} "
        "erases it.",
        why=CommandMention("mingle why"),
        data=CommandMention("mingle data"),
        me=CommandMention("mingle forget me"),
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
    lead = say(_WITH_LINE) if line else say(_WITHOUT_LINE)
    shown = People((person.mention,), about=(line,) if line else (), pictured=True)
    return (
        Paragraph((lead,)),
        shown,
        Heading(say("The rest, behind “See profiles”")),
        profile_facts(person),
    )


def _change(person: Person) -> Actions:
    whole = Button("profile.open", say("Change my profile"))
    if person.describes_likes:
        return Actions((msgspec.structs.replace(whole, style="main"),))
    return Actions((Button("profile.line", say("Add one line"), style="main"), whole))


def _form_field(declared: ProfileField, person: Person, week: Week) -> TextField | ChoiceField:
    name, label = declared.name, say(declared.label)
    hint = say(declared.hint, number=MAX_ITEMS) if declared.hint else ""
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
            example=say(declared.example) if declared.example else "",
        )

    labels = {value: say(label) for value, label in declared.choices.items()}
    if name == "slots":
        labels = {slot: slot_label(slot) for slot in offered_slots(week)}
    choices = tuple(Choice(offered, words) for offered, words in labels.items())
    values = (value,) if isinstance(value, str) else value
    chosen = tuple(item for item in values if item in labels)
    most = len(choices) if declared.is_list else 1
    return ChoiceField(name, label, choices, hint, chosen, most, declared.required)


def _some(items: Sequence[str]) -> str:
    return ", ".join(items[:NAMED])
