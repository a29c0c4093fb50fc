"""Cards, forms and texts about profiles, pauses and avoid lists."""

from collections.abc import Sequence
from datetime import date

from bot.core.channels import Participation
from bot.dates.local_time import UnknownZone
from bot.dates.parser import DateInPast, UnreadableDate
from bot.dates.recurrence import WEEKDAYS
from bot.dates.working_time import Week
from bot.people.diets import DIETS
from bot.people.profile_fields import PROFILE_FIELDS, ProfileField, join_value, slot_label
from bot.people.records import Person, is_paused
from bot.people.rules import (
    MAX_ITEM,
    MAX_ITEMS,
    CallsEverybody,
    NotOffered,
    TooLong,
    TooMany,
    offered_slots,
)
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    Choice,
    ChoiceField,
    DateField,
    Facts,
    Form,
    Paragraph,
    Part,
    PeopleField,
    TextField,
)
from bot.ui.notices import note_card
from bot.ui.text import Bold, ChannelMention, Node, Text, clean_text, join_nodes

MAX_AVOIDED = 10


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
        f"A few words, such as hiking, bread, old films. Up to {MAX_ITEMS}.",
        join_value(person.interests),
        MAX_ITEMS * (MAX_ITEM + len(", ")),
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


def pause_form(start: date) -> Form:
    """Ask until when to pause; `start` is suggested."""
    return Form(
        "pause.save",
        "Take a pause",
        (
            DateField(
                "until", "Back on", "From this date on you take part again.", start, required=True
            ),
        ),
        submit="Pause",
        intro=("Until then I draw you into nothing and ask you nothing.",),
    )


def avoid_form(others: Sequence[str]) -> Form:
    """Ask whom somebody would rather not meet."""
    return Form(
        "avoid.save",
        "Rather not meet",
        (PeopleField("others", "Colleagues", f"Up to {MAX_AVOIDED}.", tuple(others), MAX_AVOIDED),),
        intro=(
            "I will not introduce you to each other. Nobody learns of this list: not the people on "
            "it, not organisers. "
            "No reason needed.",
        ),
    )


def diet_form(diets: Sequence[str]) -> Form:
    """Ask what places have to cook for somebody."""
    choices = tuple(Choice(value, label) for value, label in DIETS.items())
    field = ChoiceField("diets", "I eat", choices, initial=tuple(diets), most=len(choices))
    return Form(
        "diet.save",
        "What you eat",
        (field,),
        intro=(
            "I suggest places where everybody who is introduced finds something to eat. Nobody "
            "learns of your choice: not the people you meet, not organisers.",
        ),
    )


def diets_saved_card(*, any_stated: bool) -> Card:
    """Confirm saved diets without repeating them."""
    if not any_stated:
        return note_card("Saved", "I keep nothing about what you eat. Any place may be suggested.")
    return note_card(
        "This stays between us",
        "I only suggest places that cook for you. Nobody learns why.",
    )


def unknown_diet() -> str:
    """Reject a diet that is not on the list."""
    return "I don't know one of these. Please choose from the list."


def profile_saved_card(person: Person) -> Card:
    """Confirm a saved profile and list it."""
    return Card(
        "note",
        "Saved, thank you",
        (profile_facts(person),),
        ("“/mingle profile” changes it any time.",),
    )


def profile_card(person: Person, participations: Sequence[Participation], today: date) -> Card:
    """Show people their own profile, participation and pause."""
    pausing = is_paused(person, today)
    buttons = (
        Button("profile.open", "Change my profile", style="main"),
        Button("pause.end", "I'm back") if pausing else Button("pause.open", "Take a pause"),
        Button("diet.open", "What I eat"),
    )
    footer = "Those you are introduced to see your profile. “/mingle why” shows what I sent you."
    return Card(
        "note",
        person.name,
        (
            profile_facts(person),
            *participation_lines(person, participations, today),
            Actions(buttons),
        ),
        (footer,),
    )


def participation_lines(
    person: Person, participations: Sequence[Participation], today: date
) -> tuple[Paragraph, ...]:
    """List what somebody takes part in, and until when they pause."""
    lines = [Paragraph(_taking_part(participations))]
    if person.paused_until and is_paused(person, today):
        lines.append(
            Paragraph(("You are pausing until ", Bold(long_date(person.paused_until)), "."))
        )
    return tuple(lines)


