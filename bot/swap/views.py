"""The cards and the form of swap lunches."""

from collections.abc import Sequence
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
NO_SWAP = (
    "No other company has agreed to swap lunches with yours yet. Whoever runs me can invite one."
)
GONE = "That agreement has ended."
UNKNOWN = "Please choose from the lists."
JOINED = (
    "You're in. I'll write to you in a month in which somebody fits; in the others you hear "
    "nothing."
)
LEFT = "You're out. Nothing of you is told to them any more."
CANCELLED = "I've called it off, and let the other side know."
ANYTHING = "Anything"
_OTHER_FIELD = "something else"
_CROSSES = (
    "They learn your first name, the field and the topic you choose, and nothing else. You get the "
    "same of one of them, with a place and a time, once a month at most."
)


def fields_to_choose() -> list[str]:
    """Return the fields of work that people choose from."""
    return [*sorted({known.field for known in load_known()}), _OTHER_FIELD]


def swaps_card(shown: Sequence[tuple[Swap, SwapMember | None]], said: str = "") -> Card:
    """Show the companies that lunches are swapped with, and whether the reader is in."""
    parts: list[Part] = [Paragraph((said,))] if said else []
    for of, member in shown:
        name = clean_text(of.name, 60)
        if member:
            topic = clean_text(member.topic, 80) or ANYTHING.lower()
            told = f": you're in. They're told your first name, {member.field}, and {topic}."
            change = Button("swap.open", "Change", str(of.id))
            buttons: tuple[Button, ...] = (change, Button("swap.leave", "Leave", str(of.id)))
        else:
            told = ": you aren't in."
            buttons = (Button("swap.open", "Join", str(of.id), "main"),)
        parts += [Paragraph((Bold(name), told)), Actions(buttons)]
    parts.append(Paragraph((_CROSSES if shown else NO_SWAP,), soft=True))
    return Card("note", TITLE, tuple(parts))


def join_form(of: Swap, member: SwapMember | None, topics: Sequence[str]) -> Form:
    """Ask what the other company may be told; topics are those of the reader's own profile."""
    fields = tuple(Choice(field, field.capitalize()) for field in fields_to_choose())
    named = tuple(Choice(str(at), clean_text(topic, 75)) for at, topic in enumerate(topics))
    chosen = topics.index(member.topic) if member and member.topic in topics else None
    return Form(
        "swap.join",
        "Lunch with them",
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
        intro=(f"{clean_text(of.name, 60)}. {_CROSSES}",),
    )


def lunch_card(of: Swap, lunch: SwapLunch, talk: TalkLines, now: datetime) -> Card:
    """Show a lunch with somebody of another company, as it stands."""
    company = clean_text(of.name, 60)
    if lunch.state != "standing":
        words: Text = (
            f"Your lunch with {lunch.other_name} of {company} on ",
            Instant(lunch.starts_at, of.zone),
            " isn't taking place. Nobody will be waiting for you.",
        )
        return Card("note", "Lunch called off", (Paragraph(words),))
    topic = lunch.other_topic or ANYTHING.lower()
    facts = Facts(
        (
            ("Who", (f"{lunch.other_name}, {company}",)),
            ("Field", (lunch.other_field or "not told",)),
            ("Would like to talk about", (topic,)),
            ("When", (Instant(lunch.starts_at, of.zone),)),
            ("Where you meet", (clean_text(of.place, 120),)),
        )
    )
    parts: list[Part] = [facts, *talk_parts(talk)]
    if lunch.starts_at > now:
        parts.append(Actions((Button("swap.cancel", "I can't make it", str(lunch.id)),)))
    footer = "They've been told as much of you. If it falls through, I'll tell you."
    return Card("note", f"Lunch with {company}", tuple(parts), (footer,))


def cancelled_card() -> Card:
    """Confirm that somebody called their lunch off."""
    return Card("note", TITLE, (Paragraph((CANCELLED,)),))
