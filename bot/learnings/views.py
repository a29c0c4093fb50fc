"""Word how people tell what they learned, and what a channel hears of it."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from bot.learnings.occasions import Occasion
from bot.learnings.rules import split_pages
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    Choice,
    ChoiceField,
    Form,
    Heading,
    Paragraph,
    Part,
    Quote,
    TextField,
)
from bot.ui.text import Instant, format_local, join_nodes

MAX_LEARNING = 500
WHY_MONTH = "People shared what they learned at tables and events that this channel was invited to."
GONE = "That month is forgotten by now."
_NAMED = 8  # people thanked by name; the quotes tell the others
_TITLE, _PLACE = 60, 40  # characters of what an event is called, and of where it was
_NEXT = ("“/events” and “/lunch tables” show where to go next.",)
_AGAIN = ("Changed your mind? The same button opens it again.",)

SHARES = {
    "named": "Share it with my name",
    "unnamed": "Share it without my name",
    "private": "Keep it for myself",
}
SHARING = tuple(Choice(value, label) for value, label in SHARES.items())


def learning_form(about: str, text: str, share: str) -> Form:
    """Ask what somebody learned, or gave."""
    fields = (
        TextField(
            "text",
            "What did you learn, or give?",
            "One line is plenty",
            text,
            MAX_LEARNING,
            multiline=True,
            required=True,
        ),
        ChoiceField(
            "share",
            "Who may read it",
            SHARING,
            "Nothing confidential, please",
            (share,),
            required=True,
        ),
    )
    return Form("learning.save", "What did you learn?", fields, value=about)


def learning_thanks_card(share: str, when: str) -> Card:
    """Thank somebody, and say who will read it, and when ("" where no channel hears of it)."""
    told = {
        "named": f"It may appear with your name {when}.",
        "unnamed": f"It may appear {when}, without your name.",
        "private": "It stays with you.",
    }
    words = told[share] if when or share == "private" else NOWHERE
    return Card("prompt", "Thank you", (Paragraph((words,)),), _AGAIN)


def learning_changed_card(share: str) -> Card:
    """Tell somebody what becomes of words that a channel has been told."""
    told = {
        "named": "The channel's post follows in a moment, with your name.",
        "unnamed": "The channel's post follows in a moment, without your name.",
        "private": "It stays with you, and leaves the channel's post in a moment.",
    }
    return Card("prompt", "Changed", (Paragraph((told[share],)),), _AGAIN)


def recap_card(
    number: int, first: dt.date, told: Sequence[tuple[Occasion | None, Quote]], page: int
) -> Card:
    """Tell what people learned in a month, by what they learned it at."""
    title = f"What we learned in {first:%B}"
    cut = split_pages(told)
    page = min(page, len(cut) - 1)
    parts: list[Part] = []
    for occasion, shared in groupby(cut[page], key=lambda each: each[0]):
        parts += [Heading(_at(occasion) if occasion else APART), *(quote for _, quote in shared)]
    if not parts:
        return Card(
            "prompt",
            title,
            (Paragraph(("Whoever wrote something keeps it for themselves by now.",)),),
            _NEXT,
        )
    parts += _thanks_to(told) if page == 0 else []
    turns = [Button("learnings.rest", "Earlier ones", f"{number}:{page - 1}")] if page > 1 else []
    left = sum(map(len, cut[page + 1 :]))
    turns += (
        [Button("learnings.rest", f"Show the rest ({left})", f"{number}:{page + 1}")]
        if left > 0
        else []
    )
    acts = (Actions(tuple(turns)),) if turns else ()
    return Card("prompt", title, (*parts, *acts), _NEXT)


def _thanks_to(told: Sequence[tuple[Occasion | None, Quote]]) -> list[Part]:
    """Thank those who wrote openly, each once."""
    wrote = {quote.by.person: quote.by for _, quote in told if quote.by}
    names = sorted(wrote.values(), key=lambda one: one.name.casefold())[:_NAMED]
    return [Paragraph(("Thank you, ", *join_nodes(names), "."))] if names else []


def _at(occasion: Occasion) -> str:
    what = f"Lunch about {occasion.title}" if occasion.title else "Lunch"
    name = occasion.title if occasion.about.startswith("event:") else what
    where = f", {occasion.place}" if occasion.place else ""
    return (
        f"{name[:_TITLE]}{where[:_PLACE]} · "
        f"{format_local(Instant(occasion.starts_at, occasion.zone, 'day'))}"
    )


def too_long(length: int) -> str:
    """Say that a learning is too long."""
    return f"That is {length} characters; please keep it within {MAX_LEARNING}. One line is plenty."


APART = "Here and there"  # what few were at is not named beside words without a name
NOBODY_RUNG = (
    "Please leave out what rings for people, such as @everyone; those who read it come "
    "by themselves."
)
NEXT_ROUND = "in the channel's next report on lunches"
THIS_MONTH = "when the channel hears what people learned, early next month at the latest"
NOWHERE = "No channel was told of this event, so nobody else reads it for now."
EMPTY = "Please write a line, or close the form."
SHARE = "Please choose who may read it."
UNKNOWN = "I no longer know what this was about. The button on the latest message works."
