"""Read and write what we know of people."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec
from msgspec import Struct
from sqlalchemy import Row, bindparam, delete, select, update

from bot.core.platform import ChannelMember
from bot.core.router import Invocation
from bot.dates.recurrence import UnknownZone, validate_zone
from bot.pairings.tables import circle, membership
from bot.people.tables import avoidance, channel_member, person
from bot.store.engine import Transaction
from bot.ui.text import Mention, clean_name

_AT_ONCE = 10_000  # ids in one query: SQLite takes some 32,000
_ONE = select(person).where(
    person.c.workspace == bindparam("workspace"), person.c.person == bindparam("who")
)


class Person(Struct, frozen=True):
    """One colleague, as they described themselves."""

    id: str
    name: str
    zone: str
    team: str = ""
    manager: str = ""
    office: str = ""
    mode: str = "either"
    interests: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    organiser: bool = False
    gone: bool = False
    paused_until: date | None = None
    profile_at: datetime | None = None

    @property
    def mention(self) -> Mention:
        """Name this person in a text."""
        return Mention(self.id, self.name)


class Participation(Struct, frozen=True):
    """Somebody's part in the lunch pairings of one channel."""

    channel: str
    channel_name: str
    state: str


async def ensure_person(tx: Transaction, call: Invocation) -> Person:
    """Know the person who just did something.

    The first time, write them down with the platform's name and zone.
    """
    known = await find_person(tx, call.workspace, call.person)
    if known is None:
        await add_if_new(tx, call.workspace, call.person, call.name, call.zone, call.now)
    if known is None or (known.name, known.organiser, known.gone) != (
        call.name,
        call.organiser,
        False,
    ):
        await update_person(
            tx, call.workspace, call.person, name=call.name, organiser=call.organiser, gone=False
        )
        known = await find_person(tx, call.workspace, call.person)
    assert known
    return known


async def get_caller(call: Invocation, tx: Transaction) -> Person:
    """Give whoever calls, as they are known now: the dispatcher has met them."""
    me = await find_person(tx, call.workspace, call.person)
    assert me
    return me


async def add_if_new(
    tx: Transaction, workspace: str, who: str, name: str, zone: str, now: datetime
) -> None:
    """Write down a person whom the platform named, unless they are known."""
    await tx.insert_or_ignore(
        person, workspace=workspace, person=who, name=name, zone=zone_or_utc(zone), since=now
    )


async def find_person(tx: Transaction, workspace: str, who: str) -> Person | None:
    """Give one person, or None for a stranger."""
    row = await tx.first(_ONE, workspace=workspace, who=who)
    return _person(row) if row else None


async def find_people(tx: Transaction, workspace: str, who: Iterable[str]) -> dict[str, Person]:
    """Give the people with these ids, by id."""
    ids = list(who)
    found: dict[str, Person] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = person.c.person.in_(ids[start : start + _AT_ONCE])
        rows = await tx.all(select(person).where(person.c.workspace == workspace, some))
        found |= {row.person: _person(row) for row in rows}
    return found


async def list_people(
    tx: Transaction, workspace: str, *, include_left: bool = False
) -> list[Person]:
    """Give all who are here, or `ever` were, first come first."""
    found = select(person).where(person.c.workspace == workspace).order_by(person.c.id)
    rows = await tx.all(found if include_left else found.where(person.c.gone.is_(False)))
    return [_person(row) for row in rows]


async def add_people(
    tx: Transaction, workspace: str, rows: Sequence[dict[str, object]], now: datetime
) -> None:
    """Write down people whom nobody knew, with their profiles; all rows tell the same things."""
    common = {"workspace": workspace, "profile_at": now, "since": now}
    await tx.insert_many(person, [{**common, **row} for row in rows])


async def list_organisers(tx: Transaction, workspace: str) -> list[Person]:
    """Give those known to organise here."""
    return [known for known in await list_people(tx, workspace) if known.organiser]


async def people_in_channel(tx: Transaction, workspace: str, channel: str) -> list[Person]:
    """Give those who are in a channel, as far as the platform last told, first come first."""
    inside = select(channel_member.c.person).where(
        channel_member.c.workspace == workspace, channel_member.c.channel == channel
    )
    rows = await tx.all(
        select(person)
        .where(
            person.c.workspace == workspace, person.c.gone.is_(False), person.c.person.in_(inside)
        )
        .order_by(person.c.id)
    )
    return [_person(row) for row in rows]


async def channels_of(tx: Transaction, workspace: str, who: str) -> list[str]:
    """Give the channels that a person is in, as far as the platform last told."""
    return await tx.scalars(
        select(channel_member.c.channel)
        .where(channel_member.c.workspace == workspace, channel_member.c.person == who)
        .order_by(channel_member.c.id)
    )


async def is_channel_synced(tx: Transaction, workspace: str, channel: str) -> bool:
    """Tell whether it is known who is in a channel."""
    anybody = select(channel_member.c.id).where(
        channel_member.c.workspace == workspace, channel_member.c.channel == channel
    )
    return await tx.first(anybody.limit(1)) is not None


