"""The SQL of people: profiles, channel members and avoid lists."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec
from msgspec import Struct
from sqlalchemy import Row, bindparam, delete, or_, select

from bot.core.interactions import Invocation
from bot.core.platform import ChannelMember
from bot.core.subjects import Subject
from bot.dates.local_time import UnknownZone, local_date, validate_zone
from bot.people.erasure_records import find_absent, welcome_back
from bot.people.tables import avoidance, channel_member, person
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.ui.text import Mention, clean_name

_BATCH = 10_000  # ids in one query: SQLite takes some 32,000
_BY_ID = select(person).where(
    person.c.workspace == bindparam("workspace"), person.c.person == bindparam("person_id")
)

_THESE = person.c.person.in_(bindparam("ids", expanding=True))
_BY_IDS = select(person).where(person.c.workspace == bindparam("workspace"), _THESE)


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
    left: bool = False
    paused_until: date | None = None
    silent_until: datetime | None = None
    profile_at: datetime | None = None
    line_asked_in: str = ""
    rather_three: bool = False

    @property
    def describes_likes(self) -> bool:
        """Whether their profile names anything that they like, offer or would like to learn."""
        return bool(self.interests or self.offers or self.wants)

    def is_asked_in(self, key: str) -> bool:
        """Return whether the message with this key asks them for one line that is still missing."""
        return self.line_asked_in == key and not self.describes_likes

    @property
    def subject(self) -> Subject:
        """The subject of what cards show of them."""
        return Subject("person", 0, self.id)

    @property
    def mention(self) -> Mention:
        """Return a mention of this person for a text."""
        return Mention(self.id, self.name)


async def ensure_person(tx: Transaction, call: Invocation) -> Person:
    """Return the caller's profile, created or refreshed from what the platform sent."""
    person = await find_person(tx, call.workspace, call.person)
    if person is None:
        await add_if_new(tx, call.workspace, call.person, call.name, call.zone, call.now)
        await welcome_back(tx, call.workspace, call.person)

    current = (call.name, call.organiser)
    if person is None or (person.name, person.organiser) != current:
        await update_person(
            tx, call.workspace, call.person, name=call.name, organiser=call.organiser
        )
        person = await find_person(tx, call.workspace, call.person)

    assert person
    return person


async def stays_forgotten(tx: ReadTransaction, call: Invocation) -> bool:
    """Return whether the caller asked to be forgotten, and has not come back since."""
    absent = await find_absent(tx, call.workspace, [call.person])
    return bool(absent) and await find_person(tx, call.workspace, call.person) is None


async def get_caller(call: Invocation, tx: ReadTransaction) -> Person:
    """Return the caller's profile; `dispatch` has made sure that it exists."""
    person = await find_person(tx, call.workspace, call.person)
    assert person
    return person


async def add_if_new(
    tx: Transaction, workspace: str, person_id: str, name: str, zone: str, now: datetime
) -> None:
    """Insert a person, or do nothing if they are known."""
    await tx.insert_or_ignore(
        person, workspace=workspace, person=person_id, name=name, zone=zone_or_utc(zone), since=now
    )


@remembered
async def find_person(tx: ReadTransaction, workspace: str, person_id: str) -> Person | None:
    """Return one person, or None if they are unknown."""
    row = await tx.first(_BY_ID, workspace=workspace, person_id=person_id)
    return _person(row) if row else None


async def lock_people(tx: Transaction, workspace: str, *person_ids: str) -> None:
    """Lock these people's rows until the transaction ends (`FOR UPDATE`), in order of id.

    Whoever opts out takes this lock, and the claim of a message takes it on its recipients: so
    what a person was told that they are spared is not sent a moment later.
    """
    if tx.single_writer:
        return

    query = select(person.c.id).where(
        person.c.workspace == workspace, person.c.person.in_(person_ids)
    )
    await tx.all(query.order_by(person.c.id).with_for_update())


_AVOIDED = select(avoidance.c.person, avoidance.c.other).where(
    avoidance.c.workspace == bindparam("workspace"),
    avoidance.c.person.in_(bindparam("people", expanding=True)),
)
_WHO_LEFT = _BY_IDS.with_only_columns(person.c.person, person.c.left)
_LOCK_FREE = _WHO_LEFT.with_for_update(skip_locked=True)


