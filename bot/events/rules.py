"""Who is in, who hosts, and when people are reminded. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from bot.core.subjects import Subject
from bot.dates.local_time import local_date, utc_instant
from bot.dates.working_time import WorkingTime, moment_on, working_days_before

RsvpAnswer = Literal["going", "if_one", "maybe", "cant", "interested", "taken_off"]
RsvpStatus = Literal["in", "waiting", "pending", "out"]
EventState = Literal["open", "over", "cancelled"]
Interest = Literal["maybe", "going"]
ListedAs = Literal["", "postponed", "unlisted", "rescheduled", "online", "sold_out"]

_LISTED: tuple[RsvpAnswer, ...] = ("going", "if_one", "interested")
_OWN: tuple[RsvpAnswer, ...] = ("going", "if_one", "maybe", "cant")
COMING = ("going", "if_one")

HOST_LEAD_DAYS = 3  # working days before an event when the host gets the headcount
HOST_HOUR = dt.time(10)
MORNING = dt.time(9)
WEEK, TWO_DAYS, DAY, THREE_HOURS, HOUR = 10_080, 2_880, 1_440, 180, 60  # minutes before
USUAL_REMINDERS = (DAY, HOUR)
NIGHT = dt.timedelta(hours=6)  # after midnight, and still of the evening before
MAX_AHEAD = dt.timedelta(days=366)
MAX_DURATION = dt.timedelta(days=14)
MAX_EVENT_SEATS = 1000
MAX_GUESTS = 5  # of one person


class Event(Struct, frozen=True):
    """One event."""

    id: int
    workspace: str
    uid: str
    sequence: int
    kind: str
    channel: str
    channel_name: str
    title: str
    description: str
    place: str
    address: str
    meeting_point: str
    link: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    all_day: bool
    zone: str
    host: str | None
    organiser: str | None
    capacity: int | None
    state: EventState
    town: str
    reach: str
    topics: tuple[str, ...]
    series: str
    created_at: dt.datetime
    changed_at: dt.datetime
    series_date: dt.date | None = None
    signup_lead: int = 0
    guests_each: int = 0
    reminders: tuple[int, ...] = USUAL_REMINDERS
    interest: Interest = "maybe"
    listed_as: ListedAs = ""

    @property
    def subject(self) -> Subject:
        """Return the subject of its live card."""
        return Subject("event", self.id)

    @property
    def series_id(self) -> int | None:
        """Return the number of the series of which it is one evening, or None."""
        kind, _, number = self.series.partition(":")
        return int(number) if kind == "gathering" else None

    @property
    def is_outside(self) -> bool:
        """Return whether somebody else holds it, and people of other companies come."""
        return self.kind == "listed"

    @property
    def is_doubtful(self) -> bool:
        """Return whether it was listed once, and is not any more: nobody knows if it is on."""
        return self.listed_as == "unlisted"


class Rsvp(Struct, frozen=True):
    """One person's answer to an event, and the status that follows from it.

    `placed_by` is who put them on or took them off, until they answer themselves. `interest` is
    what their interest in the platform's own list is: this answer, or something beside it.
    """

    id: int
    event: int
    person: str
    answer: RsvpAnswer
    openly: bool
    status: RsvpStatus
    answered_at: dt.datetime
    joined_at: dt.datetime | None = None
    guests: int = 0
    placed_by: str | None = None
    interest: Literal["", "counts", "beside"] = ""

    @property
    def heads(self) -> int:
        """Return how many seats they take."""
        return 1 + self.guests


def answers_for(kind: str) -> tuple[RsvpAnswer, ...]:
    """Return the answers that an event of this kind offers."""
    return _LISTED if kind == "listed" else _OWN


def day_begins_at(event: Event) -> dt.datetime:
    """Return when the day of an event begins, from which on it is today."""
    return utc_instant(local_date(event.starts_at, event.zone), dt.time.min, event.zone)


def days_of(event: Event, zone: str = "") -> tuple[dt.date, dt.date]:
    """Return the first and last local date of an event; what ends at night ends the day before."""
    zone = event.zone if event.all_day else zone or event.zone
    night = dt.timedelta(seconds=1) if event.all_day else NIGHT
    first = local_date(event.starts_at, zone)
    return first, max(first, local_date(event.ends_at - night, zone))


def day_of_several(event: Event, day: dt.date, zone: str = "") -> tuple[int, int] | None:
    """Return which day of how many a date is; None unless the event lasts for several."""
    first, last = days_of(event, zone)
    if first == last:
        return None
    return (day - first).days + 1, (last - first).days + 1


def later_days(event: Event) -> list[dt.datetime]:
    """Return when each further day of an event begins."""
    first, last = days_of(event)
    days = min((last - first).days, MAX_DURATION.days)
    ahead = [first + dt.timedelta(days=number) for number in range(1, days + 1)]
    return [utc_instant(day, dt.time.min, event.zone) for day in ahead]


def state_at(event: Event, now: dt.datetime) -> EventState:
    """Return the state of an event; an open one whose end has passed is over."""
    return "over" if event.state == "open" and event.ends_at <= now else event.state


def decide_statuses(rsvps: Sequence[Rsvp], capacity: int | None) -> dict[str, RsvpStatus]:
    """Return the status of each person: first come, first served, and who is in stays in.

    "If at least one more goes" is read as favourably as possible: all people whose conditions hold
    together are in (the greatest fixed point). Without a seat they wait; without company they are
    pending. Whoever brings more guests than there are seats lets those behind them go first.
    """
    ordered = sorted(rsvps, key=_rank)
    wishing = [rsvp for rsvp in ordered if rsvp.answer in COMING]
    seated = _find_seated(wishing, capacity)

    # If anybody is in, then everybody else would have company and waits only for a seat.
    statuses: dict[str, RsvpStatus] = {rsvp.person: "out" for rsvp in rsvps}
    for rsvp in wishing:
        waits = bool(seated) or rsvp.answer == "going"
        statuses[rsvp.person] = "waiting" if waits else "pending"
    for rsvp in seated:
        statuses[rsvp.person] = "in"
    return statuses


def fairest_host(
    candidates: Iterable[str], hosted: Mapping[str, Sequence[dt.datetime]]
) -> str | None:
    """Return the candidate who has hosted least often, then longest ago.

    `hosted` holds the times of the events that each hosted.
    """
    never = dt.datetime.min.replace(tzinfo=dt.UTC)

    def rank(person: str) -> tuple[int, dt.datetime, str]:
        times = hosted.get(person, ())
        return len(times), max(times, default=never), person

    return min(candidates, key=rank, default=None)


def reminder_at(event: Event, lead: int) -> dt.datetime | None:
    """Return when the reminder so many minutes ahead is due; None if there is none.

    All-day events have theirs in the morning, and none of less than a day.
    """
    if lead not in event.reminders or (event.all_day and lead < DAY):
        return None
    if event.all_day:
        day = local_date(event.starts_at, event.zone) - dt.timedelta(minutes=lead)
        return utc_instant(day, MORNING, event.zone)
    return event.starts_at - dt.timedelta(minutes=lead)


def signup_ends_at(event: Event) -> dt.datetime | None:
    """Return until when people sign up for an event; None where they may until its end."""
    if not event.signup_lead:
        return None
    return event.starts_at - dt.timedelta(minutes=event.signup_lead)


def is_signup_over(event: Event, now: dt.datetime) -> bool:
    """Return whether nobody can sign up for an event any more."""
    ends = signup_ends_at(event)
    return ends is not None and ends <= now


def headcount_at(event: Event, working_time: WorkingTime) -> dt.datetime:
    """Return when the host gets the headcount, early enough to book a table."""
    day = local_date(event.starts_at, event.zone)
    day = working_days_before(day, HOST_LEAD_DAYS, working_time)
    return moment_on(day, HOST_HOUR, working_time)


def thanks_at(event: Event) -> dt.datetime:
    """Return when those who went are thanked and asked what they learned: a day after the end."""
    return event.ends_at + dt.timedelta(days=1)


def _rank(rsvp: Rsvp) -> tuple[bool, dt.datetime, int]:
    if rsvp.status == "in" and rsvp.joined_at:
        return False, rsvp.joined_at, rsvp.id
    return True, rsvp.answered_at, rsvp.id


def _find_seated(wishing: Sequence[Rsvp], capacity: int | None) -> Sequence[Rsvp]:
    """Return who gets a seat, after dropping those whose condition fails until none is left."""
    while True:
        seated = _fill_seats(wishing, capacity)
        unmet = [rsvp for rsvp in wishing if not _is_condition_met(rsvp, seated)]
        if not unmet:
            return seated
        wishing = [rsvp for rsvp in wishing if rsvp not in unmet]


def _fill_seats(wishing: Sequence[Rsvp], capacity: int | None) -> list[Rsvp]:
    if capacity is None:
        return list(wishing)
    seated, free = [], capacity
    for rsvp in wishing:
        if rsvp.heads <= free:
            seated.append(rsvp)
            free -= rsvp.heads
    return seated


def _is_condition_met(rsvp: Rsvp, seated: Sequence[Rsvp]) -> bool:
    has_company = any(other.person != rsvp.person for other in seated)
    return rsvp.answer != "if_one" or has_company
