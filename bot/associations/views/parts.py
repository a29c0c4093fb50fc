"""Word what several cards about associations are made of."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from bot.associations.rules import Association, Chapter, Opening, OpeningKind, days_left
from bot.events.rules import Event
from bot.sources.records import Source
from bot.ui.cards import LABEL_LIMIT, Choice, Select
from bot.ui.text import Bold, Instant, Link, Node, Text, host_of

KIND_NAMES: dict[OpeningKind, str] = {
    "election": "Board election",
    "committee": "Call for committee members",
    "papers": "Call for papers or talks",
    "role": "Role to take",
    "other": "Something else",
}
NO_CALENDAR = "No calendar yet: open the chapter to add one."
_WAITS = {
    "looking": "I'm having a look at its calendar.",
    "found": "Its calendar waits for whoever named it to save it.",
    "paused": "Its calendar rests. “/events sources” shows why.",
}
_NOTHING_AHEAD = "Nothing ahead just now."


class NextMeeting(Struct, frozen=True):
    """A chapter, where its meetings are found, and the next one."""

    chapter: Chapter
    source: Source | None = None
    meeting: Event | None = None


class ListedOpening(Struct, frozen=True):
    """An opening and whose it is."""

    opening: Opening
    association: Association
    chapter: Chapter | None = None


def next_meeting_text(meets: NextMeeting) -> Text:
    """Say when a chapter meets next, or why nobody knows."""
    if meets.meeting:
        return meeting_line(meets.meeting)
    if meets.source is None:
        return (NO_CALENDAR,)
    return (_WAITS.get(meets.source.state, _NOTHING_AHEAD),)


def meeting_line(event: Event) -> Text:
    """Tell of a meeting in one line."""
    where = f", {event.place}" if event.place else ""
    show = "day" if event.all_day else "day_time"
    return Instant(event.starts_at, event.zone, show), " · ", Bold(event.title), where  # type: ignore[arg-type]


def short_date(due: dt.date, today: dt.date) -> str:
    """Write the date of a deadline."""
    year = f" {due.year}" if due.year != today.year else ""
    return f"{due:%a} {due.day} {due:%b}{year}"


def deadline_text(opening: Opening, now: dt.datetime) -> str:
    """Write a deadline, and how soon it is."""
    left = days_left(opening, now)
    today = opening.due - dt.timedelta(days=left)
    return f"{short_date(opening.due, today)} ({days_left_text(left)})"


def days_left_text(left: int) -> str:
    """Say how many days are left."""
    return {0: "today", 1: "tomorrow"}.get(left, f"in {left} days" if left > 0 else "over")


def opening_row(opening: Opening, now: dt.datetime, last: str = "") -> tuple[str, Text]:
    """Tell of an opening in one row; how soon it is comes last unless something else does."""
    left = days_left(opening, now)
    told = (opening.title, KIND_NAMES[opening.kind], last or days_left_text(left))
    return short_date(opening.due, opening.due - dt.timedelta(days=left)), (" · ".join(told),)


def owner_name(listed: ListedOpening) -> str:
    """Say to whom an opening belongs."""
    name = listed.association.name
    return f"{name}, {listed.chapter.name}" if listed.chapter else name


def opening_select(openings: Sequence[Opening], now: dt.datetime) -> list[Select]:
    """Let somebody look at one of these openings."""
    choices = tuple(
        Choice(str(one.id), f"{deadline_text(one, now)}: {one.title}"[:LABEL_LIMIT])
        for one in openings[:25]
    )
    return [Select("opening.show", "Look at an opening: be reminded …", choices)] if choices else []


def page_link(address: str) -> tuple[Node, ...]:
    """Link to a page by its host."""
    return (Link(address, host_of(address)),) if address else ()
