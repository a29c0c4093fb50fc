"""Decide about events without looking anything up: who is in, who hosts, when people are
reminded."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from bot.dates.recurrence import local_date, utc_instant, working_days_before

RsvpAnswer = Literal["going", "if_one", "maybe", "cant", "interested"]
RsvpStatus = Literal["in", "waiting", "pending", "out"]
EventState = Literal["open", "over", "cancelled"]

_LISTED: tuple[RsvpAnswer, ...] = ("going", "if_one", "interested")
_OWN: tuple[RsvpAnswer, ...] = ("going", "if_one", "maybe", "cant")
_WISHING = ("going", "if_one")

HOST_LEAD_DAYS = 3  # working days before an event: the host hears how many come, and books
HOST_HOUR = dt.time(10)
MORNING = dt.time(9)
HOUR_BEFORE = dt.timedelta(hours=1)
DAY_BEFORE = dt.timedelta(days=1)
MAX_AHEAD = dt.timedelta(days=366)
MAX_DURATION = dt.timedelta(days=14)
MAX_EVENT_SEATS = 1000


class Event(Struct, frozen=True):
    """An event as it stands."""

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

    @property
    def subject(self) -> str:
        """Name the living card that shows this event."""
        return f"event:{self.id}"


class Rsvp(Struct, frozen=True):
    """What one person answered, and what came of it."""

    id: int
    event: int
    person: str
    answer: RsvpAnswer
    openly: bool
    standing: RsvpStatus
    answered_at: dt.datetime
    joined_at: dt.datetime | None = None


def answers_for(kind: str) -> tuple[RsvpAnswer, ...]:
    """Give what people can answer to an event of this kind."""
    return _LISTED if kind == "listed" else _OWN


def state_at(event: Event, now: dt.datetime) -> EventState:
    """Tell how an event stands: one that nobody answered to is over by the clock alone."""
    return "over" if event.state == "open" and event.ends_at <= now else event.state


def decide_statuses(rsvps: Sequence[Rsvp], capacity: int | None) -> dict[str, RsvpStatus]:
    """Decide who is in, by person: first come first served, and whoever is in stays in while they
    may.

    "If at least one more goes" is read as kindly as it can be: all those whose conditions hold
    together are in (the greatest fixed point). Who does not fit waits for a seat; a condition that
    does not hold is pending.
    """
    ordered = sorted(rsvps, key=_turn)
    wishing = [rsvp for rsvp in ordered if rsvp.answer in _WISHING]
    while True:
        seated = wishing if capacity is None else wishing[:capacity]
        lonely = [
            rsvp for rsvp in wishing if rsvp.answer == "if_one" and not _has_company(rsvp, seated)
        ]
        if not lonely:
            break
        wishing = [rsvp for rsvp in wishing if rsvp not in lonely]
    found: dict[str, RsvpStatus] = {rsvp.person: "out" for rsvp in rsvps}
    # Where somebody is in, everybody has company: whoever is not in then waits for a seat.
    found |= {
        rsvp.person: "waiting" if seated else "pending"
        for rsvp in ordered
        if rsvp.answer in _WISHING
    }
    return found | {rsvp.person: "in" for rsvp in seated}


def fairest_host(
    candidates: Iterable[str], hosted: Mapping[str, Sequence[dt.datetime]]
) -> str | None:
    """Choose who hosts: whoever has hosted least often, then longest ago.

    `hosted` says when each did.
    """
    never = dt.datetime.min.replace(tzinfo=dt.UTC)

    def turn(who: str) -> tuple[int, dt.datetime, str]:
        times = hosted.get(who, ())
        return len(times), max(times, default=never), who

    return min(candidates, key=turn, default=None)


def day_reminder_at(event: Event) -> dt.datetime:
    """Tell when those going hear of it a day ahead; of what lasts all day, in the morning
    before."""
    if event.all_day:
        return utc_instant(
            local_date(event.starts_at, event.zone) - dt.timedelta(days=1), MORNING, event.zone
        )
    return event.starts_at - DAY_BEFORE


def hour_reminder_at(event: Event) -> dt.datetime | None:
    """Tell when those going hear of it an hour ahead; nothing that lasts all day begins in an
    hour."""
    return None if event.all_day else event.starts_at - HOUR_BEFORE


def headcount_at(event: Event) -> dt.datetime:
    """Tell when the host hears how many come: early enough to book a table."""
    day = working_days_before(local_date(event.starts_at, event.zone), HOST_LEAD_DAYS)
    return utc_instant(day, HOST_HOUR, event.zone)


def thanks_at(event: Event) -> dt.datetime:
    """Tell when those who went are thanked and asked what they learned: a day after the end."""
    return event.ends_at + dt.timedelta(days=1)


def _turn(rsvp: Rsvp) -> tuple[bool, dt.datetime, int]:
    if rsvp.standing == "in" and rsvp.joined_at:
        return False, rsvp.joined_at, rsvp.id
    return True, rsvp.answered_at, rsvp.id


def _has_company(rsvp: Rsvp, seated: Sequence[Rsvp]) -> bool:
    return any(other.person != rsvp.person for other in seated)
