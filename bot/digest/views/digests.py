"""Texts and cards of digests, and the organisers' form and cards about them."""

import datetime as dt
from collections.abc import Sequence

from bot.dates.local_time import local_date
from bot.digest.rules import (
    MAX_OPEN_ENTRIES,
    REACH_LABELS,
    Digest,
    Issue,
    is_far,
)
from bot.digest.views.lines import DigestRow, entry_line, group_by_day, open_event_select
from bot.events.rules import days_of
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
from bot.ui.day_words import format_month_day
from bot.ui.fields import clock_field, zone_field
from bot.ui.notices import note_card
from bot.ui.setups import Running, running_card
from bot.ui.speech import mark, say
from bot.ui.text import (
    ChannelMention,
    CommandMention,
    Instant,
    Text,
    day_off_text,
    format_day,
    merge_words,
    tell,
    weekday_name,
)

WHY_WEEKLY = mark("An organiser set up this channel to be told every week what is on in town.")
RUNS_THERE = mark("That channel has a digest already. Change that one, or choose another channel.")
NO_CHANNEL = mark("Please choose a channel of this workspace.")
NO_SUCH_REACH = mark("Please choose from the list, or nothing for all.")
NO_SUCH_DAY = mark("Please choose a day from the list.")
NO_SUCH_TIME = mark("Please write a time such as 9:00.")
LIST_LIMIT, WORD_LIMIT, MAX_WORDS = 300, 40, 12


def no_digest_text() -> Text:
    """Refuse to stop or show the digest of a channel that gets none."""
    digest = CommandMention("events digest")
    return tell("This channel gets no digest. {digest} starts one there.", digest=digest)


def gone_text() -> Text:
    """Refuse a button of a digest that is no more."""
    events = CommandMention("events")
    return tell("This digest is no more. {events} shows what is on.", events=events)


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
