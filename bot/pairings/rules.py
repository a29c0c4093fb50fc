"""Pure rules of rounds: when things happen, who counts as silent, which figures are published."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from msgspec import Struct

from bot.core.reasons import MessageReason, Purpose
from bot.dates.local_time import local_date, utc_instant
from bot.dates.recurrence import occurrence_dates
from bot.dates.working_time import (
    is_working_day,
    moment_on,
    nearest_working_day,
    working_days_after,
    working_days_before,
)
from bot.pairings.programs.records import Membership, PairingProgram

DAY = dt.timedelta(days=1)
LONG_ROUND = dt.timedelta(days=13)  # rounds as long as this check in at the midpoint too
NUDGE_AFTER = dt.timedelta(hours=48)  # since the introduction was delivered
NUDGE_LATENESS = dt.timedelta(days=3)
NUDGE_BEFORE_END = dt.timedelta(days=1)  # the check-in comes a working day before
LOOK_BEFORE = dt.timedelta(minutes=30)  # a draw, at who is there and what Mingle may do
DRAW_GRACE = dt.timedelta(days=3)  # a draw later than this is skipped
FALLBACK_LENGTH = dt.timedelta(days=7)  # of a round that no other follows
ASK_AFTER = 3  # silent rounds
MAX_INTRODUCTIONS_A_WEEK = 2
# How people name the next round rather than its day.
NEXT_ROUND = frozenset((
    "next", "the next", "this", "the next one", "next round", "this round", "next one",
    "nächste", "die nächste", "diese", "das nächste mal", "la próxima", "la proxima",
    "la siguiente", "esta",
))  # fmt: skip
MAX_MOVE = dt.timedelta(days=31)  # of a round that no other follows
DAYS_TO_AGREE = 5  # working days of the channel, to host its lunches
SHORT_NOTICE = dt.timedelta(hours=2)  # before the draw, to people who had a notice already

# What people take part for.
INTRODUCTION = MessageReason("lunch.introduction", Purpose.JOINED)
NOTICE = MessageReason("lunch.notice", Purpose.JOINED)
CHECK_IN = MessageReason("lunch.checkin", Purpose.JOINED)
SILENT = MessageReason("lunch.silent", Purpose.JOINED)
REPORT = MessageReason("lunch.report", Purpose.JOINED)

# What becomes of it.
CHANGED = MessageReason("lunch.changed", Purpose.NEWS)
ALONE = MessageReason("lunch.alone", Purpose.NEWS)
MOVED = MessageReason("lunch.moved", Purpose.NEWS)
DRY_RUN = MessageReason("lunch.trial", Purpose.NEWS)
AGREED = MessageReason("lunch.agreed", Purpose.NEWS)
PROPOSED = MessageReason("lunch.proposed", Purpose.NEWS)

# What Mingle adds.
INVITE = MessageReason("lunch.invite", Purpose.ADDED)
NUDGE = MessageReason("lunch.nudge", Purpose.ADDED)

# What an organiser asks of somebody, and what became of it.
HOST_ASKED = MessageReason("lunch.host", Purpose.COLLEAGUE)
HOST_NEWS = MessageReason("lunch.host_news", Purpose.NEWS)

MISSED = MessageReason("lunch.missed", Purpose.ORGANISING)

MESSAGE_REASONS = (
    INTRODUCTION, NOTICE, CHECK_IN, SILENT, REPORT, CHANGED, ALONE, DRY_RUN, INVITE, NUDGE, MISSED,
    AGREED, PROPOSED, MOVED, HOST_ASKED, HOST_NEWS,
)  # fmt: skip


class Tally(Struct, frozen=True):
    """Figures of one round: its groups by size, and how many pairs repeat or cross teams."""

    sizes: tuple[tuple[int, int], ...]  # (size of group, how many such groups), smallest first
    people: int
    pairs: int
    across_teams: int | None  # pairs known to be; None where nobody named a team
    all_teams_known: bool
    repeats: int
    shortest_gap: int | None  # fewest rounds since an earlier meeting, of pairs that meet again
    earlier: int = 0  # rounds before this one


class Introduced(Struct, frozen=True):
    """How many people a round introduces, and how many rounds of the program were before it."""

    people: int
    earlier: int


class LastRound(Struct, frozen=True):
    """How many people the last round introduced, and how many of them met."""

    met: int
    introduced: int


def round_date(program: PairingProgram, day: dt.date) -> dt.date:
    """Return the date on which the round of a day is drawn, which an organiser may have moved.

    A date that has become a day off since gives way to the next working day.
    """
    change = program.change_of(day)
    if change is None or change.moved_to is None:
        return day
    return nearest_working_day(change.moved_to, program.working_time)


def draw_at(program: PairingProgram, day: dt.date) -> dt.datetime:
    """Return when the round of a day is drawn."""
    return utc_instant(round_date(program, day), program.draw_time, program.zone)


def notice_at(program: PairingProgram, day: dt.date) -> dt.datetime:
    """Return when a round is announced: one working day ahead, 24 hours in most weeks."""
    return _notice_before(program, round_date(program, day))


def look_at(program: PairingProgram, day: dt.date) -> dt.datetime:
    """Return when the channel of a round is looked at before its draw."""
    return draw_at(program, day) - LOOK_BEFORE


def round_days(
    program: PairingProgram, after: dt.date, done: dt.date | None = None
) -> Iterator[dt.date]:
    """Yield the days after `after` that have a round, in order; `done` is the last one drawn.

    An earlier day is among them while its round is moved beyond `after`. Days that are left out
    are not.
    """
    for change in program.changes:
        is_open = change.moved_to is not None and (done is None or change.day > done)
        if is_open and change.day <= after < round_date(program, change.day):
            yield change.day

    for day in occurrence_dates(program.schedule, after, done):
        change_of_day = program.change_of(day)
        if change_of_day is None or change_of_day.moved_to is not None:
            yield day


def move_dates(
    program: PairingProgram, day: dt.date, now: dt.datetime, not_before: dt.datetime
) -> list[dt.date]:
    """Return the working days to which the round of a day can be moved, its own excepted.

    Everybody hears a working day ahead, the draw comes after `not_before`, and before the next
    round is announced.
    """
    following = next(round_days(program, day, day), day + MAX_MOVE)
    last = notice_at(program, following)
    dates = []
    date = local_date(now, program.zone) + DAY
    while utc_instant(date, program.draw_time, program.zone) < last:
        drawn_at = utc_instant(date, program.draw_time, program.zone)
        is_free = is_working_day(date, program.working_time) and date != round_date(program, day)
        if is_free and drawn_at > not_before and _notice_before(program, date) >= now:
            dates.append(date)
        date += DAY
    return dates


def may_put_back(
    program: PairingProgram, day: dt.date, now: dt.datetime, *, announced: bool
) -> bool:
    """Return whether a round that was moved or left out can take place on its own day again.

    That is so while everybody still hears a working day ahead, or has heard already.
    """
    if _notice_before(program, day) >= now:
        return True
    return announced and utc_instant(day, program.draw_time, program.zone) >= now + SHORT_NOTICE


def _notice_before(program: PairingProgram, date: dt.date) -> dt.datetime:
    day_before = working_days_before(date, 1, program.working_time)
    return moment_on(day_before, program.draw_time, program.working_time)


def round_midpoint(
    program: PairingProgram, drawn_at: dt.datetime, ends_at: dt.datetime
) -> dt.datetime:
    """Return when half of a round is over, on the last working day up to its middle.

    A round too short for that has its exact middle.
    """
    middle = drawn_at + (ends_at - drawn_at) / 2
    day = working_days_before(local_date(middle, program.zone) + DAY, 1, program.working_time)
    midpoint = moment_on(day, program.draw_time, program.working_time)
    return midpoint if drawn_at < midpoint <= middle else middle


def nudge_until(ends_at: dt.datetime, due: dt.datetime) -> dt.datetime:
    """Return when a nudge is no longer worth sending: a weekend late, or near the round's end."""
    return min(due + NUDGE_LATENESS, ends_at - NUDGE_BEFORE_END)


