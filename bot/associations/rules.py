"""Associations, chapters, members and openings; their limits; the reminders of openings."""

import datetime as dt
from typing import Literal, get_args

from msgspec import Struct

from bot.core.subjects import Subject
from bot.dates.local_time import local_date, utc_instant
from bot.dates.working_time import WorkingTime, moment_on, nearest_working_day

OpeningKind = Literal["election", "committee", "papers", "prices", "role", "other"]
Standing = Literal["openly", "privately", "no"]
OPENING_KINDS: tuple[OpeningKind, ...] = get_args(OpeningKind)
# What an event has deadlines for, such as a conference's call for papers.
EVENT_KINDS: tuple[OpeningKind, ...] = ("papers", "prices", "role", "other")
# What somebody stands for, so that colleagues may second them.
SECONDED_KINDS: tuple[OpeningKind, ...] = ("election", "committee", "role")
STANDINGS: tuple[Standing, ...] = get_args(Standing)

MAX_ASSOCIATIONS = 60  # in a workspace
MAX_CHAPTERS = 20  # of an association
MAX_OPENINGS = 20  # of an association or an event, ahead at the same time
REMINDER_DAYS = (30, 7, 1)  # days before a deadline
REMINDER_TIME = dt.time(9)
MAX_DEADLINE_AHEAD = dt.timedelta(days=731)

_ONE_DAY = dt.timedelta(days=1)


class Association(Struct, frozen=True):
    """A professional association, as somebody described it."""

    id: int
    workspace: str
    name: str
    about: str
    link: str
    added_by: str


class Chapter(Struct, frozen=True):
    """A local chapter of an association; its source lists its meetings."""

    id: int
    workspace: str
    association: int
    name: str
    link: str
    source: int | None
    added_by: str


class AssociationMember(Struct, frozen=True):
    """What one person said about themselves and an association."""

    association: int
    chapter: int | None
    person: str
    standing: Standing
    tell: bool


class Opening(Struct, frozen=True):
    """Something to stand for, apply to, book or hand in by a date, of an association or an event.

    Nobody added what was read in an event's description.
    """

    id: int
    workspace: str
    association: int | None
    chapter: int | None
    kind: OpeningKind
    title: str
    details: str
    link: str
    due: dt.date
    zone: str
    state: str
    added_by: str
    event: int | None = None

    @property
    def subject(self) -> Subject:
        """The subject of its live card and its occurrences."""
        return Subject("opening", self.id)

    @property
    def ends_at(self) -> dt.datetime:
        """The end of its last day."""
        return utc_instant(self.due + _ONE_DAY, dt.time(), self.zone)


def is_ahead(opening: Opening, now: dt.datetime) -> bool:
    """Return whether an opening is open and before the end of its last day."""
    return opening.state == "open" and now < opening.ends_at


def days_left(opening: Opening, now: dt.datetime) -> int:
    """Return the days until a deadline, in its own zone; 0 on the day itself."""
    return (opening.due - local_date(now, opening.zone)).days


def reminder_moment(opening: Opening, days: int, working_time: WorkingTime) -> dt.datetime:
    """Return when an opening is reminded of so many days ahead.

    On the working day before, where nobody works on that day.
    """
    day = nearest_working_day(opening.due - days * _ONE_DAY, working_time, step=-1)
    return moment_on(day, REMINDER_TIME, working_time)


def reminder_moments(
    opening: Opening, now: dt.datetime, working_time: WorkingTime
) -> dict[int, dt.datetime]:
    """Return the moments of the reminders still to come, by days ahead."""
    moments: dict[int, dt.datetime] = {}
    for days in REMINDER_DAYS:
        at = reminder_moment(opening, days, working_time)
        if at > now:
            moments[days] = at
    return moments


def is_due_at_once(opening: Opening, now: dt.datetime, working_time: WorkingTime) -> bool:
    """Return whether the first reminder is late, and no other comes today."""
    ahead = reminder_moments(opening, now, working_time)
    if REMINDER_DAYS[0] in ahead:
        return False
    days = {local_date(at, opening.zone) for at in ahead.values()}
    return local_date(now, opening.zone) not in days
