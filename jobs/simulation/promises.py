"""What becomes of introductions: late, refused, stranded, unwanted; counted from the rows alone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Protocol

from msgspec import Struct

from jobs.simulation.introductions import ColleagueFacts, Introduction
from jobs.simulation.working_hours import (
    Span,
    end_of_next_working_day,
    first_shared_moment,
    is_working,
)

TOLERANCE = timedelta(minutes=30)  # a platform that limits calls may take so long
FRESH = timedelta(hours=12)  # a nudge so soon after its introduction comes with it
NEVER_SENT = ("failed", "cancelled", "expired", "none")


class TimedHappening(Protocol):
    """What somebody did at a moment: paused, out, gone or blocked somebody."""

    @property
    def kind(self) -> str:
        """Return what they did."""

    @property
    def at(self) -> datetime:
        """Return when."""

    @property
    def person(self) -> str:
        """Return who."""

    @property
    def other(self) -> str:
        """Return whom it concerns."""

    @property
    def back_on(self) -> date | None:
        """Return the day on which a pause ends."""


class Promises(Struct, frozen=True):
    """Figures of the introductions of a rehearsal."""

    introductions_drawn: int
    introductions_late: int
    introductions_refused_untold: int
    stranded: int
    nudges_past: int
    proposed_outside_hours: int
    blocked_introduced: int
    opted_out_introduced: int
    same_town_share: float | None
    introductions_with_something_in_common: float | None


class Evidence(Struct, frozen=True):
    """All that is known: people, introductions, words to people, and what really happened."""

    colleagues: Mapping[str, ColleagueFacts]
    introductions: Sequence[Introduction]
    words: Mapping[str, Sequence[datetime]]  # when each person heard about an introduction
    ended: datetime
    happenings: Sequence[TimedHappening] = ()
    outages: Sequence[Span] = ()


def count_promises(known: Evidence) -> Promises:
    """Return the figures."""
    return Promises(
        introductions_drawn=len(known.introductions),
        introductions_late=len(find_late(known)),
        introductions_refused_untold=len(find_untold(known)),
        stranded=len(find_stranded(known)),
        nudges_past=len(find_past_nudges(known)),
        proposed_outside_hours=len(find_outside_hours(known)),
        blocked_introduced=len(find_blocked(known)),
        opted_out_introduced=len(find_opted_out(known)),
        same_town_share=share_same_town(known),
        introductions_with_something_in_common=share_in_common(known),
    )


def find_late(known: Evidence) -> list[Introduction]:
    """Return introductions sent later than the first moment that their people's hours allow."""
    late = []
    for introduction in _sent(known):
        hours = set(introduction.hours.values())
        after = introduction.drawn_at
        # a rematch answers a click, so it waits for nobody's hours
        due = after
        if not introduction.by_rematch:
            due = first_shared_moment(after, hours, known.outages)
        if _sent_at(introduction) > due + TOLERANCE and not _in_outage(due, known):
            late.append(introduction)
    return late


def find_past_nudges(known: Evidence) -> list[Introduction]:
    """Return introductions whose nudge proposed a moment that was over, or came with them."""
    past = []
    for introduction in _sent(known):
        nudged_at = introduction.nudged_at
        if nudged_at is None:
            continue
        is_over = any(moment <= nudged_at for moment in introduction.nudge_moments)
        if is_over or nudged_at < _sent_at(introduction) + FRESH:
            past.append(introduction)
    return past


def find_outside_hours(known: Evidence) -> list[Introduction]:
    """Return introductions that propose a moment outside somebody's working hours."""
    outside = []
    for introduction in _sent(known):
        proposed = introduction.slots or (introduction.meet_at,)
        moments = [moment for moment in proposed if moment]
        everybody = introduction.hours.values()
        if not all(is_working(moment, hours) for moment in moments for hours in everybody):
            outside.append(introduction)
    return outside


def find_blocked(known: Evidence) -> list[Introduction]:
    """Return introductions of people of whom one had blocked another before."""
    blocks = [event for event in known.happenings if event.kind == "blocked"]
    found = []
    for introduction in _sent(known):
        people, sent_at = set(introduction.people), _sent_at(introduction)
        if any({block.person, block.other} <= people and block.at < sent_at for block in blocks):
            found.append(introduction)
    return found


def find_opted_out(known: Evidence) -> list[Introduction]:
    """Return introductions of somebody who stepped back between the draw and the sending.

    A larger group goes ahead without them: whoever is out of it was not introduced.
    """
    found = []
    for introduction in _sent(known):
        sent_at = _sent_at(introduction)
        left_out = [member.person for member in introduction.members if member.answer == "out"]
        stepped_back = [
            event
            for event in _departures(known, introduction)
            if introduction.drawn_at <= event.at < sent_at and event.person not in left_out
        ]
        if stepped_back:
            found.append(introduction)
    return found


