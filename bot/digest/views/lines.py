"""An event in a line of a digest or a list, and such lines by day."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct, structs

from bot.dates.local_time import local_date
from bot.digest.rules import DigestEntry
from bot.events.rules import Event, ListedAs, day_of_several, days_of, state_at
from bot.events.views.parts import event_select
from bot.ui.cards import Heading, Paragraph, Part, Select
from bot.ui.crowds import Crowd
from bot.ui.speech import mark, say
from bot.ui.text import (
    Bold,
    Instant,
    Link,
    Mention,
    Node,
    Strike,
    Text,
    format_day,
    format_local,
    format_long_day,
    host_of,
    join_nodes,
    tell,
    tell_many,
)

Show = Literal["time", "day", "day_time"]
_MAX_NAMES, _MAX_LINKS = 6, 3
_REMARKS: dict[ListedAs, str] = {
    "unlisted": mark("no longer listed, so check first"),
    "rescheduled": mark("rescheduled"),
    "online": mark("moved online"),
    "sold_out": mark("sold out"),
}


class DigestRow(Struct, frozen=True):
    """An entry of a digest, its public attendees, the number of others, and its links."""

    entry: DigestEntry
    names: Sequence[Mention] = ()
    others: int = 0
    links: Sequence[str] = ()


def group_by_day(rows: Sequence[DigestRow], zone: str, since: dt.datetime) -> list[Part]:
    """Return events under headings of their days; what began before `since` is under the first."""
    parts: list[Part] = []
    first_day = local_date(since, zone)
    heading: dt.date | None = None
    for row in rows:
        event = row.entry.event
        day = local_date(event.starts_at, event.zone if event.all_day else zone)
        day = max(day, first_day)
        if day != heading:
            parts.append(Heading(format_long_day(day)))
            heading = day
        parts.append(Paragraph(tuple(entry_line(row, zone, day))))
    return parts


def entry_line(row: DigestRow, zone: str, day: dt.date) -> list[Node]:
    """Return one event in a line: when, what, where, what changed, who goes, links.

    `day` is the one that it stands under, which need not be its first.
    """
    event = row.entry.event
    nodes: list[Node] = [*_when(event, zone, day), " · "]
    if event.state == "cancelled":
        off = say("called off")
        if event.listed_as == "postponed":
            off = say("postponed, no new date yet")
        nodes += [Strike(event.title), f" · {off}"]
        return nodes + _links(row)

    nodes.append(Bold(event.title))
    if event.place:
        nodes.append(f" · {event.place}")
    nodes += _changes(row.entry, zone)
    if event.listed_as in _REMARKS:
        nodes.append(f" · {say(_REMARKS[event.listed_as])}")
    going = _going(row)
    if going:
        nodes += [" · ", *going]
    nodes += _links(row)
    if row.entry.snapshot.fresh:
        nodes.append(" · " + say("new"))
    return nodes


def _when(event: Event, zone: str, day: dt.date) -> list[Node]:
    """Return the hour of an event, or which of its several days this is, and the last."""
    when: Node = say("All day") if event.all_day else Instant(event.starts_at, zone, "time")
    number = day_of_several(event, day, zone)
    if number is None:
        return [when]
    if number[0] >= number[1]:
        return [say("Last day")]

    last = days_of(event, zone)[1]
    until = say("until {day}", day=format_day(last))
    if number[0] > 1:
        when = say("Day {day} of {days}", day=number[0], days=number[1])
    return [when, f", {until}"]


def _links(row: DigestRow) -> list[Node]:
    nodes: list[Node] = []
    for address in row.links[:_MAX_LINKS]:
        nodes += [" · ", Link(address, host_of(address))]
    return nodes


def open_event_select(rows: Sequence[DigestRow], now: dt.datetime) -> tuple[Select, ...]:
    """Return a menu of the events that are not over, to answer to one."""
    events = [row.entry.event for row in rows if state_at(row.entry.event, now) == "open"]
    return event_select(events, say("Choose an event to RSVP"))


def _changes(entry: DigestEntry, zone: str) -> list[Node]:
    """Return what changed about an event since its issue took it in."""
    event, snapshot = entry.event, entry.snapshot
    nodes: list[Node] = []
    if event.starts_at != snapshot.starts_at:
        nodes += _moved(entry, zone)
    if event.place != snapshot.place and snapshot.place:
        nodes.append(" · " + say("not at {place} any more", place=snapshot.place))
    if event.title != snapshot.title and snapshot.title:
        nodes.append(" · " + say("was called {title}", title=snapshot.title))
    return nodes


def _moved(entry: DigestEntry, zone: str) -> list[Node]:
    event, snapshot = entry.event, entry.snapshot
    same_day = local_date(event.starts_at, zone) == local_date(snapshot.starts_at, zone)
    show: Show = "time" if same_day else "day_time"
    if event.all_day:
        show = "day"
    old, new = Instant(snapshot.starts_at, zone, show, True), Instant(event.starts_at, zone, show)
    if not event.all_day:
        return [" · ", *tell("moved from {old} to {new}", old=old, new=new)]

    # A whole day is the same everywhere.
    days = [format_local(structs.replace(each, zone=event.zone)) for each in (old, new)]
    if days[0] == days[1]:
        return []
    return [" · ", *tell("moved from {old} to {new}", old=Strike(days[0]), new=days[1])]


def _going(row: DigestRow) -> Text:
    names: list[Node] = list(row.names[:_MAX_NAMES])
    others = row.others + len(row.names) - len(names)
    if not names:
        if others:
            return tell("{number} of us are going", number=Crowd(others, moves=True))
        return ()
    if others:
        names.append(say("{number} more", number=others))
    return tell_many("{names} is going", "{names} are going", len(names), names=join_nodes(names))
