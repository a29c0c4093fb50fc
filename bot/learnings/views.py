"""Cards, forms and texts about learnings."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from bot.core.subjects import Subject
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
from bot.ui.crowds import SMALL_CIRCLE
from bot.ui.notices import something_wrong_button
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Instant, Text, format_local, format_month, join_nodes, tell

MAX_LEARNING = 500
WHY_MONTH = mark(
    "People shared what they learned at tables and events that this channel was invited to."
)
GONE = mark("That month is forgotten by now.")
_NAMED = 8  # people thanked by name; the others stand at their quotes
_TITLE, _PLACE = 60, 40  # characters of an event's title and place in a heading
_AGAIN = mark("Changed your mind? The same button opens it again.")

SHARES = {
    "named": mark("Share it with my name"),
    "unnamed": mark("Share it without my name"),
    "private": mark("Keep it for myself"),
}


def sharing_choices() -> tuple[Choice, ...]:
    """Return who may read what somebody learned, to choose from."""
    return tuple(Choice(value, say(label)) for value, label in SHARES.items())


def learning_form(about: Subject, text: str, share: str) -> Form:
    """Ask what somebody learned or gave, and who may read it."""
    fields = (
        TextField(
            "text",
            say("What did you learn, or give?"),
            say("One line is plenty"),
            text,
            MAX_LEARNING,
            multiline=True,
            required=True,
            example=say("Ask twice before I answer."),
        ),
        ChoiceField(
            "share",
            say("Who may read it"),
            sharing_choices(),
            say("Nothing confidential, please"),
            (share,),
            required=True,
        ),
    )
    return Form(
        "learning.save",
        say("What did you learn?"),
        fields,
        value=f"{about}",
        intro=(few_may_guess(),),
    )


def learning_thanks_card(share: str, when: str) -> Card:
    """Thank the author; say who will read it and when, where `when` is empty if no channel will."""
    texts = {
        "named": say("It may appear with your name {when}.", when=when),
        "unnamed": say("It may appear {when}, without your name.", when=when),
        "private": say("It stays with you."),
    }
    words = texts[share] if when or share == "private" else say(NOWHERE)
    return Card("prompt", say("Thank you"), (Paragraph((words,)),), (say(_AGAIN),))


def learning_changed_card(share: str) -> Card:
    """Confirm a change to a learning that was posted in a channel."""
    texts = {
        "named": say("The channel's post follows in a moment, with your name."),
        "unnamed": say("The channel's post follows in a moment, without your name."),
        "private": say("It stays with you, and leaves the channel's post in a moment."),
    }
    return Card("prompt", say("Changed"), (Paragraph((texts[share],)),), (say(_AGAIN),))


def recap_card(
    number: int, first: dt.date, entries: Sequence[tuple[Occasion | None, Quote]], page: int
) -> Card:
    """Show one page of what people learned in a month, by occasion; `first` is its first day."""
    title = say("What we learned in {month}", month=format_month(first))
    pages = split_pages(entries)
    page = min(page, len(pages) - 1)
    parts: list[Part] = []
    for occasion, group in groupby(pages[page], key=itemgetter(0)):
        parts.append(Heading(_heading(occasion) if occasion else say(APART)))
        parts += [quote for _, quote in group]

    if not parts:
        words = say("What people wrote here is kept for 90 days, or until they take it back.")
        return Card("prompt", title, (Paragraph((words,)),), _next())

    if page == 0:
        parts += _thanks_to(entries)
    rest = sum(map(len, pages[page + 1 :]))
    parts += _page_buttons(number, page, rest)
    parts.append(Actions((something_wrong_button(f"learnings:{number}"),)))
    return Card("prompt", title, tuple(parts), _next())


def _page_buttons(number: int, page: int, rest: int) -> list[Part]:
    buttons = []
    if page > 1:
        buttons.append(Button("learnings.rest", say("Earlier ones"), f"{number}:{page - 1}"))
    if rest > 0:
        buttons.append(
            Button(
                "learnings.rest", say("Show the rest ({count})", count=rest), f"{number}:{page + 1}"
            )
        )
    return [Actions(tuple(buttons))] if buttons else []


def _thanks_to(entries: Sequence[tuple[Occasion | None, Quote]]) -> list[Part]:
    """Thank the named authors, each once."""
    authors = {quote.by.person: quote.by for _, quote in entries if quote.by}
    names = sorted(authors.values(), key=lambda author: author.name.casefold())[:_NAMED]
    return [Paragraph(tell("Thank you, {names}.", names=join_nodes(names)))] if names else []


def _heading(occasion: Occasion) -> str:
    name = occasion.title
    if occasion.about.kind != "event":
        name = say("Lunch about {title}", title=occasion.title) if occasion.title else say("Lunch")

    place = f", {occasion.place}" if occasion.place else ""
    day = format_local(Instant(occasion.starts_at, occasion.zone, "day"))
    return f"{name[:_TITLE]}{place[:_PLACE]} · {day}"


def too_long(length: int) -> str:
    """Reject a learning of `length` characters."""
    return say(
        "That is {length} characters; please keep it within {limit}. One line is plenty.",
        length=length,
        limit=MAX_LEARNING,
    )


APART = mark("Here and there")  # for unnamed quotes from occasions that few attended
TAKEN_OFF = mark(
    "An organiser took this line off. Write it another way, or keep it for yourself; an organiser "
    "can show it again."
)
NOBODY_RUNG = mark(
    "Please leave out what rings for people, such as @everyone; those who read it come by "
    "themselves."
)
NEXT_ROUND = mark("in the channel's next report on lunches")
THIS_MONTH = mark("when the channel hears what people learned, early next month at the latest")
NOWHERE = mark("No channel was told of this event, so nobody else reads it for now.")
EMPTY = mark("Please write a line, or close the form.")
SHARE = mark("Please choose who may read it.")
UNKNOWN = mark("I no longer know what this was about. The button on the latest message works.")


def _next() -> Text:
    return tell(
        "{command} and {command_2} show where to go next.",
        command=CommandMention("events"),
        command_2=CommandMention("lunch tables"),
    )


def few_may_guess() -> str:
    """Return what the authors and the readers of a small circle should know."""
    return say(
        "Among fewer than {number}, people may guess who wrote a line without a name.",
        number=SMALL_CIRCLE,
    )
