"""Texts and cards of digests, and the organisers' form and cards about them."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct, structs

from bot.dates.local_time import local_date
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
from bot.ui.day_words import format_month_day
from bot.ui.fields import clock_field, zone_field
from bot.ui.notices import note_card
from bot.ui.setups import Running, running_card
from bot.ui.speech import mark, say
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
    format_day,
    format_local,
    format_long_day,
    host_of,
    join_nodes,
    merge_words,
    tell,
    tell_many,
    weekday_name,
)

WHY_WEEKLY = mark("An organiser set up this channel to be told every week what is on in town.")
RUNS_THERE = mark("That channel has a digest already. Change that one, or choose another channel.")
NO_CHANNEL = mark("Please choose a channel of this workspace.")
NO_SUCH_REACH = mark("Please choose from the list, or nothing for all.")
NO_SUCH_DAY = mark("Please choose a day from the list.")
NO_SUCH_TIME = mark("Please write a time such as 9:00.")
Show = Literal["time", "day", "day_time"]
LIST_LIMIT, WORD_LIMIT, MAX_WORDS = 300, 40, 12
_MAX_NAMES, _MAX_LINKS = 6, 3
_REMARKS: dict[ListedAs, str] = {
    "unlisted": mark("no longer listed, so check first"),
    "rescheduled": mark("rescheduled"),
    "online": mark("moved online"),
    "sold_out": mark("sold out"),
}


def no_digest_text() -> Text:
    """Refuse to stop or show the digest of a channel that gets none."""
    digest = CommandMention("events digest")
    return tell("This channel gets no digest. {digest} starts one there.", digest=digest)


def gone_text() -> Text:
    """Refuse a button of a digest that is no more."""
    events = CommandMention("events")
    return tell("This digest is no more. {events} shows what is on.", events=events)


class DigestRow(Struct, frozen=True):
    """An entry of a digest, its public attendees, the number of others, and its links."""

    entry: DigestEntry
    names: Sequence[Mention] = ()
    others: int = 0
    links: Sequence[str] = ()


def digest_card(issue: Issue, rows: Sequence[DigestRow], more: int, now: dt.datetime) -> Card:
    """Show the events of an issue by day, and a button for the rest."""
    title = say("What's on: {span}", span=_span(issue))
    if not rows:
        return note_card(title, say("All of this stands in the newer digest now."))

    parts = _near_and_far(rows, issue.zone, issue.since, issue.until)
    items: list[Button | Select] = [*open_event_select(rows, now)]
    if more:
        label = say("Show the rest ({number})", number=more)
        items.append(Button("digest.rest", label, f"{issue.id}:0"))
    if items:
        parts.append(Actions(tuple(items)))
    footer = tell(
        "Your name stands here only if you say so. {events} lists what suits you.",
        events=CommandMention("events"),
    )
    return Card("note", title, tuple(parts), footer)


def digest_rest_card(
    issue: Issue, rows: Sequence[DigestRow], page: int, pages: int, now: dt.datetime
) -> Card:
    """Show one page of the entries that the card had no room for."""
    title = say("Also on: {span}", span=_span(issue))
    if not rows:
        return Card("note", title, (Paragraph((say("That was all."),)),))

    parts = _near_and_far(rows, issue.zone, issue.since, issue.until)
    items: list[Button | Select] = [*open_event_select(rows, now)]
    if page:
        items.append(Button("digest.rest", say("Earlier ones"), f"{issue.id}:{page - 1}"))
    if page + 1 < pages:
        items.append(Button("digest.rest", say("More"), f"{issue.id}:{page + 1}", "main"))
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
        parts.append(Heading(say("Further ahead")))
    for row in far:
        day = days_of(row.entry.event, zone)[0]
        line = entry_line(row, zone, day)
        parts.append(Paragraph((f"{format_day(day)} · ", *line)))
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


def _span(issue: Issue) -> str:
    last = local_date(issue.until, issue.zone) - dt.timedelta(days=1)
    first = issue.local_date
    return say("{first} to {last}", first=format_month_day(first), last=format_month_day(last))


def digest_form(channel: str, known: Digest | None, zone: str, town: str) -> Form:
    """Ask what a channel's digest lists."""
    topics: tuple[str, ...] = ()
    towns: tuple[str, ...] = (town,) if town else ()
    reaches: tuple[str, ...] = ()
    weekday, time = (known.weekday, known.time) if known else (0, "09:00")
    days = tuple(Choice(str(number), weekday_name(number)) for number in range(7))
    if known:
        topics, towns, reaches, zone = known.topics, known.towns, known.reaches, known.zone
    choices = tuple(Choice(value, _capitalise(say(label))) for value, label in REACH_LABELS.items())
    hint = say("With commas between them; empty for all")
    listed = ", ".join(topics), ", ".join(towns)
    fields = (
        ChannelField("channel", say("Channel"), initial=channel),
        TextField(
            "topics", say("Topics"), hint, listed[0], LIST_LIMIT, example=say("python, design")
        ),
        TextField(
            "towns", say("Towns"), hint, listed[1], LIST_LIMIT, example=say("Berlin, Potsdam")
        ),
        ChoiceField(
            "reaches", say("How far"), choices, say("Nothing chosen: all"), reaches, most=4
        ),
        ChoiceField("weekday", say("On which day"), days, initial=(str(weekday),), required=True),
        clock_field("time", say("At what time"), time, "09:00"),
        zone_field("zone", say("Time zone"), zone, required=True),
    )
    intro = (
        say(
            "Once a week: what's on in the next two weeks, and new things in the region for the "
            "next two months. Once a month: what's worth travelling for, nine months ahead. "
            "Nothing when nothing is on."
        ),
    )
    return Form("digest.save", say("Events in a channel"), fields, intro=intro)


