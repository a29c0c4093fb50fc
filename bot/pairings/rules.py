"""Decide about rounds, without looking anything up.

When things happen, who is silent, what numbers may be told.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import combinations

from msgspec import Struct

from bot.dates.recurrence import local_date, occurrence_dates, utc_instant, working_days_before
from bot.pairings.programs.records import Membership, PairingProgram

DAY = dt.timedelta(days=1)
LONG_ROUND = dt.timedelta(days=13)  # rounds as long as this check in at the midpoint too
NUDGE_AFTER = dt.timedelta(hours=48)
DRAW_GRACE = dt.timedelta(days=3)  # a draw later than this is skipped
FALLBACK_LENGTH = dt.timedelta(days=7)
ASK_AFTER = 3  # silent rounds
MAX_INTRODUCTIONS_A_WEEK = 2
MIN_GROUP = 5  # no figure is told about fewer people

NOTICE, INTRODUCTION, NUDGE, CHECK_IN = (
    "lunch.notice",
    "lunch.introduction",
    "lunch.nudge",
    "lunch.checkin",
)
CHANGED, ALONE, REPORT, INVITE = "lunch.changed", "lunch.alone", "lunch.report", "lunch.invite"
SILENT, MISSED, DRY_RUN = "lunch.silent", "lunch.missed", "lunch.trial"


class Tally(Struct, frozen=True):
    """What may be told about a round.

    Its groups by size, and how many pairs are new or from two teams.
    """

    sizes: tuple[tuple[int, int], ...]  # (size of group, how many such groups), smallest first
    people: int
    pairs: int
    across_teams: int | None  # None where nobody named a team
    repeats: int
    shortest_gap: (
        int | None
    )  # rounds since the most recent earlier meeting of a pair that meets again


class ProgramProgress(Struct, frozen=True):
    """What has become of a circle so far.

    Who met last round, and how many pairs know each other by now.
    """

    met: int
    introduced: int
    pairs_met: int
    pairs_possible: int


def draw_at(program: PairingProgram, day: dt.date) -> dt.datetime:
    """Tell when the round of a day is drawn."""
    return utc_instant(day, program.draw_time, program.zone)


def notice_at(program: PairingProgram, day: dt.date) -> dt.datetime:
    """Tell when people hear of a round: one working day ahead, 24 hours in most weeks."""
    return utc_instant(
        working_days_before(day, 1, program.blackout), program.draw_time, program.zone
    )


def round_midpoint(
    program: PairingProgram, drawn_at: dt.datetime, ends_at: dt.datetime
) -> dt.datetime:
    """Tell when half of a round is over: the last working day before its middle."""
    middle = drawn_at + (ends_at - drawn_at) / 2
    day = working_days_before(local_date(middle, program.zone) + DAY, 1, program.blackout)
    found = utc_instant(day, program.draw_time, program.zone)
    return found if drawn_at < found <= middle else middle


def proposed_day(program: PairingProgram, drawn_at: dt.datetime) -> dt.date:
    """Give the second working day after a draw: soon, with time to agree."""
    day = local_date(drawn_at, program.zone)
    for _ in range(2):
        day += DAY
        while working_days_before(day + DAY, 1, program.blackout) != day:
            day += DAY
    return day


def first_day(program: PairingProgram, done: dt.date | None, now: dt.datetime) -> dt.date | None:
    """Give the next date of which people can hear in time, after the last round that is done."""
    after = max(filter(None, (done, local_date(now, program.zone) - DAY)))
    return next(
        (
            day
            for day in occurrence_dates(program.schedule, after, done)
            if notice_at(program, day) >= now
        ),
        None,
    )


def following_day(program: PairingProgram, done: dt.date, now: dt.datetime) -> dt.date | None:
    """Give the next date after a round that is not too late to draw."""
    return next(
        (
            day
            for day in occurrence_dates(program.schedule, done, done)
            if draw_at(program, day) + DRAW_GRACE >= now
        ),
        None,
    )


def missed_days(program: PairingProgram, first: dt.date, now: dt.datetime) -> list[dt.date]:
    """Name the dates from `first` on whose draw is too late by now."""
    missed = [first]
    for day in occurrence_dates(program.schedule, first, first):
        if draw_at(program, day) + DRAW_GRACE >= now:
            break
        missed.append(day)
    return missed


def count_silent_rounds(member: Membership, drawn_at: dt.datetime, *, met: bool) -> int:
    """Count the rounds since somebody last clicked, this one included.

    A group that met speaks for all in it.
    """
    clicked = member.clicked_at is not None and member.clicked_at >= drawn_at
    return 0 if met or clicked else member.silent_rounds + 1


def pairs_within(groups: Iterable[Sequence[str]]) -> set[tuple[str, str]]:
    """Give every pair of people who sit in a group together."""
    return {(min(pair), max(pair)) for group in groups for pair in combinations(group, 2)}


def tally_round(
    groups: Sequence[Sequence[str]],
    teams: dict[str, str],
    history: Sequence[Sequence[Sequence[str]]],
) -> Tally:
    """Count what a round brings."""
    together = pairs_within(groups)
    last_met = {
        pair: age for age in range(len(history), 0, -1) for pair in pairs_within(history[-age])
    }
    gaps = [last_met[pair] for pair in together if pair in last_met]
    named = any(teams.values())
    across = sum(1 for one, two in together if not teams[one] or teams[one] != teams[two])
    sizes: dict[int, int] = {}
    for group in groups:
        sizes[len(group)] = sizes.get(len(group), 0) + 1
    return Tally(
        sizes=tuple(sorted(sizes.items())),
        people=sum(map(len, groups)),
        pairs=len(together),
        across_teams=across if named else None,
        repeats=len(gaps),
        shortest_gap=min(gaps, default=None),
    )
