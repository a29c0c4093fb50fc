"""Decide about polls without looking anything up.

Who may still vote, and what wins, by one stated rule.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from msgspec import Struct

from bot.happy_hour.settings import PollSettings
from bot.venues.rules import Venue, VisitHistory, last_visits, parts_visited

MAX_OPTIONS = 5  # dates, and as many venues
MAX_PROPOSALS = 2  # venues that one person has waiting
MAX_TITLE = 60
MIN_OPEN = dt.timedelta(hours=1)  # a poll is open at least so long
MAX_OPEN = dt.timedelta(days=32)
MAX_DATE_AHEAD = dt.timedelta(days=180)  # how far off a date may be
MIN_GAP_AFTER_CLOSE = dt.timedelta(hours=2)  # between the close and the first date
REMINDER_LEAD = dt.timedelta(hours=24)  # before the close
HAPPY_HOUR_LENGTH = dt.timedelta(hours=3)
LUNCH_LENGTH = dt.timedelta(minutes=75)
MIN_COUNTED = 5  # no figure about fewer people than this

WORKS, NEED = "works", "need"


class PollOption(Struct, frozen=True):
    """One thing to vote for: a date, or a venue by its number."""

    id: int
    poll: int
    position: int
    state: str
    starts_at: dt.datetime | None = None
    venue: int | None = None
    reasons: tuple[str, ...] = ()
    proposed_by: str = ""
    works: int | None = None
    needs: int | None = None
    won: bool = False


class Poll(Struct, frozen=True):
    """A poll as it stands."""

    id: int
    workspace: str
    happy_hour: int | None
    channel: str
    channel_name: str
    title: str
    zone: str
    organiser: str
    state: str
    settings: PollSettings
    closes_at: dt.datetime
    lunch_at: dt.datetime
    lunch_venue: int | None
    turn: int
    made_at: dt.datetime
    closed_at: dt.datetime | None

    @property
    def subject(self) -> str:
        """Name the living card that shows this poll."""
        return f"poll:{self.id}"

    @property
    def turn_subject(self) -> str:
        """Name what is planned until the present moment of its close."""
        return f"poll:{self.id}:{self.turn}"


class VoteTally(Struct, frozen=True):
    """How many an option works for, and for how many if need be."""

    works: int = 0
    needs: int = 0

    @property
    def points(self) -> int:
        """Count two for whom it works and one for whom it does if need be."""
        return 2 * self.works + self.needs


class Outcome(Struct, frozen=True):
    """What won a matter, and whether others had as many points."""

    option: PollOption | None
    tied: bool = False


Tallies = Mapping[int, VoteTally]


def takes_votes(poll: Poll, now: dt.datetime) -> bool:
    """Tell whether a vote counts: before the closing instant it does, at it or later it does
    not."""
    return poll.state == "open" and now < poll.closes_at


def offered_dates(options: Sequence[PollOption]) -> list[PollOption]:
    """Give the dates that are offered."""
    return [one for one in options if one.starts_at and one.state == "offered"]


def offered_venues(options: Sequence[PollOption]) -> list[PollOption]:
    """Give the venues that are offered."""
    return [one for one in options if one.venue and one.state == "offered"]


def best_date(options: Sequence[PollOption], tallies: Tallies, now: dt.datetime) -> Outcome:
    """Choose among the dates still to come: most points, then the soonest."""
    able = [
        one
        for one in offered_dates(options)
        if one.starts_at and one.starts_at >= now + MIN_GAP_AFTER_CLOSE
    ]
    return _best(sorted(able, key=lambda one: (one.starts_at, one.id)), tallies)


def best_venue(
    options: Sequence[PollOption], tallies: Tallies, known: Mapping[int, Venue], past: VisitHistory
) -> Outcome:
    """Choose among the venues still on the list.

    Most points, then the part of town that was visited longest ago.
    """
    parts = parts_visited(known.values(), past)
    able = [
        one
        for one in offered_venues(options)
        if (there := known.get(one.venue or 0)) and there.state == "open"
    ]
    able.sort(key=lambda one: (*last_visits(known[one.venue or 0], past, parts), one.position))
    return _best(able, tallies)


def extended_close(
    poll: Poll, options: Sequence[PollOption], now: dt.datetime, by: dt.timedelta
) -> dt.datetime | None:
    """Give a later close, if it is before the last date that people can choose."""
    later = max(poll.closes_at, now) + by
    last = max((one.starts_at for one in offered_dates(options) if one.starts_at), default=later)
    return later if later + MIN_GAP_AFTER_CLOSE <= last else None


def _best(ordered: Sequence[PollOption], tallies: Tallies) -> Outcome:
    points = [tallies.get(one.id, VoteTally()).points for one in ordered]
    if not points:
        return Outcome(None)
    most = max(points)
    return Outcome(ordered[points.index(most)], tied=points.count(most) > 1)
