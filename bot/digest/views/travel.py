"""What is worth travelling for: the channel's card, the answer to a thought, the reminder."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from bot.associations.rules import Opening
from bot.dates.local_time import local_date
from bot.digest.filters import EventFilter
from bot.digest.rules import DigestEntry
from bot.events.rules import Event
from bot.events.views.parts import days_text, event_select
from bot.ui.cards import (
    LABEL_LIMIT,
    OPTION_LIMIT,
    Actions,
    Button,
    Card,
    Choice,
    Facts,
    Paragraph,
    Part,
    Select,
)
from bot.ui.text import Bold, CommandMention, Link, Mention, Node, Strike, Text, host_of, join_nodes

MAX_ROWS = 8  # gatherings on a card
WHY_WORTH_TRAVELLING = (
    "An organiser set up this channel to be told what is on; once a month that includes "
    "gatherings far away."
)
WHY_BUDGET = "You said that you think of going to a gathering far away, which takes a budget."
ONLY_LISTED = ("That's nothing to travel for. ", CommandMention("events"), " shows what is on.")
_TITLE = "Worth travelling for"
_LEAD = "International gatherings in the next nine months."
_FOOTER = "Your name is shown only if you choose."
_MAX_NAMES = 6
_DEADLINES = {"papers": "Call for papers", "prices": "Early prices", "role": "Role to take"}


class TravelRow(Struct, frozen=True):
    """A gathering, its deadlines ahead, who openly thinks of going, and its links."""

    entry: DigestEntry
    deadlines: Sequence[Opening] = ()
    thinking: Sequence[Mention] = ()
    links: Sequence[str] = ()


def travel_card(rows: Sequence[TravelRow], now: dt.datetime, *, replaced: bool) -> Card:
    """Show what is worth travelling for; a card that was replaced leaves that to the newer one."""
    ahead = [row for row in rows if not _is_past(row.entry.event, now)]
    if replaced:
        words = "There's a newer list further down."
        return Card("note", _TITLE, (Paragraph((words,)),))
    if not ahead:
        return Card("note", _TITLE, (Paragraph(("All of this is over by now.",)),))

    shown: list[Part] = [Paragraph((_LEAD,), soft=True)]
    for row in ahead[:MAX_ROWS]:
        shown += _row_parts(row)
    items: list[Button | Select] = []
    events = [row.entry.event for row in ahead if row.entry.event.state == "open"]
    if events:
        items.append(_select("travel.think", "I may go to …", events))
        items += event_select(events, "Open one: links, RSVP …")
        items.append(_select("opening.note", "Note a deadline of …", events))
    everything = EventFilter(mine=False, kind="international").button_value()
    if len(ahead) > MAX_ROWS:
        items.append(Button("events.page", f"Show all {len(ahead)}", everything))
    if items:
        shown.append(Actions(tuple(items)))
    return Card("note", _TITLE, tuple(shown), (_FOOTER,))


def thinking_card(
    event: Event, deadlines: Sequence[Opening], reminder: dt.date | None, today: dt.date
) -> Card:
    """Confirm that somebody thinks of going, and say when they are reminded of the budget."""
    facts = [
        ("When", (_when(event),)),
        ("Where", (event.place or event.town,)),
        *((_kind(opening), (_until(opening),)) for opening in deadlines),
    ]
    words = "Colleagues see your name beside it. "
    if reminder:
        words += f"I'll remind you to ask for the budget on {_day(reminder)}."
    elif deadlines or event.starts_at.date() > today:
        words += "It's not long until then, so ask for the budget soon."
    number = str(event.id)
    buttons = (
        Button("event.openly", "Hide my name", f"{number}:no"),
        Button("event.answer", "Not any more", f"{number}:cant"),
        Button("opening.note", "Note a deadline", number),
        Button("event.show", "More", number),
    )
    rows = tuple((label, text) for label, text in facts if text != ("",))
    parts = (Paragraph((words,)), Facts(rows), Actions(buttons))
    return Card("note", f"You're thinking of going: {event.title}", parts)


def budget_card(event: Event, deadlines: Sequence[Opening], now: dt.datetime) -> Card:
    """Remind somebody to ask for the budget, as the event is when they read it."""
    if event.state == "cancelled":
        words = f"It was {_off(event)}, so there's no budget to ask for now."
        return Card("note", f"Not on: {event.title}", (Paragraph((words,)),))
    if _is_past(event, now):
        return Card("note", event.title, (Paragraph(("It's over by now.",)),))

    facts: list[tuple[str, Text]] = [("When", (_when(event),))]
    if event.place or event.town:
        facts.append(("Where", (event.place or event.town,)))
    facts += [(_kind(opening), (_until(opening),)) for opening in deadlines]
    if event.link:
        facts.append(("Page", (Link(event.link, host_of(event.link)),)))
    words = "If you'd like to go, now is a good time to ask for the budget."
    number = str(event.id)
    buttons = (
        Button("event.answer", "I'm going", f"{number}:going", "main"),
        Button("event.answer", "Not any more", f"{number}:cant"),
        Button("event.show", "More", number),
    )
    parts = (Paragraph((words,)), Facts(tuple(facts)), Actions(buttons))
    return Card("note", f"Ask for the budget: {event.title}", parts)


def _is_past(event: Event, now: dt.datetime) -> bool:
    """Return whether the last day of an event is over."""
    return local_date(event.ends_at, event.zone) < local_date(now, event.zone)


def _row_parts(row: TravelRow) -> list[Part]:
    event = row.entry.event
    if event.state == "cancelled":
        return [Paragraph((Strike(event.title), f" · {_off(event)}"))]

    first: list[Node] = [Bold(event.title), f" · {_when(event)}"]
    if event.starts_at != row.entry.snapshot.starts_at:
        first.append(" (moved)")
    if event.place or event.town:
        first.append(f" · {event.place or event.town}")
    if event.is_doubtful:
        first.append(" · no longer listed where I found it")
    for address in row.links[:1]:
        first += [" · ", Link(address, host_of(address))]
    if row.entry.snapshot.fresh:
        first.append(" · new")

    parts: list[Part] = [Paragraph(tuple(first))]
    if row.deadlines:
        dates = [f"{_kind(opening)} {_until(opening)}" for opening in row.deadlines]
        parts.append(Paragraph((" · ".join(dates),), soft=True))
    if row.thinking:
        names: list[Node] = list(row.thinking[:_MAX_NAMES])
        if len(row.thinking) > _MAX_NAMES:
            names.append(f"{len(row.thinking) - _MAX_NAMES} more")
        parts.append(Paragraph(("Thinking of going: ", *join_nodes(names))))
    return parts


def _off(event: Event) -> str:
    if event.listed_as == "postponed":
        return "postponed, with no new date yet"
    return "called off"


def _select(action: str, placeholder: str, events: Sequence[Event]) -> Select:
    choices: list[Choice] = []
    for event in events[:OPTION_LIMIT]:
        choices.append(Choice(str(event.id), event.title[:LABEL_LIMIT]))
    return Select(action, placeholder, tuple(choices))


def _when(event: Event) -> str:
    return f"{days_text(event)} {event.starts_at.year}"


def _kind(opening: Opening) -> str:
    return _DEADLINES.get(opening.kind, opening.title)


def _until(opening: Opening) -> str:
    return f"until {_day(opening.due)}"


def _day(day: dt.date) -> str:
    return f"{day:%a} {day.day} {day:%B}"
