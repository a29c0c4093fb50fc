"""Rules of polls: who may still vote, and what wins. No I/O."""

import datetime as dt
from collections.abc import Mapping, Sequence

from msgspec import Struct

from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.dates.working_time import WorkingTime, is_day_off, next_open
from bot.happy_hour.settings import PollSettings
from bot.venues.rules import Venue, VisitHistory, last_visits, parts_visited

MAX_OPTIONS = 5  # dates, and as many venues
MAX_PROPOSALS = 2  # of one person, waiting for an organiser
MAX_TITLE = 60
MIN_OPEN = dt.timedelta(hours=1)
MAX_OPEN = dt.timedelta(days=32)
MAX_DATE_AHEAD = dt.timedelta(days=180)
MIN_GAP_AFTER_CLOSE = dt.timedelta(hours=2)  # between the close and the first date
REMINDER_LEAD = dt.timedelta(hours=24)  # before the close
HAPPY_HOUR_LENGTH = dt.timedelta(hours=3)
LUNCH_LENGTH = dt.timedelta(minutes=75)

WORKS, NEED = "works", "need"


class PollOption(Struct, frozen=True):
    """One option: a date, or a venue by its id."""

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
    """One poll; `turn` counts the times its close was moved."""

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
    def subject(self) -> Subject:
        """The subject of its live card."""
        return Subject("poll", self.id)

    @property
    def turn_subject(self) -> Subject:
        """The subject of the occurrences that are scheduled for its present close."""
        return Subject("poll", self.id, f"{self.turn}")


class VoteTally(Struct, frozen=True):
    """How many people an option works for, and for how many if need be."""

    works: int = 0
    needs: int = 0

    @property
    def points(self) -> int:
        """Two for each “works”, one for each “if need be”."""
        return 2 * self.works + self.needs


class Outcome(Struct, frozen=True):
    """The winning option, and whether others had as many points."""

    option: PollOption | None
    tied: bool = False


Tallies = Mapping[int, VoteTally]


def takes_votes(poll: Poll, now: dt.datetime) -> bool:
    """Return whether a vote counts now: only before the instant of the close."""
    return poll.state == "open" and now < poll.closes_at


def offered_dates(options: Sequence[PollOption]) -> list[PollOption]:
    """Return the dates that are offered."""
    return [option for option in options if option.starts_at and option.state == "offered"]


def offered_venues(options: Sequence[PollOption]) -> list[PollOption]:
    """Return the venues that are offered."""
    return [option for option in options if option.venue and option.state == "offered"]


def offered_moments(options: Sequence[PollOption]) -> list[dt.datetime]:
    """Return the starts of the dates that are offered."""
    moments: list[dt.datetime] = []
    for option in options:
        if option.starts_at and option.state == "offered":
            moments.append(option.starts_at)
    return moments


def best_date(options: Sequence[PollOption], tallies: Tallies, now: dt.datetime) -> Outcome:
    """Return the winner among the dates still to come: most points, then the soonest."""
    earliest = now + MIN_GAP_AFTER_CLOSE
    candidates: list[tuple[dt.datetime, int, PollOption]] = []
    for option in offered_dates(options):
        if option.starts_at and option.starts_at >= earliest:
            candidates.append((option.starts_at, option.id, option))
    candidates.sort(key=lambda candidate: candidate[:2])
    return _best([option for _, _, option in candidates], tallies)


def best_venue(
    options: Sequence[PollOption],
    tallies: Tallies,
    known: Mapping[int, Venue],
    history: VisitHistory,
) -> Outcome:
    """Return the winner among the venues still on the list.

    Most points, then the part of town that was visited longest ago.
    """
    parts = parts_visited(known.values(), history)
    candidates: list[PollOption] = []
    for option in offered_venues(options):
        venue = known.get(option.venue or 0)
        if venue and venue.state == "open":
            candidates.append(option)

    def longest_ago(option: PollOption) -> tuple[dt.date, dt.date, int]:
        return (*last_visits(known[option.venue or 0], history, parts), option.position)

    return _best(sorted(candidates, key=longest_ago), tallies)


def reminder_at(poll: Poll, working_time: WorkingTime) -> dt.datetime:
    """Return when people are reminded to vote: a day before the close.

    On a day off not before the next working day, if that leaves time to vote.
    """
    usual = poll.closes_at - REMINDER_LEAD
    if not is_day_off(local_date(usual, working_time.zone), working_time):
        return usual
    later = next_open(usual, working_time)
    return later if later + MIN_OPEN <= poll.closes_at else usual


def extended_close(
    poll: Poll, options: Sequence[PollOption], now: dt.datetime, by: dt.timedelta
) -> dt.datetime | None:
    """Return a later close, or None if it would be too near the last date offered."""
    later = max(poll.closes_at, now) + by
    last = max(offered_moments(options), default=later)
    return later if later + MIN_GAP_AFTER_CLOSE <= last else None


def _best(ordered: Sequence[PollOption], tallies: Tallies) -> Outcome:
    points = [tallies.get(option.id, VoteTally()).points for option in ordered]
    if not points:
        return Outcome(None)
    most = max(points)
    return Outcome(ordered[points.index(most)], tied=points.count(most) > 1)