def proposed_day(program: PairingProgram, drawn_at: dt.datetime) -> dt.date:
    """Return the second working day after a draw: soon, with time to agree."""
    return working_days_after(local_date(drawn_at, program.zone), 2, program.working_time)


def first_day(program: PairingProgram, done: dt.date | None, now: dt.datetime) -> dt.date | None:
    """Return the next date that can still be announced in time; None if the schedule has ended.

    `done` is the date of the last round that was drawn.
    """
    yesterday = local_date(now, program.zone) - DAY
    after = max(done, yesterday) if done else yesterday
    for day in round_days(program, after, done):
        if notice_at(program, day) >= now:
            return day
    return None


def following_day(program: PairingProgram, done: dt.date, now: dt.datetime) -> dt.date | None:
    """Return the next date after a round that is not too late to draw."""
    for day in round_days(program, done, done):
        if draw_at(program, day) + DRAW_GRACE >= now:
            return day
    return None


def missed_days(program: PairingProgram, first: dt.date, now: dt.datetime) -> list[dt.date]:
    """Return the dates from `first` on whose draw is too late by now."""
    missed = [first]
    for day in round_days(program, first, first):
        if draw_at(program, day) + DRAW_GRACE >= now:
            break
        missed.append(day)
    return missed


def count_silent_rounds(member: Membership, drawn_at: dt.datetime, *, met: bool) -> int:
    """Return how many rounds a member has been silent, this one included.

    A click since the draw ends the silence, and so does a group that met.
    """
    clicked = member.clicked_at is not None and member.clicked_at >= drawn_at
    return 0 if met or clicked else member.silent_rounds + 1


