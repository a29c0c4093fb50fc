"""The cards and the form of swap lunches."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from bot.associations.known import load_known
from bot.swap.records import Swap, SwapLunch, SwapMember
from bot.text_guard.talk_card import TalkLines
from bot.text_guard.views import talk_parts
from bot.ui.cards import Actions, Button, Card, Choice, ChoiceField, Facts, Form, Paragraph, Part
from bot.ui.text import Bold, Instant, Text, clean_text

TITLE = "Lunch with another company"
WHY_INTRODUCED = "You agreed to have lunch with somebody of another company."
WHY_OFF = "A lunch with another company that you were told of isn't taking place."
WHY_NOBODY = "You agreed to have lunch with somebody of another company, and hear if nobody fits."
WHY_ENDED = "You agreed to have lunch with somebody of another company, and that has ended."
NO_SWAP = (
    "No other company has agreed to swap lunches with yours yet. Whoever runs me can invite one."
)
GONE = "That has ended."
UNKNOWN = "Please choose from the lists."
NO_FIRST_NAME = "I can't read a first name in your name here, and would have none to tell them."
JOINED = (
    "You're in. About ten days before the third Thursday of each month I look for somebody, and "
    "tell you either way."
)
LEFT = "You're out: I tell them nothing more of you. A lunch that was agreed on is called off."
CANCELLED = "I've called it off, and will tell the other side as soon as I reach their Mingle."
ANYTHING = "Anything"
_OTHER_FIELD = "something else"
_CROSSES = (
    "They learn your first name, the field and the topic you choose, and nothing else. You get the "
    "same of one of them, with a place and a time, once a month at most."
)
# where organisers have written no lines of their own
_USUAL_TALK = TalkLines(
    may="Your craft, and what your company says in public.",
    may_not="Customers, figures, plans that aren't announced, and colleagues by name.",
)
_NOBODY = "Somebody"


def fields_to_choose() -> list[str]:
    """Return the fields of work that people choose from."""
    return [*sorted({known.field for known in load_known()}), _OTHER_FIELD]


def swaps_card(
    shown: Sequence[tuple[Swap, SwapMember | None, datetime | None]], name: str, said: str = ""
) -> Card:
    """Show the companies that lunches are swapped with, and whether the reader is in.

    With each company comes since when its Mingle was not reached, where that is unusual.
    """
    parts: list[Part] = [Paragraph((said,))] if said else []
    for of, member, silent_since in shown:
        company = Bold(clean_text(of.name, 60))
        if member:
            topic = clean_text(member.topic, 80) or ANYTHING.lower()
            told = f": you're in. They're told: {name}, {member.field}, {topic}."
            change = Button("swap.open", "Change", str(of.id))
            buttons: tuple[Button, ...] = (change, Button("swap.leave", "Leave", str(of.id)))
        else:
            told = ": you aren't in."
            buttons = (Button("swap.open", "Join", str(of.id), "main"),)
        words: Text = (company, told)
        if silent_since:
            words = (
                *words,
                " Their Mingle hasn't been reached since ",
                Instant(silent_since, of.zone),
                ".",
            )
        parts += [Paragraph(words), Actions(buttons)]
    parts.append(Paragraph((_CROSSES if shown else NO_SWAP,), soft=True))
    return Card("note", TITLE, tuple(parts))


def join_form(of: Swap, member: SwapMember | None, name: str, topics: Sequence[str]) -> Form:
    """Ask what the other company may be told; topics are those of the reader's own profile."""
    fields = tuple(Choice(field, field.capitalize()) for field in fields_to_choose())
    named = tuple(Choice(str(at), clean_text(topic, 75)) for at, topic in enumerate(topics))
    chosen = topics.index(member.topic) if member and member.topic in topics else None
    return Form(
        "swap.join",
        "Swap lunches",
        (
            ChoiceField(
                "field",
                "Your field",
                fields,
                initial=(member.field,) if member else (),
                required=True,
            ),
            ChoiceField(
                "topic",
                "You'd like to talk about",
                (Choice("any", ANYTHING), *named),
                initial=("any" if chosen is None else str(chosen),),
                required=True,
            ),
        ),
        value=str(of.id),
        submit="Join",
        intro=(
            f"{clean_text(of.name, 60)} will read your first name as {name}. {_CROSSES} You can "
            "leave at any time.",
        ),
    )


def lunch_card(of: Swap, lunch: SwapLunch, talk: TalkLines, now: datetime) -> Card:
    """Show a lunch with somebody of another company, as it stands."""
    company = clean_text(of.name, 60)
    name = lunch.other_name or _NOBODY
    if lunch.state != "standing":
        words: Text = (
            f"Your lunch with {name} of {company} on ",
            Instant(lunch.starts_at, of.zone),
            " isn't taking place. Nobody will be waiting for you.",
        )
        return Card("note", "Lunch called off", (Paragraph(words),))
    topic = lunch.other_topic or ANYTHING.lower()
    facts = Facts(
        (
            ("Who", (f"{name}, {company}",)),
            ("Field", (lunch.other_field or "not told",)),
            ("Would like to talk about", (topic,)),
            ("When", (Instant(lunch.starts_at, of.zone),)),
            ("Where you meet", (clean_text(of.place, 120),)),
        )
    )
    parts: list[Part] = [facts, *talk_parts(talk if any(asdict(talk).values()) else _USUAL_TALK)]
    if lunch.starts_at > now:
        parts.append(Actions((Button("swap.cancel", "I can't make it", str(lunch.id)),)))
    footer = "They're told as much of you. If it falls through, I'll tell you as soon as I know."
    return Card("note", f"Lunch with {company}", tuple(parts), (footer,))


def cancelled_card() -> Card:
    """Confirm that somebody called their lunch off."""
    return Card("note", TITLE, (Paragraph((CANCELLED,)),))


def nobody_card(of: Swap) -> Card:
    """Say that nobody of the other company is left for the reader this month."""
    words = (
        f"There's nobody of {clean_text(of.name, 60)} for you this month. I'll look again next "
        "month; there's nothing to do for that."
    )
    leave = Button("swap.leave", "Leave", str(of.id))
    return Card("note", "No swap lunch this month", (Paragraph((words,)), Actions((leave,))))


def ended_card(of: Swap) -> Card:
    """Say that the agreement with a company has ended."""
    company = clean_text(of.name, 60)
    words = (
        f"Your company and {company} no longer swap lunches. I've deleted what you agreed to tell "
        "them, and tell them nothing more of you."
    )
    return Card("note", f"No more lunches with {company}", (Paragraph((words,)),))
