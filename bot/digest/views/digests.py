"""Word what channels are told of events, and what organisers read about digests."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from bot.dates.recurrence import local_date
from bot.digest.rules import MAX_OPEN_ENTRIES, REACH_LABELS, DigestEntry, Issue
from bot.digest.rules import Digest as Wish
from bot.events.rules import Event, state_at
from bot.events.views import parts
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
from bot.ui.notices import note_card
from bot.ui.text import (
    Bold,
    ChannelMention,
    Instant,
    Link,
    Mention,
    Node,
    Strike,
    Text,
    format_local,
    host_of,
    join_nodes,
)

WHY_WEEKLY = "An organiser set up this channel to be told on Mondays what is on in town."
NO_CHANNEL = "Please choose a channel of this workspace."
NO_SUCH_REACH = "Please choose from the list, or nothing for all."
NO_DIGEST = "This channel gets no digest. “/events digest” starts one there."
GONE = "This digest is no more. “/events” shows what is on."
Show = Literal["time", "day", "day_time"]
LIST_LIMIT, WORD_LIMIT, MAX_WORDS = 300, 40, 12
_NAMED, _LINKS = 6, 3
_FOOTER = "Your name stands here only if you say so. “/events” lists what suits you."


class DigestRow(Struct, frozen=True):
    """An event of a digest, who goes, and the addresses where more stands."""

    entry: DigestEntry
    names: Sequence[Mention] = ()
    others: int = 0
    links: Sequence[str] = ()


def digest_card(issue: Issue, rows: Sequence[DigestRow], more: int, now: dt.datetime) -> Card:
    """Tell what is on, by day."""
    title = f"What's on: {_span(issue)}"
    if not rows:
        return Card("note", title, (Paragraph(("All of this stands in the newer digest now.",)),))
    clicks: list[Button | Select] = list(open_event_select(rows, now))
    if more:
        clicks.append(Button("digest.rest", f"Show the rest ({more})", f"{issue.id}:0"))
    acts = (Actions(tuple(clicks)),) if clicks else ()
    return Card("note", title, (*group_by_day(rows, issue.zone, issue.since), *acts), (_FOOTER,))


def digest_rest_card(
    issue: Issue, rows: Sequence[DigestRow], page: int, pages: int, now: dt.datetime
) -> Card:
    """Show somebody what the digest had no room for."""
    turns = [Button("digest.rest", "Earlier ones", f"{issue.id}:{page - 1}")] if page else []
    turns += (
        [Button("digest.rest", "More", f"{issue.id}:{page + 1}", "main")]
        if page + 1 < pages
        else []
    )
    clicks: tuple[Button | Select, ...] = (*open_event_select(rows, now), *turns)
    acts = (Actions(clicks),) if clicks else ()
    shown = group_by_day(rows, issue.zone, issue.since)
    return Card(
        "note",
        f"Also on: {_span(issue)}",
        (*shown, *acts) if rows else (Paragraph(("That was all.",)),),
    )


def group_by_day(rows: Sequence[DigestRow], zone: str, since: dt.datetime) -> list[Part]:
    """Put events under their days; what began earlier stands under the first."""
    shown: list[Part] = []
    day = None
    for row in rows:
        event = row.entry.event
        found = max(
            local_date(event.starts_at, event.zone if event.all_day else zone),
            local_date(since, zone),
        )
        if found != day:
            shown.append(Heading(f"{found:%A}, {found.day} {found:%B}"))
            day = found
        shown.append(Paragraph(tuple(entry_line(row, zone))))
    return shown


def entry_line(row: DigestRow, zone: str) -> list[Node]:
    """Tell of one event: when, what, where, what is different, who goes, and where more stands."""
    event, before = row.entry.event, row.entry.snapshot
    off = event.state == "cancelled"
    when: Node = "All day" if event.all_day else Instant(event.starts_at, zone, "time")
    nodes: list[Node] = [when, " · ", Strike(event.title) if off else Bold(event.title)]
    nodes += [f" · {event.place}"] if event.place and not off else []
    nodes += [" · called off"] if off else _news(row.entry, zone)
    nodes += [" · ", *going] if (going := _going(row)) and not off else []
    for address in row.links[:_LINKS]:
        nodes += [" · ", Link(address, host_of(address))]
    if before.fresh and not off:
        nodes.append(" · new")
    return nodes


def open_event_select(rows: Sequence[DigestRow], now: dt.datetime) -> tuple[Select, ...]:
    """Let people open an event that is not over, to answer to it."""
    events = [row.entry.event for row in rows if state_at(row.entry.event, now) == "open"]
    return parts.event_select(events, "Open an event: going, if one more goes …")


def _news(entry: DigestEntry, zone: str) -> list[Node]:
    event, before = entry.event, entry.snapshot
    nodes: list[Node] = []
    if event.starts_at != before.starts_at:
        same_day = local_date(event.starts_at, zone) == local_date(before.starts_at, zone)
        show: Show = "day" if event.all_day else "time" if same_day else "day_time"
        old, new = (_moment(at, event, zone, show) for at in (before.starts_at, event.starts_at))
        nodes += [" · moved from ", old, " to ", new] if old != new else []
    if event.place != before.place and before.place:
        nodes.append(f" · not at {before.place} any more")
    if event.title != before.title:
        nodes.append(f" · was called {before.title}")
    return nodes


def _moment(at: dt.datetime, event: Event, zone: str, show: Show) -> Node:
    """Tell a moment in each reader's zone; whole days are the same everywhere."""
    return format_local(Instant(at, event.zone, show)) if event.all_day else Instant(at, zone, show)


