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
from bot.ui.day_words import format_brief_day
from bot.ui.speech import mark, say
from bot.ui.text import (
    Bold,
    CommandMention,
    Link,
    Mention,
    Node,
    Strike,
    Text,
    host_of,
    join_nodes,
    tell,
)

MAX_ROWS = 8  # gatherings on a card
WHY_WORTH_TRAVELLING = mark(
    "An organiser set up this channel to be told what is on; once a month that includes "
    "gatherings far away."
)
WHY_BUDGET = mark("You said that you think of going to a gathering far away, which takes a budget.")
_TITLE = mark("Worth travelling for")
_LEAD = mark("International gatherings in the next nine months.")
_FOOTER = mark("Your name is shown only if you choose.")
_MAX_NAMES = 6
_DEADLINES = {
    "papers": mark("Call for papers"),
    "prices": mark("Early prices"),
    "role": mark("Role to take"),
}


def only_listed_text() -> Text:
    """Refuse to think of going to something that is in town."""
    events = CommandMention("events")
    return tell("That's nothing to travel for. {events} shows what is on.", events=events)


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
        words = say("There's a newer list further down.")
        return Card("note", say(_TITLE), (Paragraph((words,)),))
    if not ahead:
        return Card("note", say(_TITLE), (Paragraph((say("All of this is over by now."),)),))

    shown: list[Part] = [Paragraph((say(_LEAD),), soft=True)]
    for row in ahead[:MAX_ROWS]:
        shown += _row_parts(row)
    items: list[Button | Select] = []
    events = [row.entry.event for row in ahead if row.entry.event.state == "open"]
    if events:
        items.append(_select("travel.think", say("I may go to …"), events))
        items += event_select(events, say("Open one: links, RSVP …"))
        items.append(_select("opening.note", say("Note a deadline of …"), events))
    everything = EventFilter(mine=False, kind="international").button_value()
    if len(ahead) > MAX_ROWS:
        items.append(Button("events.page", say("Show all {number}", number=len(ahead)), everything))
    if items:
        shown.append(Actions(tuple(items)))
    return Card("note", say(_TITLE), tuple(shown), (say(_FOOTER),))


def thinking_card(
    event: Event, deadlines: Sequence[Opening], reminder: dt.date | None, today: dt.date
) -> Card:
    """Confirm that somebody thinks of going, and say when they are reminded of the budget."""
    facts = [
        (say("When"), (_when(event),)),
        (say("Where"), (event.place or event.town,)),
        *((_kind(opening), (_until(opening),)) for opening in deadlines),
    ]
    words = say("Colleagues see your name beside it.")
    if reminder:
        words += " " + say(
            "I'll remind you to ask for the budget on {day}.", day=format_brief_day(reminder)
        )
    elif deadlines or event.starts_at.date() > today:
        words += " " + say("It's not long until then, so ask for the budget soon.")
    number = str(event.id)
    buttons = (
        Button("event.openly", say("Hide my name"), f"{number}:no"),
        Button("event.answer", say("Not any more"), f"{number}:cant"),
        Button("opening.note", say("Note a deadline"), number),
        Button("event.show", say("More"), number),
    )
    rows = tuple((label, text) for label, text in facts if text != ("",))
    parts = (Paragraph((words,)), Facts(rows), Actions(buttons))
    return Card("note", say("You're thinking of going: {title}", title=event.title), parts)


def budget_card(event: Event, deadlines: Sequence[Opening], now: dt.datetime) -> Card:
    """Remind somebody to ask for the budget, as the event is when they read it."""
    if event.state == "cancelled":
        words = say("It was called off, so there's no budget to ask for now.")
        if event.listed_as == "postponed":
            words = say(
                "It was postponed, with no new date yet, so there's no budget to ask for now."
            )
        return Card("note", say("Not on: {title}", title=event.title), (Paragraph((words,)),))
    if _is_past(event, now):
        return Card("note", event.title, (Paragraph((say("It's over by now."),)),))

    facts: list[tuple[str, Text]] = [(say("When"), (_when(event),))]
    if event.place or event.town:
        facts.append((say("Where"), (event.place or event.town,)))
    facts += [(_kind(opening), (_until(opening),)) for opening in deadlines]
    if event.link:
        facts.append((say("Page"), (Link(event.link, host_of(event.link)),)))
    words = say("If you'd like to go, now is a good time to ask for the budget.")
    number = str(event.id)
    buttons = (
        Button("event.answer", say("I'm going"), f"{number}:going", "main"),
        Button("event.answer", say("Not any more"), f"{number}:cant"),
        Button("event.show", say("More"), number),
    )
    parts = (Paragraph((words,)), Facts(tuple(facts)), Actions(buttons))
    return Card("note", say("Ask for the budget: {title}", title=event.title), parts)


def _is_past(event: Event, now: dt.datetime) -> bool:
    """Return whether the last day of an event is over."""
    return local_date(event.ends_at, event.zone) < local_date(now, event.zone)


def _row_parts(row: TravelRow) -> list[Part]:
    event = row.entry.event
    if event.state == "cancelled":
        return [Paragraph((Strike(event.title), f" · {_off(event)}"))]

    first: list[Node] = [Bold(event.title), f" · {_when(event)}"]
    if event.starts_at != row.entry.snapshot.starts_at:
        first.append(" " + say("(moved)"))
    if event.place or event.town:
        first.append(f" · {event.place or event.town}")
    if event.is_doubtful:
        first.append(" · " + say("no longer listed where I found it"))
    for address in row.links[:1]:
        first += [" · ", Link(address, host_of(address))]
    if row.entry.snapshot.fresh:
        first.append(" · " + say("new"))

    parts: list[Part] = [Paragraph(tuple(first))]
    if row.deadlines:
        dates = [f"{_kind(opening)} {_until(opening)}" for opening in row.deadlines]
        parts.append(Paragraph((" · ".join(dates),), soft=True))
    if row.thinking:
        names: list[Node] = list(row.thinking[:_MAX_NAMES])
        if len(row.thinking) > _MAX_NAMES:
            names.append(say("{number} more", number=len(row.thinking) - _MAX_NAMES))
        parts.append(Paragraph(tell("Thinking of going: {names}", names=join_nodes(names))))
    return parts


def _off(event: Event) -> str:
    if event.listed_as == "postponed":
        return say("postponed, with no new date yet")
    return say("called off")


def _select(action: str, placeholder: str, events: Sequence[Event]) -> Select:
    choices: list[Choice] = []
    for event in events[:OPTION_LIMIT]:
        choices.append(Choice(str(event.id), event.title[:LABEL_LIMIT]))
    return Select(action, placeholder, tuple(choices))


def _when(event: Event) -> str:
    return f"{days_text(event)} {event.starts_at.year}"


def _kind(opening: Opening) -> str:
    kind = _DEADLINES.get(opening.kind)
    return say(kind) if kind else opening.title


def _until(opening: Opening) -> str:
    return say("until {day}", day=format_brief_day(opening.due))