async def lock_free_people(
    tx: Transaction, workspace: str, person_ids: Iterable[str]
) -> tuple[set[str], set[str]]:
    """Lock those of these people whom no other transaction holds; return the others and leavers.

    It never waits (`SKIP LOCKED`), so that it may be called with other rows locked.
    """
    those = {"workspace": workspace, "ids": sorted(person_ids)}
    known = await tx.all(_WHO_LEFT, **those)
    if not tx.single_writer:
        locked = await tx.all(_LOCK_FREE, **those)
        held = {row.person for row in known} - {row.person for row in locked}
        return held, {row.person for row in locked if row.left}
    return set(), {row.person for row in known if row.left}


async def find_people(
    tx: ReadTransaction, workspace: str, person_ids: Iterable[str]
) -> dict[str, Person]:
    """Return the known people among these, by id. Reads them in batches."""
    ids = list(person_ids)
    people: dict[str, Person] = {}
    for start in range(0, len(ids), _BATCH):
        people |= await _find_batch(tx, workspace, tuple(ids[start : start + _BATCH]))
    return people


@remembered
async def _find_batch(
    tx: ReadTransaction, workspace: str, ids: tuple[str, ...]
) -> dict[str, Person]:
    rows = await tx.all(_BY_IDS, workspace=workspace, ids=ids)
    return {row.person: _person(row) for row in rows}


@remembered
async def list_people(
    tx: ReadTransaction, workspace: str, *, include_left: bool = False
) -> list[Person]:
    """Return the people of a workspace, longest known first."""
    query = select(person).where(person.c.workspace == workspace).order_by(person.c.id)
    if not include_left:
        query = query.where(person.c.left.is_(False))
    return [_person(row) for row in await tx.all(query)]


async def add_people(
    tx: Transaction, workspace: str, rows: Sequence[dict[str, object]], now: datetime
) -> None:
    """Insert new people with their profiles in one statement; every row has the same columns."""
    common = {"workspace": workspace, "profile_at": now, "since": now}
    await tx.insert_many(person, [{**common, **row} for row in rows])


async def list_organisers(tx: ReadTransaction, workspace: str) -> list[Person]:
    """Return the people known to organise here."""
    return [person for person in await list_people(tx, workspace) if person.organiser]


async def people_in_channel(tx: ReadTransaction, workspace: str, channel: str) -> list[Person]:
    """Return the members of a channel as of the last sync, longest known first."""
    members = select(channel_member.c.person).where(
        channel_member.c.workspace == workspace, channel_member.c.channel == channel
    )
    rows = await tx.all(
        select(person)
        .where(
            person.c.workspace == workspace, person.c.left.is_(False), person.c.person.in_(members)
        )
        .order_by(person.c.id)
    )
    return [_person(row) for row in rows]


async def channels_of(tx: ReadTransaction, workspace: str, person_id: str) -> list[str]:
    """Return the channels that a person is in, as of the last sync."""
    return await tx.scalars(
        select(channel_member.c.channel)
        .where(channel_member.c.workspace == workspace, channel_member.c.person == person_id)
        .order_by(channel_member.c.id)
    )


async def is_channel_synced(tx: ReadTransaction, workspace: str, channel: str) -> bool:
    """Return whether the members of a channel are known."""
    members = select(channel_member.c.id).where(
        channel_member.c.workspace == workspace, channel_member.c.channel == channel
    )
    return await tx.first(members.limit(1)) is not None


async def sync_channel_members(
    tx: Transaction, workspace: str, channel: str, members: Sequence[ChannelMember], now: datetime
) -> list[str]:
    """Store the members of a channel as the platform lists them; return the ids of new members.

    A zone that somebody chose for themselves is kept. People who left are no members, nor is
    anybody who asked to be forgotten.
    """
    absent = await find_absent(tx, workspace, [member.person for member in members])
    by_id = {
        member.person: msgspec.structs.replace(member, name=clean_name(member.name))
        for member in members
        if not member.left and member.person not in absent
    }
    await _save_members(tx, workspace, list(by_id.values()), now)

    in_channel = (channel_member.c.workspace == workspace, channel_member.c.channel == channel)
    stored = set(await tx.scalars(select(channel_member.c.person).where(*in_channel)))
    left = sorted(stored - by_id.keys())
    if left:
        leavers = channel_member.c.person.in_(left)
        await tx.execute(delete(channel_member).where(*in_channel, leavers))

    newcomers = [person_id for person_id in by_id if person_id not in stored]
    rows = [
        {"workspace": workspace, "channel": channel, "person": person_id} for person_id in newcomers
    ]
    await tx.insert_many(channel_member, rows)
    return newcomers


def is_paused(person: Person, day: date) -> bool:
    """Return whether somebody pauses on this local date; on `paused_until` they are back."""
    return person.paused_until is not None and day < person.paused_until