def pairs_within(groups: Iterable[Sequence[str]]) -> set[tuple[str, str]]:
    """Return every pair of people who share a group, the ids of each pair sorted."""
    pairs = set[tuple[str, str]]()
    for group in groups:
        pairs.update(combinations(sorted(group), 2))
    return pairs


def tally_round(
    groups: Sequence[Sequence[str]],
    teams: dict[str, str],
    last_met: Mapping[tuple[str, str], int],
    earlier: int,
) -> Tally:
    """Return the figures of a round; `last_met` tells how many of the `earlier` rounds ago.

    Somebody without a team counts in no pair across teams.
    """
    pairs = pairs_within(groups)
    gaps = [last_met[pair] for pair in pairs if pair in last_met]
    across = [pair for pair in pairs if _crosses_teams(pair, teams)]
    sizes = Counter(len(group) for group in groups)
    return Tally(
        sizes=tuple(sorted(sizes.items())),
        people=sum(map(len, groups)),
        pairs=len(pairs),
        across_teams=len(across) if any(teams.values()) else None,
        all_teams_known=all(teams.get(person) for group in groups for person in group),
        repeats=len(gaps),
        shortest_gap=min(gaps, default=None),
        earlier=earlier,
    )


def find_last_meetings(history: Sequence[Sequence[Sequence[str]]]) -> dict[tuple[str, str], int]:
    """Return the age in rounds of each pair's last meeting, 1 for the last round.

    `history` holds earlier rounds, oldest first.
    """
    last_met: dict[tuple[str, str], int] = {}
    for age, groups in enumerate(reversed(history), 1):
        for pair in pairs_within(groups):
            last_met.setdefault(pair, age)
    return last_met


def _crosses_teams(pair: tuple[str, str], teams: dict[str, str]) -> bool:
    left, right = (teams[person] for person in pair)
    return bool(left and right) and left != right
