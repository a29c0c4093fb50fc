"""Texts and cards of digests, and the organisers' form and cards about them."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct, structs

from bot.dates.local_time import local_date
from bot.dates.recurrence import WEEKDAYS
from bot.digest.rules import (
    MAX_OPEN_ENTRIES,
    REACH_LABELS,
    Digest,
    DigestEntry,
    Issue,
    is_far,
)
from bot.events.rules import Event, ListedAs, day_of_several, days_of, state_at
from bot.events.views.parts import event_select
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    ChannelField,
    Choice,
    ChoiceField,
    Form,
    Heading,
    Paragraph,
    Part,
    Select,
    TextField,
)
from bot.ui.crowds import Crowd
from bot.ui.fields import clock_field, zone_field
from bot.ui.notices import note_card
from bot.ui.setups import Running, running_card
from bot.ui.text import (
    Bold,
    ChannelMention,
    CommandMention,
    Instant,
    Link,
    Mention,
    Node,
    Strike,
    Text,
    day_off_text,
    format_local,
    host_of,
    join_nodes,
)

WHY_WEEKLY = "An organiser set up this channel to be told every week what is on in town."
RUNS_THERE = "That channel has a digest already. Change that one, or choose another channel."
NO_CHANNEL = "Please choose a channel of this workspace."
NO_SUCH_REACH = "Please choose from the list, or nothing for all."
NO_SUCH_DAY = "Please choose a day from the list."
NO_SUCH_TIME = "Please write a time such as 9:00."
NO_DIGEST = ("This channel gets no digest. ", CommandMention("events digest"), " starts one there.")
GONE = ("This digest is no more. ", CommandMention("events"), " shows what is on.")
Show = Literal["time", "day", "day_time"]
LIST_LIMIT, WORD_LIMIT, MAX_WORDS = 300, 40, 12
_MAX_NAMES, _MAX_LINKS = 6, 3
_REMARKS: dict[ListedAs, str] = {
    "unlisted": "no longer listed, so check first",
    "rescheduled": "rescheduled",
    "online": "moved online",
    "sold_out": "sold out",
}
_FOOTER = (
    "Your name stands here only if you say so. ",
    CommandMention("events"),
    " lists what suits you.",
)


class DigestRow(Struct, frozen=True):
    """An entry of a digest, its public attendees, the number of others, and its links."""

    entry: DigestEntry
    names: Sequence[Mention] = ()
    others: int = 0
    links: Sequence[str] = ()


def digest_card(issue: Issue, rows: Sequence[DigestRow], more: int, now: dt.datetime) -> Card:
    """Show the events of an issue by day, and a button for the rest."""
    title = f"What's on: {_span(issue)}"
    if not rows:
        return Card("note", title, (Paragraph(("All of this stands in the newer digest now.",)),))

    parts = _near_and_far(rows, issue.zone, issue.since, issue.until)
    items: list[Button | Select] = [*open_event_select(rows, now)]
    if more:
        items.append(Button("digest.rest", f"Show the rest ({more})", f"{issue.id}:0"))
    if items:
        parts.append(Actions(tuple(items)))
    return Card("note", title, tuple(parts), _FOOTER)


def digest_rest_card(
    issue: Issue, rows: Sequence[DigestRow], page: int, pages: int, now: dt.datetime
) -> Card:
    """Show one page of the entries that the card had no room for."""
    title = f"Also on: {_span(issue)}"
    if not rows:
        return Card("note", title, (Paragraph(("That was all.",)),))

    parts = _near_and_far(rows, issue.zone, issue.since, issue.until)
    items: list[Button | Select] = [*open_event_select(rows, now)]
    if page:
        items.append(Button("digest.rest", "Earlier ones", f"{issue.id}:{page - 1}"))
    if page + 1 < pages:
        items.append(Button("digest.rest", "More", f"{issue.id}:{page + 1}", "main"))
    if items:
        parts.append(Actions(tuple(items)))
    return Card("note", title, tuple(parts))


def _near_and_far(
    rows: Sequence[DigestRow], zone: str, since: dt.datetime, until: dt.datetime
) -> list[Part]:
    """Return events by day, and those that begin after `until` under a heading of their own."""
    near = [row for row in rows if not is_far(row.entry, until)]
    far = [row for row in rows if is_far(row.entry, until)]
    parts = group_by_day(near, zone, since)
    if far:
        parts.append(Heading("Further ahead"))
    for row in far:
        day = days_of(row.entry.event, zone)[0]
        line = entry_line(row, zone, day)
        parts.append(Paragraph((f"{day:%a} {day.day} {day:%b} · ", *line)))
    return parts


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
            parts.append(Heading(f"{day:%A}, {day.day} {day:%B}"))
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
        off = "postponed, no new date yet" if event.listed_as == "postponed" else "called off"
        nodes += [Strike(event.title), f" · {off}"]
        return nodes + _links(row)

    nodes.append(Bold(event.title))
    if event.place:
        nodes.append(f" · {event.place}")
    nodes += _changes(row.entry, zone)
    if event.listed_as in _REMARKS:
        nodes.append(f" · {_REMARKS[event.listed_as]}")
    going = _going(row)
    if going:
        nodes += [" · ", *going]
    nodes += _links(row)
    if row.entry.snapshot.fresh:
        nodes.append(" · new")
    return nodes


def _when(event: Event, zone: str, day: dt.date) -> list[Node]:
    """Return the hour of an event, or which of its several days this is, and the last."""
    when: Node = "All day" if event.all_day else Instant(event.starts_at, zone, "time")
    number = day_of_several(event, day, zone)
    if number is None:
        return [when]
    if number[0] >= number[1]:
        return ["Last day"]

    last = days_of(event, zone)[1]
    until = f"until {last:%a} {last.day} {last:%b}"
    if number[0] > 1:
        when = f"Day {number[0]} of {number[1]}"
    return [when, f", {until}"]


def _links(row: DigestRow) -> list[Node]:
    nodes: list[Node] = []
    for address in row.links[:_MAX_LINKS]:
        nodes += [" · ", Link(address, host_of(address))]
    return nodes


def open_event_select(rows: Sequence[DigestRow], now: dt.datetime) -> tuple[Select, ...]:
    """Return a menu of the events that are not over, to answer to one."""
    events = [row.entry.event for row in rows if state_at(row.entry.event, now) == "open"]
    return event_select(events, "Choose an event to RSVP")


def _changes(entry: DigestEntry, zone: str) -> list[Node]:
    """Return what changed about an event since its issue took it in."""
    event, snapshot = entry.event, entry.snapshot
    nodes: list[Node] = []
    if event.starts_at != snapshot.starts_at:
        nodes += _moved(entry, zone)
    if event.place != snapshot.place and snapshot.place:
        nodes.append(f" · not at {snapshot.place} any more")
    if event.title != snapshot.title and snapshot.title:
        nodes.append(f" · was called {snapshot.title}")
    return nodes


def _moved(entry: DigestEntry, zone: str) -> list[Node]:
    event, snapshot = entry.event, entry.snapshot
    same_day = local_date(event.starts_at, zone) == local_date(snapshot.starts_at, zone)
    show: Show = "time" if same_day else "day_time"
    if event.all_day:
        show = "day"
    old, new = Instant(snapshot.starts_at, zone, show, True), Instant(event.starts_at, zone, show)
    if not event.all_day:
        return [" · moved from ", old, " to ", new]

    # A whole day is the same everywhere.
    days = [format_local(structs.replace(each, zone=event.zone)) for each in (old, new)]
    if days[0] == days[1]:
        return []
    return [" · moved from ", Strike(days[0]), " to ", days[1]]


def _going(row: DigestRow) -> Text:
    names: list[Node] = list(row.names[:_MAX_NAMES])
    others = row.others + len(row.names) - len(names)
    if not names:
        if others:
            return Crowd(others, moves=True), " of us are going"
        return ()
    if others:
        return (*join_nodes([*names, f"{others} more"]), " are going")
    return (*join_nodes(names), " is going" if len(names) == 1 else " are going")


def _span(issue: Issue) -> str:
    last = local_date(issue.until, issue.zone) - dt.timedelta(days=1)
    first = issue.local_date
    return f"{first.day} {first:%B} to {last.day} {last:%B}"


def digest_form(channel: str, known: Digest | None, zone: str, town: str) -> Form:
    """Ask what a channel's digest lists."""
    topics: tuple[str, ...] = ()
    towns: tuple[str, ...] = (town,) if town else ()
    reaches: tuple[str, ...] = ()
    weekday, time = (known.weekday, known.time) if known else (0, "09:00")
    days = tuple(Choice(str(number), name) for number, name in enumerate(WEEKDAYS))
    if known:
        topics, towns, reaches, zone = known.topics, known.towns, known.reaches, known.zone
    choices = tuple(Choice(value, label.capitalize()) for value, label in REACH_LABELS.items())
    hint = "With commas between them; empty for all"
    listed = ", ".join(topics), ", ".join(towns)
    fields = (
        ChannelField("channel", "Channel", initial=channel),
        TextField("topics", "Topics", hint, listed[0], LIST_LIMIT, example="python, design"),
        TextField("towns", "Towns", hint, listed[1], LIST_LIMIT, example="Berlin, Potsdam"),
        ChoiceField("reaches", "How far", choices, "Nothing chosen: all", reaches, most=4),
        ChoiceField("weekday", "On which day", days, initial=(str(weekday),), required=True),
        clock_field("time", "At what time", time, "09:00"),
        zone_field("zone", "Time zone", zone, required=True),
    )
    intro = (
        "Once a week: what's on in the next two weeks, and new things in the region for the next "
        "two months. Once a month: what's worth travelling for, nine months ahead. Nothing when "
        "nothing is on.",
    )
    return Form("digest.save", "Events in a channel", fields, intro=intro)


