"""What somebody did in their first ninety days, as far as it is known and theirs to see."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from bot.core import message_records
from bot.dates.local_time import utc_instant
from bot.events import records as events
from bot.events.views.parts import UNTITLED
from bot.learnings import records as learnings
from bot.pairings.keys import intro_key
from bot.pairings.rounds.free_records import STANDING
from bot.pairings.rounds.group_details import GroupDetails, load_groups_with
from bot.people import records as people
from bot.people.newcomers import FIRST_DAYS
from bot.people.records import Person
from bot.store.engine import ReadTransaction
from bot.ui.text import Mention


class LookBack(Struct, frozen=True):
    """Whom somebody met, to whom else they were introduced, and what they signed up for.

    They met whoever was in a lunch of which they said so themselves. `learned` is how often they
    wrote down what they learned.
    """

    met: Sequence[Mention] = ()
    introduced: Sequence[Mention] = ()
    events: Sequence[str] = ()
    learned: int = 0


async def look_back(
    tx: ReadTransaction, workspace: str, person: Person, started_on: dt.date, now: dt.datetime
) -> LookBack:
    """Return what somebody did in the ninety days since they started; show it to them only.

    Nobody is named who has left, or whom they would rather not meet, or the other way round.
    """
    since = utc_instant(started_on, dt.time.min, person.zone)
    until = min(now, utc_instant(started_on + FIRST_DAYS, dt.time.min, person.zone))
    apart = await people.kept_apart(tx, workspace, person.id)
    met: dict[str, Mention] = {}
    introduced: dict[str, Mention] = {}
    for details in await load_groups_with(tx, workspace, person.id, since, until):
        mine = next((each for each in details.members if each.person == person.id), None)
        is_told = not await message_records.is_ready(tx, workspace, intro_key(details.group.id))
        if mine is None or details.group.state not in STANDING or not is_told:
            continue
        if mine.answer == "cant":
            continue
        known = met if mine.answer == "met" else introduced
        for other in _list_company(details, person.id, apart, met=mine.answer == "met"):
            known[other] = details.names[other]
    for other in met:
        introduced.pop(other, None)

    own = await events.events_of_person(tx, workspace, person.id, since, ("open", "over"))
    titles = [
        event.title
        for event, status in own
        if status == "in"
        and event.starts_at >= since
        and event.ends_at <= until
        and event.title != UNTITLED
    ]
    return LookBack(
        list(met.values()),
        list(introduced.values()),
        list(dict.fromkeys(titles)),
        await learnings.count_written(tx, workspace, person.id, since)
        - await learnings.count_written(tx, workspace, person.id, until),
    )


def _list_company(
    details: GroupDetails, person: str, apart: Collection[str], *, met: bool
) -> Iterator[str]:
    """Yield the others of a lunch; of three and more, those who said themselves that they met."""
    others = [each for each in details.members if each.person != person]
    for other in others:
        is_named = other.person not in details.left and other.person not in apart
        was_there = not met or len(others) == 1 or other.answer == "met"
        if is_named and was_there and other.answer != "cant":
            yield other.person
