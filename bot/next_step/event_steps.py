"""An event this week that somebody could go to, with a colleague who goes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from bot.associations.admission import read_admission
from bot.digest.commands import browse
from bot.events import records as events
from bot.events.rules import Event, Rsvp, is_signup_over
from bot.events.views.parts import UNTITLED
from bot.next_step.asker import Asker
from bot.next_step.rules import StepKey
from bot.people import records as people
from bot.people.records import Person
from bot.store.engine import ReadTransaction
from bot.ui.text import Mention

_OFF = ("postponed", "unlisted", "sold_out")


class EventStep(Struct, frozen=True):
    """An event, who goes and shows it, and whether somebody would go if one more does."""

    event: Event
    going: tuple[Mention, ...]
    waits: bool = True

    @property
    def key(self) -> StepKey:
        """What it is about."""
        return StepKey("event", str(self.event.id))


async def list_event_steps(tx: ReadTransaction, asker: Asker) -> list[EventStep]:
    """Return what suits somebody this week and has company, first where somebody goes openly."""
    ahead = await browse.events_this_week(tx, asker.workspace, asker.person, asker.now) or []
    rsvps: Mapping[int, list[Rsvp]] = defaultdict(list)
    for rsvp in await events.list_rsvps(tx, asker.workspace, *(event.id for event in ahead)):
        rsvps[rsvp.event].append(rsvp)
    joinable = [event for event in ahead if _is_joinable(event, rsvps[event.id], asker)]

    named = {rsvp.person for event in joinable for rsvp in rsvps[event.id]} - asker.apart
    known = await people.find_people(tx, asker.workspace, named)
    present = {person.id: person for person in known.values() if not person.left}
    steps = [
        EventStep(event, _going(rsvps[event.id], present))
        for event in joinable
        if _has_company(rsvps[event.id], present)
    ]
    return sorted(steps, key=lambda step: not step.going)


async def find_event_step(
    tx: ReadTransaction, workspace: str, person: str, event: Event
) -> EventStep:
    """Return an event with the company that there is for somebody now, which may be none."""
    rsvps = [
        rsvp for rsvp in await events.list_rsvps(tx, workspace, event.id) if rsvp.person != person
    ]
    apart = await people.kept_apart(tx, workspace, person)
    named = {rsvp.person for rsvp in rsvps} - apart
    known = await people.find_people(tx, workspace, named)
    present = {each.id: each for each in known.values() if not each.left}
    return EventStep(event, _going(rsvps, present), waits=_waits(rsvps, present))


def _is_joinable(event: Event, rsvps: Sequence[Rsvp], asker: Asker) -> bool:
    """Return whether somebody who has not answered can still go to an event, and has the time."""
    answered = any(rsvp.person == asker.person.id for rsvp in rsvps)
    if answered or asker.person.id in (event.host, event.organiser):
        return False
    if event.starts_at <= asker.now or is_signup_over(event, asker.now):
        return False
    is_open = event.listed_as not in _OFF and read_admission(event) != "members"
    if not is_open or event.title == UNTITLED:
        return False

    seated = sum(rsvp.heads for rsvp in rsvps if rsvp.status == "in")
    if event.capacity is not None and seated >= event.capacity:
        return False
    is_near = event.reach not in ("", "local") or asker.can_get_to(event.town, event.starts_at)
    is_around = asker.is_around(event.starts_at) and is_near
    return is_around and (event.all_day or asker.is_free(event.starts_at, event.ends_at))


def _going(rsvps: Sequence[Rsvp], present: Mapping[str, Person]) -> tuple[Mention, ...]:
    going = [rsvp.person for rsvp in rsvps if rsvp.status == "in" and rsvp.openly]
    return tuple(present[person].mention for person in going if person in present)


def _has_company(rsvps: Sequence[Rsvp], present: Mapping[str, Person]) -> bool:
    """Return whether a colleague goes openly, or would go if one more does."""
    return _waits(rsvps, present) or bool(_going(rsvps, present))


def _waits(rsvps: Sequence[Rsvp], present: Mapping[str, Person]) -> bool:
    return any(rsvp.status == "pending" and rsvp.person in present for rsvp in rsvps)