def find_untold(known: Evidence) -> list[tuple[Introduction, str]]:
    """Return the people of introductions that were never sent who did not hear of it in time.

    Whoever undid it, because they stepped back or sat the round out, knows.
    """
    untold = []
    for introduction in known.introductions:
        if introduction.message_state not in NEVER_SENT:
            continue
        failed_at = introduction.tried_at or introduction.drawn_at
        for who in introduction.people:
            left = any(event.person == who for event in _departures(known, introduction))
            knows = left or who in introduction.skipped
            if not knows and not _was_told(
                known, introduction, who, introduction.drawn_at, failed_at
            ):
                untold.append((introduction, who))
    return untold


def find_stranded(known: Evidence) -> list[tuple[Introduction, str]]:
    """Return the people whose introduction cannot happen, without a word on the next working day.

    It cannot happen once all the others have left, paused, stopped, or said that they can't.
    """
    stranded = []
    for introduction in _sent(known):
        if introduction.state == "met":
            continue
        lost = _losses(known, introduction)
        staying = [member for member in introduction.members if member.person not in lost]
        if len(staying) != 1 or not lost:
            continue
        since = max(lost.values())
        who = staying[0]
        answered = who.answered_at is not None and who.answered_at >= since
        is_told = answered or _was_told(known, introduction, who.person, since, since)
        if since < introduction.ends_at - timedelta(days=1) and not is_told:
            stranded.append((introduction, who.person))
    return stranded


def share_same_town(known: Evidence) -> float | None:
    """Return the share of people who want to meet in person, and could, who do so in their town.

    They could if they do, or if somebody of their town was drawn too and has nobody there.
    """
    rounds: dict[int, list[Introduction]] = defaultdict(list)
    for introduction in known.introductions:
        if not introduction.by_rematch:
            rounds[introduction.round].append(introduction)

    with_town, could = 0, 0
    for introductions in rounds.values():
        near = {who for each in introductions for who in _near(known, each)}
        everybody = {who for each in introductions for who in each.people}
        for who in everybody:
            me = known.colleagues[who]
            if me.mode != "person" or not me.town:
                continue
            free = [
                other
                for other in everybody - near - {who}
                if known.colleagues[other].town == me.town
                and known.colleagues[other].mode != "remote"
            ]
            with_town += who in near
            could += who in near or bool(free)
    return round(with_town / could, 3) if could else None


def share_in_common(known: Evidence) -> float | None:
    """Return the share of introductions that name an interest or a skill in common."""
    drawn = known.introductions
    named = [
        each
        for each in drawn
        if any(reason.kind in ("interests", "teaches") and reason.words for reason in each.reasons)
    ]
    return round(len(named) / len(drawn), 3) if drawn else None


def _near(known: Evidence, introduction: Introduction) -> set[str]:
    """Return the people of an introduction who have somebody of their town in it."""
    near: set[str] = set()
    for one, other in combinations(introduction.people, 2):
        town = known.colleagues[one].town
        if town and town == known.colleagues[other].town:
            near |= {one, other}
    return near


def _losses(known: Evidence, introduction: Introduction) -> dict[str, datetime]:
    """Return who cannot come to an introduction that was sent, and since when."""
    lost = {
        member.person: member.answered_at
        for member in introduction.members
        if member.answer == "cant" and member.answered_at
    }
    for event in _departures(known, introduction):
        during = _sent_at(introduction) <= event.at < introduction.ends_at
        if during and not _is_back_at_once(event, introduction):
            lost.setdefault(event.person, event.at)
    return lost


def _is_back_at_once(event: TimedHappening, introduction: Introduction) -> bool:
    """Return whether a pause is over by the next working day of those who wait."""
    waiting = [hours for who, hours in introduction.hours.items() if who != event.person]
    if event.back_on is None or not waiting:
        return False
    latest = max(end_of_next_working_day(event.at, hours) for hours in waiting)
    return event.back_on <= latest.date()


def _departures(known: Evidence, introduction: Introduction) -> list[TimedHappening]:
    """Return when people of an introduction left, paused or stopped during its round."""
    return [
        event
        for event in known.happenings
        if event.kind in ("gone", "paused", "out")
        and event.person in introduction.people
        and introduction.drawn_at <= event.at < introduction.ends_at
    ]


def _was_told(
    known: Evidence, introduction: Introduction, who: str, since: datetime, failed_at: datetime
) -> bool:
    """Return whether somebody heard of it in time, or has left, or has time left to hear."""
    if known.colleagues[who].left:
        return True
    until = end_of_next_working_day(failed_at, introduction.hours[who])
    if until > known.ended:
        return True
    return any(since <= at <= until for at in known.words.get(who, ()))


def _sent(known: Evidence) -> list[Introduction]:
    return [each for each in known.introductions if each.sent_at is not None]


def _sent_at(introduction: Introduction) -> datetime:
    assert introduction.sent_at is not None
    return introduction.sent_at


def _in_outage(moment: datetime, known: Evidence) -> bool:
    return any(begins <= moment < ends for begins, ends in known.outages)