def digests_card(digests: Sequence[Digest]) -> Card:
    """Show which channels have a digest, to whoever sets one up without naming a channel."""
    running = [
        Running(
            ChannelMention(one.channel, one.channel_name),
            "paused" if one.paused else f"every {WEEKDAYS[one.weekday]} at {one.time}",
            Button("digest.setup", "Change this one", str(one.id)),
        )
        for one in digests
    ]
    another = Button("digest.begin", "Set one up in another channel")
    return running_card("note", "Digests run already", running, "events digest", another)


def digest_status_card(
    digest: Digest, planned: dt.datetime | None, title: str = "", note: Text = ()
) -> Card:
    """Show organisers what a digest lists and when its next issue comes."""
    nodes: list[Node] = [
        ChannelMention(digest.channel, digest.channel_name),
        f" gets a digest: {_contents(digest)}. ",
    ]
    if digest.paused or planned is None:
        nodes.append("It's paused.")
    else:
        day = local_date(planned, digest.zone)
        moved = day_off_text(digest.week_of(day), day)
        nodes += ["Next one: ", Instant(planned, digest.zone), f"{moved}."]

    number = str(digest.id)
    pause = Button("digest.pause", "Pause", number)
    if digest.paused:
        pause = Button("digest.resume", "Resume", number, "main")
    buttons = (
        Button("digest.preview", "Preview", number),
        Button("digest.setup", "Change", number),
        pause,
        Button("digest.stop", "Stop", number, "danger"),
    )
    notes = (Paragraph(note),) if note else ()
    parts = (Paragraph(tuple(nodes)), *notes, Actions(buttons))
    return Card("note", title or "The digest", parts)


