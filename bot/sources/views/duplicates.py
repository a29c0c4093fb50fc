"""Cards that ask whether two listings are one event."""

from collections.abc import Sequence
from datetime import datetime

from bot.sources.records import Source
from bot.sources.rules import Listing
from bot.sources.rulings import Ruling
from bot.sources.similarity import Comparable
from bot.sources.views.parts import event_line
from bot.ui.cards import (
    LABEL_LIMIT,
    Actions,
    Button,
    ButtonStyle,
    Card,
    Choice,
    Paragraph,
    Part,
    Select,
)
from bot.ui.speech import mark, say, say_many
from bot.ui.text import Instant, format_local

SHARED_SHOWN = 10  # evenings that several sources tell of, on one card

WHY_DUPLICATE = mark(
    "You added a source of events, and it tells of an evening that another may tell of too."
)
SETTLED = mark("That question is settled already.")


_TITLE = mark("Is this one evening?")


def duplicate_question_card(
    ruling: int, one: tuple[Comparable, str], other: tuple[Comparable, str], evenings: int = 1
) -> Card:
    """Ask whether two listings are the same event; each comes with its source's name."""
    lines = [Paragraph((f"{name}: ", *event_line(event))) for event, name in (one, other)]
    if evenings > 1:
        series = say("Your answer holds for all {number} evenings of the series.", number=evenings)
        lines.append(Paragraph((series,)))
    buttons = Actions(
        (_same_button(say("The same"), ruling), _different_button(say("Not the same"), ruling))
    )
    footer = (say("I remember your answer. Without one I show both."),)
    return Card("note", say(_TITLE), (*lines, buttons), footer)


def question_over_card(ruling: int, state: str) -> Card:
    """Return what stands in place of that question once it is settled, or the evening is over.

    `ruling`: its id while it can still be decided otherwise, or 0.
    """
    words = {
        "same": mark("One evening: I show it once."),
        "different": mark("Two evenings: I show both."),
    }
    text = Paragraph((say(words.get(state, mark("Nothing is left to decide here."))),))
    return Card("note", say(_TITLE), (text, *_undo(ruling, state)))


def ruling_card(ruling: int, state: str, followed: int) -> Card:
    """Confirm a ruling, with how many other pairs follow from it."""
    if state == "same":
        title, text = say("One evening, then"), say("I show it once from now on, with both links.")
    else:
        title, text = say("Two evenings, then"), say("I show both from now on.")
    parts = [Paragraph((text,))]
    if followed:
        settled = say_many(
            "That settles one more pair like it from these two sources.",
            "That settles {count} more pairs like it from these two sources.",
            followed,
        )
        parts.append(Paragraph((settled,)))
    return Card("note", title, (*parts, *_undo(ruling, state)))


def shared_evenings_card(
    source: Source, shared: Sequence[tuple[Listing, Listing, str]], apart: Sequence[Ruling]
) -> Card:
    """List the evenings of a source that others list too, to be taken apart where that is wrong.

    `shared`: its listing, the other one, and the name of the source of that. `apart`: what was
    ruled to be two evenings.
    """
    parts: list[Part] = []
    parting: list[Choice] = []
    for own, other, name in shared:
        parts.append(Paragraph((*event_line(own), f" · {name}: {other.title}")))
        label = f"{_day(own.starts_at, own.zone)} · {name} · {own.title}"
        parting.append(Choice(f"{own.id}-{other.id}", label[:LABEL_LIMIT]))
    if not shared:
        nothing = say("Nothing it lists ahead is told by another source too.")
        parts.append(Paragraph((nothing,)))

    joining: list[Choice] = []
    for ruling in apart:
        titles = f"{ruling.one_title} · {ruling.other_title}"
        day = _day(ruling.until, source.zone) if ruling.until else ""
        two = say("Two evenings: {day} · {titles}", day=day, titles=titles)
        parts.append(Paragraph((two,), soft=True))
        joining.append(Choice(str(ruling.id), f"{day} · {titles}"[:LABEL_LIMIT]))

    selects: list[Select] = []
    if parting:
        selects.append(Select("twin.part", say("Not one evening"), tuple(parting)))
    if joining:
        selects.append(Select("twin.join", say("One evening after all"), tuple(joining)))
    actions = (Actions(tuple(selects)),) if selects else ()
    footer = (say("I show each of these once, with all its links."),) if shared else ()
    return Card("note", say("{name} and others", name=source.name), (*parts, *actions), footer)


def _day(moment: datetime, zone: str) -> str:
    return format_local(Instant(moment, zone, "day"))


def _undo(ruling: int, state: str) -> tuple[Actions, ...]:
    """Return the button that rules the other way."""
    if ruling and state == "same":
        return (Actions((_different_button(say("Show both after all"), ruling),)),)
    if ruling and state == "different":
        return (Actions((_same_button(say("They're one after all"), ruling, "quiet"),)),)
    return ()


def _same_button(label: str, ruling: int, style: ButtonStyle = "main") -> Button:
    return Button("twin.same", label, str(ruling), style)


def _different_button(label: str, ruling: int, style: ButtonStyle = "quiet") -> Button:
    return Button("twin.different", label, str(ruling), style)
