"""Who of us may be told of to another company now, and what."""

from datetime import datetime

from bot.dates.local_time import local_date
from bot.dates.working_time import WorkingTime, is_working_day
from bot.people import records as people
from bot.people.hours.records import WORKSPACE, working_time_of, working_times_in
from bot.people.records import Person, is_paused, is_silent
from bot.store.engine import ReadTransaction
from bot.swap import records, rules
from bot.swap.records import Swap, SwapLunch, SwapMember
from bot.swap.rules import Traded


async def list_traded(tx: ReadTransaction, of: Swap, at: datetime) -> list[Traded]:
    """Return all that the other company learns of us for the lunch at a moment.

    Whoever has a lunch in that month, or was told of one, is left out.
    """
    lunches = await records.list_lunches(tx, of.id)
    had_one = {lunch.person for lunch in lunches if takes_month(of, lunch, at)}
    found = []
    for member in await records.list_members(tx, of.id):
        if member.person not in had_one:
            found.append(await find_traded(tx, of, member, at))
    return [each for each in found if each][: rules.MAX_PEOPLE]


async def find_traded(
    tx: ReadTransaction, of: Swap, member: SwapMember, at: datetime
) -> Traded | None:
    """Return what crosses of somebody, or None while they are not to be traded.

    A topic crosses only while it stands in their profile.
    """
    person = await people.find_person(tx, of.workspace, member.person)
    if person is None or not await _is_free(tx, of, person, at):
        return None
    name = rules.first_name(person.name)
    if not name:
        return None
    topic = member.topic[: rules.MAX_WORDS] if member.topic in topics_of(person) else ""
    return Traded(member.ref, name, member.field, topic)


async def can_come(tx: ReadTransaction, of: Swap, lunch: SwapLunch) -> bool:
    """Return whether whoever agreed to a lunch still does, and is here on that day."""
    member = await records.find_member(tx, of.id, lunch.person)
    person = await people.find_person(tx, of.workspace, lunch.person)
    if member is None or person is None or person.left:
        return False
    return not is_paused(person, local_date(lunch.starts_at, of.zone))


def takes_month(of: Swap, lunch: SwapLunch, at: datetime) -> bool:
    """Return whether a lunch is the one that its person has, or had, in the month of a moment."""
    if rules.month_of(lunch.starts_at, of.zone) != rules.month_of(at, of.zone):
        return False
    return lunch.state != "off" or lunch.told_at is not None


def topics_of(person: Person) -> list[str]:
    """Return what a profile names, each once."""
    return list(dict.fromkeys((*person.interests, *person.offers, *person.wants)))[:20]


async def shared_days(tx: ReadTransaction, of: Swap) -> WorkingTime:
    """Return the days off of the whole workspace."""
    return (await working_times_in(tx, of.workspace, {WORKSPACE: of.zone}))[WORKSPACE]


async def _is_free(tx: ReadTransaction, of: Swap, person: Person, at: datetime) -> bool:
    day = local_date(at, of.zone)
    if person.left or is_paused(person, day) or is_silent(person, day):
        return False
    return is_working_day(day, await working_time_of(tx, of.workspace, person))