def digests_card(digests: Sequence[Digest]) -> Card:
    """Show which channels have a digest, to whoever sets one up without naming a channel."""
    running = [
        Running(
            ChannelMention(one.channel, one.channel_name),
            _how_often(one),
            Button("digest.setup", say("Change this one"), str(one.id)),
        )
        for one in digests
    ]
    another = Button("digest.begin", say("Set one up in another channel"))
    return running_card("note", say("Digests run already"), running, "events digest", another)


def _how_often(digest: Digest) -> str:
    if digest.paused:
        return say("paused")
    weekday = weekday_name(digest.weekday)
    return say("every {weekday} at {time}", weekday=weekday, time=digest.time)


def _capitalise(words: str) -> str:
    return words[:1].upper() + words[1:]


def digest_status_card(
    digest: Digest, planned: dt.datetime | None, title: str = "", note: Text = ()
) -> Card:
    """Show organisers what a digest lists and when its next issue comes."""
    channel = ChannelMention(digest.channel, digest.channel_name)
    listed = tell(
        "{channel} gets a digest: {contents}.", channel=channel, contents=_contents(digest)
    )
    next_one: Text = (say("It's paused."),)
    if planned and not digest.paused:
        day = local_date(planned, digest.zone)
        moved = day_off_text(digest.week_of(day), day)
        time = Instant(planned, digest.zone)
        next_one = tell("Next one: {time}{moved}.", time=time, moved=moved)

    number = str(digest.id)
    pause = Button("digest.pause", say("Pause"), number)
    if digest.paused:
        pause = Button("digest.resume", say("Resume"), number, "main")
    buttons = (
        Button("digest.preview", say("Preview"), number),
        Button("digest.setup", say("Change"), number),
        pause,
        Button("digest.stop", say("Stop"), number, "danger"),
    )
    notes = (Paragraph(note),) if note else ()
    parts = (Paragraph(merge_words((*listed, " ", *next_one))), *notes, Actions(buttons))
    return Card("note", title or say("The digest"), parts)


def _contents(digest: Digest) -> str:
    topics = ", ".join(digest.topics) or say("all topics")
    towns = ", ".join(digest.towns) or say("all towns")
    labels = [say(REACH_LABELS[reach]) for reach in digest.reaches if reach in REACH_LABELS]
    return f"{topics}, {towns}, {', '.join(labels) or say('near and far')}"


def digest_stopped_card(digest: Digest) -> Card:
    """Confirm that a channel gets no more digests."""
    channel = f"#{digest.channel_name}" if digest.channel_name else say("That channel")
    return note_card(
        say("Stopped"),
        tell(
            "{channel} gets no more digests. {digest} starts them again.",
            channel=channel,
            digest=CommandMention("events digest"),
        ),
    )


def digest_preview_card(
    rows: Sequence[DigestRow], more: int, zone: str, now: dt.datetime, until: dt.datetime
) -> Card:
    """Show organisers the issue that would be posted today."""
    if not rows:
        words = tell(
            "Nothing fits in the next two weeks, so nothing would be posted. {sources} shows "
            "what is read.",
            sources=CommandMention("events sources"),
        )
        return note_card(say("Nothing to tell"), words)

    parts = _near_and_far(rows, zone, now, until)
    if more:
        rest = say(
            "{more} more would stand behind a button; the card shows {most}.",
            more=more,
            most=MAX_OPEN_ENTRIES,
        )
        parts.append(Paragraph((rest,), soft=True))
    return Card("note", say("Today's digest would be"), tuple(parts))