def paused_card(until: date, questions: Sequence[Part]) -> Card:
    """Confirm a pause, with the questions that follow from it."""
    words = (
        "Until then I draw you into nothing. On that day you are back in, without doing anything."
    )
    title = f"You are pausing until {long_date(until)}"
    footer = ("Back sooner? “/mingle resume”.",)
    return Card("note", title, (Paragraph((words,)), *questions), footer)


def resumed_card(was_paused: bool) -> Card:
    """Confirm the end of a pause, or that there was none."""
    if not was_paused:
        return note_card(
            "You were not pausing",
            "You take part in whatever you joined. “/mingle me” shows what that is.",
        )
    return note_card("Welcome back", "You are in again from now on, wherever you were before.")


def avoid_list_saved_card(count: int) -> Card:
    """Confirm an avoid list without repeating the names."""
    if not count:
        return note_card(
            "Your list is empty", "I may introduce you to anybody. Nobody learns that you looked."
        )
    others = "one colleague" if count == 1 else f"{count} colleagues"
    return note_card(
        "This stays between us",
        f"I will not introduce you to {others}. Nobody learns of it, neither they nor any "
        "organiser. "
        "“/mingle rather-not” shows and changes the list.",
    )


def not_yourself() -> str:
    """Reject an avoid list that contains its owner."""
    return "You can leave yourself out: I never introduce you to yourself."


def unknown_colleague() -> str:
    """Reject an avoid list with people whom Mingle does not know."""
    return (
        "I don't know one of these people yet. Please choose colleagues who share a channel "
        "with me."
    )


def too_many_avoided() -> str:
    """Reject an avoid list that is too long."""
    return (
        f"I can keep {MAX_AVOIDED} people. If you need more, talk to whoever looks after "
        "Mingle "
        "here."
    )


def not_today() -> str:
    """Reject a pause that ends today or earlier."""
    return "A pause needs to last beyond today. Try “tomorrow”, “Monday” or “in two weeks”."


def too_long_a_pause() -> str:
    """Reject a pause that is longer than three years."""
    return (
        "A pause lasts three years at most. For longer, “/mingle leave” takes you out and "
        "“/mingle join” back in."
    )


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
            return f"“{_short(error.text)}” is over already. Try “Monday” or “in two weeks”."
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


def wrong_columns(columns: Sequence[str]) -> str:
    """Reject a file whose header has other columns."""
    return (
        f"The first line needs “person” and any of these, each once: {', '.join(columns[1:])}. "
        "Nothing was changed."
    )


def wrong_width(found: int, expected: int) -> str:
    """Reject a line with too few or too many cells."""
    return (
        f"This line has {found} cells instead of {expected}. A comma inside a cell needs "
        "quotes "
        "around the cell."
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


def missing_name() -> str:
    """Reject a new person without a name."""
    return "This person is new here and needs a name."


def long_date(when: date) -> str:
    """Return a date in words, such as “Monday, 5 January 2026”."""
    return f"{WEEKDAYS[when.weekday()]}, {when.day} {when:%B %Y}"


def _short(words: str) -> str:
    line = clean_text(words, 41)
    return line if len(line) < 41 else f"{line[:40]}…"


def _form_field(declared: ProfileField, person: Person, week: Week) -> TextField | ChoiceField:
    name, label, hint = declared.name, declared.label, declared.hint
    value = declared.value_of(person)
    if not declared.choices:
        text = join_value(value)
        return TextField(name, label, hint, text, declared.limit, required=declared.required)

    labels = dict(declared.choices)
    if name == "slots":
        labels = {slot: slot_label(slot) for slot in offered_slots(week)}
    choices = tuple(Choice(offered, words) for offered, words in labels.items())
    values = (value,) if isinstance(value, str) else value
    chosen = tuple(item for item in values if item in labels)
    most = len(choices) if declared.is_list else 1
    return ChoiceField(name, label, choices, hint, chosen, most, declared.required)


def _taking_part(participations: Sequence[Participation]) -> Text:
    channels: list[Node] = [
        ChannelMention(part.channel, part.channel_name)
        for part in participations
        if part.state == "in"
    ]
    if not channels:
        return (
            "You take part in no lunch pairings yet. “/mingle join” in a channel that has them, "
            "and you are in.",
        )
    return ("You take part in the lunch pairings of ", *join_nodes(channels), ".")