async def sync_channel_members(
    tx: Transaction, workspace: str, channel: str, members: Sequence[ChannelMember], now: datetime
) -> list[str]:
    """Note who is in a channel, as the platform tells it; give the ids of those who are new there.

    A zone that somebody chose for themselves stays, whatever the platform says.
    """
    named = {
        member.person: msgspec.structs.replace(member, name=clean_name(member.name))
        for member in members
    }
    await _save_members(tx, workspace, list(named.values()), now)
    here = channel_member.c.workspace == workspace, channel_member.c.channel == channel
    before = set(await tx.scalars(select(channel_member.c.person).where(*here)))
    left = sorted(before - named.keys())
    if left:
        await tx.execute(delete(channel_member).where(*here, channel_member.c.person.in_(left)))
    newcomers = [who for who in named if who not in before]
    await tx.insert_many(
        channel_member,
        [{"workspace": workspace, "channel": channel, "person": who} for who in newcomers],
    )
    return newcomers


def is_paused(known: Person, day: date) -> bool:
    """Tell whether somebody pauses on this local date; on the date they named they are back."""
    return known.paused_until is not None and day < known.paused_until


async def update_person(tx: Transaction, workspace: str, who: str, **values: object) -> None:
    """Change what we know of one person."""
    await tx.execute(
        update(person)
        .where(person.c.workspace == workspace, person.c.person == who)
        .values(**values)
    )


async def participations_of(tx: Transaction, workspace: str, who: str) -> list[Participation]:
    """Give a person's part in each channel's lunch pairings."""
    rows = await tx.all(
        select(circle.c.channel, circle.c.channel_name, membership.c.state)
        .join(circle, circle.c.id == membership.c.circle)
        .where(
            membership.c.workspace == workspace,
            membership.c.person == who,
            circle.c.active.is_(True),
        )
        .order_by(circle.c.id)
    )
    return [Participation(row.channel, row.channel_name, row.state) for row in rows]


async def avoid_list(tx: Transaction, workspace: str, who: str) -> list[str]:
    """Give the people whom one person would rather not meet: for that person only."""
    return await tx.scalars(
        select(avoidance.c.other)
        .where(avoidance.c.workspace == workspace, avoidance.c.person == who)
        .order_by(avoidance.c.id)
    )


async def set_avoid_list(tx: Transaction, workspace: str, who: str, others: Iterable[str]) -> None:
    """Replace the list of people whom one person would rather not meet."""
    await tx.execute(
        delete(avoidance).where(avoidance.c.workspace == workspace, avoidance.c.person == who)
    )
    rows = [{"workspace": workspace, "person": who, "other": other} for other in others]
    await tx.insert_many(avoidance, rows)


async def avoid_lists(tx: Transaction, workspace: str, who: Iterable[str]) -> dict[str, set[str]]:
    """Give whom each of these people would rather not meet.

    For choosing what to offer to that person only.
    """
    rows = await tx.all(
        select(avoidance.c.person, avoidance.c.other).where(
            avoidance.c.workspace == workspace, avoidance.c.person.in_(list(who))
        )
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.person, set()).add(row.other)
    return found


async def avoid_pairs(tx: Transaction, workspace: str, who: Iterable[str]) -> set[tuple[str, str]]:
    """Give the pairs among these people of whom one would rather not meet the other.

    For the matcher only.
    """
    ids = set(who)
    rows = await tx.all(
        select(avoidance.c.person, avoidance.c.other).where(avoidance.c.workspace == workspace)
    )
    return {(min(pair), max(pair)) for pair in map(tuple, rows) if ids.issuperset(pair)}


async def _save_members(
    tx: Transaction, workspace: str, members: list[ChannelMember], now: datetime
) -> None:
    known = await find_people(tx, workspace, [member.person for member in members])
    await tx.insert_many(
        person,
        [
            {
                "workspace": workspace,
                "person": member.person,
                "name": member.name,
                "zone": zone_or_utc(member.zone),
                "organiser": member.organiser,
                "since": now,
            }
            for member in members
            if member.person not in known
        ],
    )
    for member in members:
        before = known.get(member.person)
        if before and (news := _changed_values(before, member)):
            await update_person(tx, workspace, member.person, **news)


def _changed_values(before: Person, member: ChannelMember) -> dict[str, object]:
    zone = before.zone if before.profile_at or not member.zone else zone_or_utc(member.zone)
    told = {"name": member.name, "zone": zone, "organiser": member.organiser, "gone": False}
    return {name: value for name, value in told.items() if getattr(before, name) != value}


def zone_or_utc(zone: str) -> str:
    """Give a zone that exists, UTC where there is none of this name."""
    try:
        return validate_zone(zone)
    except UnknownZone:
        return "UTC"


def _person(row: Row[tuple[object, ...]]) -> Person:
    values = row._mapping
    fields = {name: values[name] for name in Person.__struct_fields__ if name != "id"}
    return Person(id=values["person"], **fields)
