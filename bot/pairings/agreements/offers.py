"""Offers: the next moments when all of a group are free, by their slots and working hours."""

import datetime as dt
from collections.abc import Sequence

from bot.dates.local_time import local_date, utc_instant
from bot.dates.working_time import WorkingTime
from bot.pairings import rules
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import availability
from bot.pairings.rounds.availability import Attendee
from bot.people.busy_times import BusySpan

_ONE_DAY = dt.timedelta(days=1)


def offer_moments(
    program: PairingProgram,
    until: dt.datetime,
    at: dt.datetime,
    attendees: Sequence[Attendee],
    by_call: bool,
    busy: Sequence[BusySpan] = (),
) -> tuple[dt.datetime, ...]:
    """Return up to MAX_SLOTS moments before `until`, soonest first; none if nobody's hours meet.

    Moments at which somebody is `busy` are left out.

    Lunch slots count where people have stated some that they share; else one moment a day within
    everybody's working hours.
    """
    slots = tuple(slot for slot in _stated_slots(attendees, at, until) if not is_busy(slot, busy))
    if slots:
        return slots

    working_times = [attendee.working_time for attendee in attendees]
    soon = utc_instant(rules.proposed_day(program, at), dt.time.min, program.zone)
    notice = at + availability.MIN_NOTICE
    for earliest in (max(soon, notice), notice):
        moments = _one_a_day(program.zone, earliest, until, working_times, busy, by_call=by_call)
        if moments:
            return moments
    return ()


def is_busy(moment: dt.datetime, busy: Sequence[BusySpan]) -> bool:
    """Return whether somebody is busy during a meeting that starts then."""
    ends = moment + availability.MEETING_LENGTH
    return any(starts < ends and over > moment for starts, over in busy)


def _stated_slots(
    attendees: Sequence[Attendee], at: dt.datetime, until: dt.datetime
) -> tuple[dt.datetime, ...]:
    """Return the slots that those who stated any share, within the working hours of all."""
    stated = [attendee for attendee in attendees if attendee.slots]
    slots = availability.shared_slots(stated, at, until)
    hours = availability.shared_hours([each.working_time for each in attendees], at, until)
    within = []
    for slot in slots:
        if any(span.starts <= slot <= span.ends - availability.MEETING_LENGTH for span in hours):
            within.append(slot)
    return tuple(within)


def _one_a_day(
    zone: str,
    earliest: dt.datetime,
    until: dt.datetime,
    working_times: Sequence[WorkingTime],
    busy: Sequence[BusySpan],
    *,
    by_call: bool,
) -> tuple[dt.datetime, ...]:
    propose = availability.propose_call if by_call else availability.propose_lunch
    moments: list[dt.datetime] = []
    while len(moments) < availability.MAX_SLOTS:
        moment = propose(working_times, earliest, until)
        if moment is None:
            break
        if not is_busy(moment, busy):
            moments.append(moment)
        earliest = utc_instant(local_date(moment, zone) + _ONE_DAY, dt.time.min, zone)
    return tuple(moments)
