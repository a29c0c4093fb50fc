"""Lines and menus that several cards about associations share."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from bot.associations.admission import read_admission
from bot.associations.rules import Association, Chapter, Opening, OpeningKind, days_left
from bot.events.rules import Event
from bot.sources.records import Source
from bot.ui.cards import LABEL_LIMIT, OPTION_LIMIT, Choice, Select
from bot.ui.day_words import format_dated_day
from bot.ui.speech import mark, say, say_as
from bot.ui.text import (
    Bold,
    CommandMention,
    Instant,
    Link,
    Mention,
    Node,
    Text,
    Words,
    format_day,
    host_of,
    retell,
    tell,
)

KIND_NAMES: dict[OpeningKind, str] = {
    "election": mark("Board election"),
    "committee": mark("Call for committee members"),
    "papers": mark("Call for papers or talks"),
    "prices": mark("Early prices"),
    "role": mark("Role to take"),
    "other": mark("Something else"),
}
# What cards call things whose names organisers hid, by the kind of their texts.
UNNAMED = {
    "association": "An association",
    "chapter": "A chapter",
    "opening": "An opening",
}
NO_CALENDAR = mark("No calendar yet: open the chapter to add one.")
_WAITS: dict[str, Words] = {
    "looking": mark("I'm having a look at its calendar."),
    "found": mark("Its calendar waits for whoever named it to save it."),
    "dates": mark("Its page shows dates, but I can't tell what they belong to."),
    "paused": tell(
        "Its calendar rests. {command} shows why.", command=CommandMention("events sources")
    ),
}
_NOTHING_AHEAD = mark("Nothing ahead just now.")


class NextMeeting(Struct, frozen=True):
    """A chapter, the source of its meetings, and the next one."""

    chapter: Chapter
    source: Source | None = None
    meeting: Event | None = None


class ListedOpening(Struct, frozen=True):
    """An opening with its association and chapter, or its event."""

    opening: Opening
    association: Association | None = None
    chapter: Chapter | None = None
    event: Event | None = None


class Seconds(Struct, frozen=True):
    """What somebody reads of it: what they said themselves, and who would second them.

    `mine` is "" where they said nothing, else "unnamed" or "named". `others` is how many would do
    so without their names, 0 where that is not told: it moves with everybody's clicks.
    """

    mine: str = ""
    named: tuple[Mention, ...] = ()
    others: int = 0


def next_meeting_text(next_meeting: NextMeeting) -> Text:
    """Return when a chapter meets next, or why that is unknown."""
    if next_meeting.meeting:
        return meeting_line(next_meeting.meeting)
    if next_meeting.source is None:
        return (say(NO_CALENDAR),)
    return retell(_WAITS.get(next_meeting.source.state, _NOTHING_AHEAD))


def meeting_line(event: Event) -> Text:
    """Return a meeting in one line, with whom it lets in where that is known."""
    when = Instant(event.starts_at, event.zone, "day_time")
    if event.all_day:
        when = Instant(event.starts_at, event.zone, "day")
    where = f", {event.place}" if event.place else ""
    match read_admission(event):
        case "guests":
            where += " · " + say("guests are welcome")
        case "members":
            where += " · " + say("for members")
    return when, " · ", Bold(event.title), where


def short_date(due: dt.date, today: dt.date) -> str:
    """Return the date of a deadline, with the year unless it is this one."""
    return format_day(due) if due.year == today.year else format_dated_day(due)


def deadline_text(opening: Opening, now: dt.datetime) -> str:
    """Return a deadline, and how soon it is."""
    left = days_left(opening, now)
    today = opening.due - dt.timedelta(days=left)
    return f"{short_date(opening.due, today)} ({days_left_text(left)})"


def days_left_text(left: int) -> str:
    """Return how many days are left, in words."""
    if left < 0:
        return say_as("deadline", "over")
    if left == 0:
        return say("today")
    if left == 1:
        return say("tomorrow")
    return say("in {number} days", number=left)


def opening_row(opening: Opening, now: dt.datetime, last: str = "") -> tuple[str, Text]:
    """Return an opening as a row that ends in `last`, or else in how soon it is."""
    left = days_left(opening, now)
    today = opening.due - dt.timedelta(days=left)
    words = (opening.title, say(KIND_NAMES[opening.kind]), last or days_left_text(left))
    return short_date(opening.due, today), (" · ".join(words),)


def owner_name(listed: ListedOpening) -> str:
    """Return the association of an opening, and its chapter; or its event.

    Empty for an event that is nothing but the deadline, whose title is the opening's.
    """
    if listed.association is None:
        of_event = listed.event.title if listed.event else ""
        return "" if of_event.startswith(listed.opening.title) else of_event
    name = listed.association.name
    if listed.chapter:
        return f"{name}, {listed.chapter.name}"
    return name


def opening_select(openings: Sequence[Opening], now: dt.datetime) -> list[Select]:
    """Return a menu of these openings, or nothing without any."""
    choices: list[Choice] = []
    for opening in openings[:OPTION_LIMIT]:
        label = f"{deadline_text(opening, now)}: {opening.title}"
        choices.append(Choice(str(opening.id), label[:LABEL_LIMIT]))
    if not choices:
        return []
    return [Select("opening.show", say("Look at an opening: be reminded …"), tuple(choices))]


def page_link(address: str) -> tuple[Node, ...]:
    """Return a link to a page, labelled with its host."""
    if address:
        return (Link(address, host_of(address)),)
    return ()