def _going(row: DigestRow) -> Text:
    names: list[Node] = list(row.names[:_NAMED])
    hidden = len(row.names) - len(names)
    others = row.others + hidden
    if not names:
        return (f"{others} of us go",) if others else ()
    verb = " goes" if len(names) == 1 and not others else " go"
    return (*join_nodes([*names, f"{others} more"] if others else names), verb)


def _span(issue: Issue) -> str:
    last = local_date(issue.until, issue.zone) - dt.timedelta(days=1)
    first = issue.local_date
    return f"{first.day} {first:%B} to {last.day} {last:%B}"


def digest_form(channel: str, known: Wish | None, zone: str, town: str) -> Form:
    """Ask what a channel is told of."""
    topics, towns = (known.topics, known.towns) if known else ((), (town,) if town else ())
    reaches = tuple(Choice(value, label.capitalize()) for value, label in REACH_LABELS.items())
    fields = (
        ChannelField("channel", "Channel", initial=channel),
        TextField(
            "topics", "Topics", "A few, with commas; empty for all", ", ".join(topics), LIST_LIMIT
        ),
        TextField("towns", "Towns", "With commas; empty for all", ", ".join(towns), LIST_LIMIT),
        ChoiceField(
            "reaches",
            "How far",
            reaches,
            "Nothing chosen: all",
            known.reaches if known else (),
            most=3,
        ),
        TextField(
            "zone",
            "Time zone",
            "Such as Europe/Berlin",
            known.zone if known else zone,
            64,
            required=True,
        ),
    )
    intro = (
        "Mondays at 9:00: what is on in the next two weeks, with who goes. Nothing when nothing is "
        "on.",
    )
    return Form("digest.save", "Events in a channel", fields, intro=intro)


def digest_status_card(one: Wish, planned: dt.datetime | None, title: str = "") -> Card:
    """Show organisers how a channel's digest stands."""
    number = str(one.id)
    about = ", ".join(one.topics) or "all topics"
    near = ", ".join(one.towns) or "all towns"
    far = (
        ", ".join(REACH_LABELS[reach] for reach in one.reaches if reach in REACH_LABELS)
        or "near and far"
    )
    nodes: list[Node] = [
        ChannelMention(one.channel, one.channel_name),
        f" is told of {about}, {near}, {far}. ",
    ]
    nodes += (
        ["It rests."]
        if one.paused or planned is None
        else ["The next comes ", Instant(planned, one.zone), "."]
    )
    pause = (
        Button("digest.resume", "Resume", number, "main")
        if one.paused
        else Button("digest.pause", "Pause", number)
    )
    clicks = (
        Button("digest.preview", "Preview", number),
        Button("digest.setup", "Change", number),
        pause,
        Button("digest.stop", "Stop", number, "danger"),
    )
    return Card("note", title or "The digest", (Paragraph(tuple(nodes)), Actions(clicks)))


def digest_stopped_card(one: Wish) -> Card:
    """Confirm that a channel gets no more digests."""
    name = f"#{one.channel_name}" if one.channel_name else "That channel"
    return note_card("Stopped", f"{name} gets no more digests. “/events digest” starts them again.")


def digest_preview_card(rows: Sequence[DigestRow], more: int, zone: str, now: dt.datetime) -> Card:
    """Show an organiser what a digest would tell today."""
    if not rows:
        words = (
            "Nothing fits in the next two weeks, so nothing would be posted. “/events "
            "sources” "
            "shows what is read."
        )
        return note_card("Nothing to tell", words)
    last = (
        [
            Paragraph(
                (f"{more} more would stand behind a button; the card shows {MAX_OPEN_ENTRIES}.",),
                soft=True,
            )
        ]
        if more
        else []
    )
    return Card("note", "Today's digest would be", (*group_by_day(rows, zone, now), *last))
