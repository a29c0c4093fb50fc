"""The cards and the form of swap lunches."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from bot.associations.known import list_fields
from bot.swap.records import Swap, SwapLunch, SwapMember
from bot.text_guard.talk_card import TalkLines
from bot.text_guard.views import talk_parts
from bot.ui.cards import Actions, Button, Card, Choice, ChoiceField, Facts, Form, Paragraph, Part
from bot.ui.speech import mark, say
from bot.ui.text import Bold, Instant, clean_text, merge_words, tell

TITLE = mark("Lunch with another company")
WHY_INTRODUCED = mark("You agreed to have lunch with somebody of another company.")
WHY_OFF = mark("A lunch with another company that you were told of isn't taking place.")
WHY_NOBODY = mark(
    "You agreed to have lunch with somebody of another company, and hear if nobody fits."
)
WHY_ENDED = mark("You agreed to have lunch with somebody of another company, and that has ended.")
NO_SWAP = mark(
    "No other company has agreed to swap lunches with yours yet. Whoever runs me can invite one."
)
GONE = mark("That has ended.")
UNKNOWN = mark("Please choose from the lists.")
NO_FIRST_NAME = mark(
    "I can't read a first name in your name here, and would have none to tell them."
)
JOINED = mark(
    "You're in. About ten days before the third Thursday of each month I look for somebody, and "
    "tell you either way."
)
LEFT = mark(
    "You're out: I tell them nothing more of you. A lunch that was agreed on is called off."
)
CANCELLED = mark(
    "I've called it off, and will tell the other side as soon as I reach their Mingle."
)
ANYTHING = mark("Anything")
_OTHER_FIELD = mark("something else")
_CROSSES = mark(
    "They learn your first name, the field and the topic you choose, and nothing else. You get the "
    "same of somebody there, with a place and a time, once a month at most."
)
# where organisers have written no lines of their own
_USUAL_TALK = TalkLines(
    may=mark("Your craft, and what your company says in public."),
    may_not=mark("Customers, figures, plans that aren't announced, and colleagues by name."),
)
_NOBODY = mark("Somebody")
_NO_TOPIC = mark("anything")  # within a sentence


def fields_to_choose() -> list[str]:
    """Return the fields of work that people choose from."""
    return [*list_fields(), _OTHER_FIELD]


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
            words = tell(
                "{company}: you're in. They're told: {name}, {field}, {topic}.",
                company=company,
                name=name,
                field=_field_name(member.field),
                topic=clean_text(member.topic, 80) or say(_NO_TOPIC),
            )
            change = Button("swap.open", say("Change"), str(of.id))
            leave = Button("swap.leave", say("Leave"), str(of.id))
            buttons: tuple[Button, ...] = (change, leave)
        else:
            words = tell("{company}: you haven't joined yet.", company=company)
            buttons = (Button("swap.open", say("Join"), str(of.id), "main"),)
        if silent_since:
            unreached = tell(
                "Their Mingle hasn't been reached since {when}.",
                when=Instant(silent_since, of.zone),
            )
            words = merge_words((*words, " ", *unreached))
        parts += [Paragraph(words), Actions(buttons)]
    parts.append(Paragraph((say(_CROSSES) if shown else say(NO_SWAP),), soft=True))
    return Card("note", say(TITLE), tuple(parts))


def join_form(of: Swap, member: SwapMember | None, name: str, topics: Sequence[str]) -> Form:
    """Ask what the other company may be told; topics are those of the reader's own profile."""
    fields = tuple(Choice(field, _capitalise(_field_name(field))) for field in fields_to_choose())
    named = tuple(Choice(str(at), clean_text(topic, 75)) for at, topic in enumerate(topics))
    chosen = topics.index(member.topic) if member and member.topic in topics else None
    return Form(
        "swap.join",
        say("Swap lunches"),
        (
            ChoiceField(
                "field",
                say("Your field"),
                fields,
                initial=(member.field,) if member else (),
                required=True,
            ),
            ChoiceField(
                "topic",
                say("You'd like to talk about"),
                (Choice("any", say(ANYTHING)), *named),
                initial=("any" if chosen is None else str(chosen),),
                required=True,
            ),
        ),
        value=str(of.id),
        submit=say("Join"),
        intro=(
            say(
                "{company} will read your first name as {name}. {what_crosses} You can leave at "
                "any time.",
                company=clean_text(of.name, 60),
                name=name,
                what_crosses=say(_CROSSES),
            ),
        ),
    )


def lunch_card(of: Swap, lunch: SwapLunch, talk: TalkLines, now: datetime) -> Card:
    """Show a lunch with somebody of another company, as it stands."""
    company = clean_text(of.name, 60)
    name = lunch.other_name or say(_NOBODY)
    when = Instant(lunch.starts_at, of.zone)
    is_ahead = lunch.starts_at > now
    if lunch.state != "standing":
        words = tell(
            "Your lunch with {name} of {company} on {when} isn't taking place. Nobody will be "
            "waiting for you.",
            name=name,
            company=company,
            when=when,
        )
        if not is_ahead:
            words = tell(
                "Your lunch with {name} of {company} on {when} was called off.",
                name=name,
                company=company,
                when=when,
            )
        return Card("note", say("Lunch called off"), (Paragraph(words),))
    topic = lunch.other_topic or say(_NO_TOPIC)
    field = _field_name(lunch.other_field) if lunch.other_field else say("not told")
    facts = Facts(
        (
            (say("Who"), (f"{name}, {company}",)),
            (say("Field"), (field,)),
            (say("Would like to talk about"), (topic,)),
            (say("When"), (when,)),
            (say("Where you meet"), (clean_text(of.place, 120),)),
        )
    )
    parts: list[Part] = [facts, *talk_parts(talk if any(asdict(talk).values()) else _usual_talk())]
    title = say("Lunch with {company}", company=company)
    if not is_ahead:
        return Card(
            "note", title, tuple(parts), (say("It is over. They were told as much of you."),)
        )
    parts.append(Actions((Button("swap.cancel", say("I can't make it"), str(lunch.id)),)))
    footer = say(
        "They're told as much of you. If it falls through, I'll tell you as soon as I know."
    )
    return Card("note", title, tuple(parts), (footer,))


def cancelled_card() -> Card:
    """Confirm that somebody called their lunch off."""
    return Card("note", say(TITLE), (Paragraph((say(CANCELLED),)),))


def nobody_card(of: Swap) -> Card:
    """Return the news that nobody of the other company is left for the reader this month."""
    words = say(
        "There's nobody of {company} for you this month. I'll look again next month; there's "
        "nothing to do for that.",
        company=clean_text(of.name, 60),
    )
    leave = Button("swap.leave", say("Leave"), str(of.id))
    return Card("note", say("No swap lunch this month"), (Paragraph((words,)), Actions((leave,))))


def ended_card(of: Swap) -> Card:
    """Return the news that the agreement with a company has ended."""
    company = clean_text(of.name, 60)
    words = say(
        "Your company and {company} no longer swap lunches. I've deleted what you agreed to tell "
        "them, and tell them nothing more of you.",
        company=company,
    )
    title = say("No more lunches with {company}", company=company)
    return Card("note", title, (Paragraph((words,)),))


def _field_name(field: str) -> str:
    """Return a field of work as it is read; one that Mingle doesn't know stays as it is."""
    return say(field) if field in fields_to_choose() else field


def _capitalise(words: str) -> str:
    return words[:1].upper() + words[1:]


def _usual_talk() -> TalkLines:
    return TalkLines(may=say(_USUAL_TALK.may), may_not=say(_USUAL_TALK.may_not))