def is_silent(person: Person, day: date) -> bool:
    """Return whether the platform lets somebody write nothing on a local date, all of it."""
    if person.silent_until is None:
        return False
    return day < local_date(person.silent_until, person.zone)


async def update_person(tx: Transaction, workspace: str, person_id: str, **values: object) -> None:
    """Set columns of one person."""
    await tx.update(person, {"workspace": workspace, "person": person_id}, **values)


async def avoid_list(tx: ReadTransaction, workspace: str, person_id: str) -> list[str]:
    """Return whom a person would rather not meet. Show it to that person only."""
    return await tx.scalars(
        select(avoidance.c.other)
        .where(avoidance.c.workspace == workspace, avoidance.c.person == person_id)
        .order_by(avoidance.c.id)
    )


async def set_avoid_list(
    tx: Transaction, workspace: str, person_id: str, others: Iterable[str]
) -> None:
    """Replace the list of people whom a person would rather not meet."""
    await tx.execute(
        delete(avoidance).where(avoidance.c.workspace == workspace, avoidance.c.person == person_id)
    )
    rows = [{"workspace": workspace, "person": person_id, "other": other} for other in others]
    await tx.insert_many(avoidance, rows)


async def avoid_lists(
    tx: ReadTransaction, workspace: str, person_ids: Iterable[str]
) -> dict[str, set[str]]:
    """Return whom each of these people would rather not meet, by person.

    Use it only to choose what to offer to that person.
    """
    rows = await tx.all(_AVOIDED, workspace=workspace, people=list(person_ids))

    lists: dict[str, set[str]] = {}
    for row in rows:
        lists.setdefault(row.person, set()).add(row.other)
    return lists


async def avoid_pairs(
    tx: ReadTransaction, workspace: str, person_ids: Iterable[str]
) -> set[tuple[str, str]]:
    """Return the pairs among these people of whom one would rather not meet the other, sorted.

    For the matcher only.
    """
    ids = set(person_ids)
    rows = await tx.all(
        select(avoidance.c.person, avoidance.c.other).where(avoidance.c.workspace == workspace)
    )
    pairs = [(row.person, row.other) for row in rows]
    return {(min(pair), max(pair)) for pair in pairs if ids.issuperset(pair)}


async def kept_apart(tx: ReadTransaction, workspace: str, person_id: str) -> set[str]:
    """Return whom a person would rather not meet, and who would rather not meet them.

    Only to choose one of many for them, as the matcher does; never to say why.
    """
    rows = await tx.all(
        select(avoidance.c.person, avoidance.c.other).where(
            avoidance.c.workspace == workspace,
            or_(avoidance.c.person == person_id, avoidance.c.other == person_id),
        )
    )
    return {person for row in rows for person in (row.person, row.other)} - {person_id}


async def _save_members(
    tx: Transaction, workspace: str, members: list[ChannelMember], now: datetime
) -> None:
    people = await find_people(tx, workspace, [member.person for member in members])
    new_rows = [
        {
            "workspace": workspace,
            "person": member.person,
            "name": member.name,
            "zone": zone_or_utc(member.zone),
            "organiser": member.organiser,
            "silent_until": member.silent_until,
            "since": now,
        }
        for member in members
        if member.person not in people
    ]
    await tx.insert_many(person, new_rows)

    for member in members:
        if member.person in people:
            changes = changed_values(people[member.person], member)
            if changes:
                await update_person(tx, workspace, member.person, **changes)


def changed_values(person: Person, member: ChannelMember) -> dict[str, object]:
    """Return what the platform says of somebody and Mingle does not know yet."""
    values = {
        "name": member.name,
        "zone": merged_zone(person, member),
        "organiser": member.organiser,
        "silent_until": member.silent_until,
    }
    return {name: value for name, value in values.items() if getattr(person, name) != value}


def merged_zone(person: Person, member: ChannelMember) -> str:
    """Return the person's own zone if they saved a profile, else that of the platform."""
    if person.profile_at or not member.zone:
        return person.zone
    return zone_or_utc(member.zone)


def zone_or_utc(zone: str) -> str:
    """Return the zone of this name, or UTC if there is none."""
    try:
        return validate_zone(zone)
    except UnknownZone:
        return "UTC"


def _person(row: Row[*tuple[object, ...]]) -> Person:
    values = row._mapping
    fields = {name: values[name] for name in Person.__struct_fields__ if name != "id"}
    return Person(id=values["person"], **fields)
