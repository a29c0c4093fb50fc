"""One colleague to have lunch with, and a word on why."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from bot.dates.local_time import local_date
from bot.dates.working_time import WorkingTime, is_working_day
from bot.next_step.asker import Asker
from bot.next_step.rules import StepKey
from bot.open_tables import records as tables
from bot.open_tables import rules as lunches
from bot.open_tables.access import may_ask
from bot.pairings.programs.channels import people_in_programs
from bot.pairings.rounds import confirmation, history
from bot.people import records as people
from bot.people.hours.records import working_times
from bot.people.meanings import common_topics
from bot.people.records import Person, is_paused
from bot.people.towns import town_key
from bot.people.travel import records as travel
from bot.people.travel.rules import Trip
from bot.store.engine import ReadTransaction

Why = Literal["offers", "wants", "likes", "new", "again"]

_MOST = 3  # colleagues who are suggested, one after the other
_LOOKED_AT = 40  # of those who suit best, for whether they may be asked
_DAYS = 5  # working days ahead in which a lunch is looked for
_LATELY = dt.timedelta(days=90)


class LunchStep(Struct, frozen=True):
    """A colleague, when both could have lunch, and why them: about `topic`, if there is one."""

    person: Person
    starts_at: dt.datetime
    zone: str
    why: Why
    topic: str

    @property
    def key(self) -> StepKey:
        """What it is about."""
        return StepKey("lunch", other=self.person.id)


async def list_lunch_steps(tx: ReadTransaction, asker: Asker) -> list[LunchStep]:
    """Return colleagues whom somebody could ask to lunch, those first with whom they have most.

    Colleagues are in lunch pairings, so they want to meet people. Whoever has been asked enough
    already is left in peace.
    """
    if asker.person.mode == "remote":
        return []
    candidates = await _candidates(tx, asker)
    everybody = [asker.person.id, *candidates]
    times = await working_times(tx, asker.workspace, everybody)
    met = await history.people_met_since(tx, asker.workspace, asker.person.id, asker.now - _LATELY)
    ranked = sorted(
        ((_reason(asker.person, person, met), person) for person in candidates.values()),
        key=lambda pair: (pair[1].id in met, _ORDER[pair[0][0]], _same_team(asker, pair[1])),
    )
    steps: list[LunchStep] = []
    for (why, topic), person in ranked[:_LOOKED_AT]:
        at = await _common_lunch(tx, asker, person, times)
        if at and await may_ask(tx, asker.workspace, asker.person.id, person.id, asker.now):
            steps.append(LunchStep(person, at, asker.person.zone, why, topic))
        if len(steps) == _MOST:
            break
    return steps


_ORDER: Mapping[Why, int] = {"offers": 0, "wants": 1, "likes": 2, "new": 3, "again": 4}


async def _candidates(tx: ReadTransaction, asker: Asker) -> dict[str, Person]:
    """Return who may be suggested: in lunch pairings, near, and not met just now anyway."""
    known = await people.list_people(tx, asker.workspace)
    near = {person.id: person for person in known if _is_near(person, asker)}
    engaged = {asker.person.id, *asker.apart}
    for group in await confirmation.introduced_groups(
        tx, asker.workspace, asker.person.id, asker.now
    ):
        engaged |= {member.person for member in group.members}
    for table in await tables.joinable_tables(
        tx, asker.workspace, asker.person.id, asker.now, asker.now + lunches.MAX_AHEAD, 0
    ):
        engaged |= {guest.person for guest in table.seated}
    joined = await people_in_programs(tx, asker.workspace, list(near))
    return {
        number: person
        for number, person in near.items()
        if number in joined and number not in engaged
    }


def _is_near(person: Person, asker: Asker) -> bool:
    if person.mode == "remote":
        return False
    one, other = person.office, asker.person.office
    return not one or not other or town_key(one) == town_key(other)


def _same_team(asker: Asker, person: Person) -> bool:
    return bool(person.team) and person.team.casefold() == asker.person.team.casefold()


def _reason(mine: Person, theirs: Person, met: set[str]) -> tuple[Why, str]:
    """Return why to have lunch with somebody, with what they wrote about it."""
    for item in theirs.offers:
        if common_topics([item], mine.wants):
            return "offers", item
    for item in theirs.wants:
        if common_topics([item], mine.offers):
            return "wants", item
    for item in theirs.interests:
        if common_topics([item], mine.interests):
            return "likes", item
    return ("again" if theirs.id in met else "new"), ""


async def _common_lunch(
    tx: ReadTransaction, asker: Asker, person: Person, times: Mapping[str, WorkingTime]
) -> dt.datetime | None:
    """Return the next lunch at which both work and neither is away, as far as Mingle knows."""
    zone = asker.person.zone
    today = local_date(asker.now, zone)
    trips = await travel.list_trips(tx, asker.workspace, person.id, today)
    at = lunches.next_lunch(asker.now, zone)
    if at is None or not is_working_day(local_date(at, zone), times[asker.person.id]):
        at = lunches.lunch_after(asker.now, zone, times[asker.person.id])
    for _ in range(_DAYS):
        day = local_date(at, zone)
        both_free = (
            asker.is_around(at)
            and asker.can_get_to(person.office, at)
            and asker.is_free(at, at + lunches.LUNCH_DURATION)
            and is_working_day(local_date(at, person.zone), times[person.id])
            and not is_paused(person, day)
            and not _is_elsewhere(trips, day, asker.town_at(at))
        )
        if both_free:
            return at
        at = lunches.lunch_after(at, zone, times[asker.person.id])
    return None


def _is_elsewhere(trips: Sequence[Trip], day: dt.date, town: str) -> bool:
    """Return whether somebody is away on a day, or in another town than this one."""
    there = [trip.town for trip in trips if trip.first <= day <= trip.last]
    return any(not place or town_key(place) != town_key(town) for place in there)