def _contents(digest: Digest) -> str:
    topics = ", ".join(digest.topics) or "all topics"
    towns = ", ".join(digest.towns) or "all towns"
    labels = [REACH_LABELS[reach] for reach in digest.reaches if reach in REACH_LABELS]
    return f"{topics}, {towns}, {', '.join(labels) or 'near and far'}"


def digest_stopped_card(digest: Digest) -> Card:
    """Confirm that a channel gets no more digests."""
    name = f"#{digest.channel_name}" if digest.channel_name else "That channel"
    return note_card(
        "Stopped",
        (f"{name} gets no more digests. ", CommandMention("events digest"), " starts them again."),
    )


def digest_preview_card(
    rows: Sequence[DigestRow], more: int, zone: str, now: dt.datetime, until: dt.datetime
) -> Card:
    """Show organisers the issue that would be posted today."""
    if not rows:
        words = (
            "Nothing fits in the next two weeks, so nothing would be posted. ",
            CommandMention("events sources"),
            " shows what is read.",
        )
        return note_card("Nothing to tell", words)

    parts = _near_and_far(rows, zone, now, until)
    if more:
        rest = f"{more} more would stand behind a button; the card shows {MAX_OPEN_ENTRIES}."
        parts.append(Paragraph((rest,), soft=True))
    return Card("note", "Today's digest would be", tuple(parts))
