"""The SQL of swaps."""

import secrets
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Select, func, select, update

from bot.core.subjects import Subject
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.store.vault import Vault
from bot.swap.envelope import Keys, read_keys, write_keys
from bot.swap.rules import LunchState, Traded
from bot.swap.tables import swap, swap_lunch, swap_member

HERE = "here"  # the address of a side that stands in the same database, as in the playground


class Swap(Struct, frozen=True):
    """An agreement with another install."""

    id: int
    workspace: str
    code: str
    side: str
    own_name: str
    name: str
    address: str
    place: str
    zone: str
    own_keys: str
    their_keys: str
    state: str
    number: int
    closed: str
    next_at: datetime | None
    contact_at: datetime | None
    made_at: datetime
    ended_at: datetime | None

    def keys(self, vault: Vault) -> Keys:
        """Return our own keys, private halves included. Raise UnreadableSecretError."""
        return read_keys(vault.unseal(self.own_keys))


class SwapMember(Struct, frozen=True):
    """Somebody who agreed to be traded."""

    swap: int
    person: str
    field: str
    topic: str
    ref: str
    at: datetime


class SwapLunch(Struct, frozen=True):
    """A lunch of one of us with somebody of the other company."""

    id: int
    workspace: str
    swap: int
    code: str
    person: str
    own_ref: str
    other_ref: str
    other_name: str
    other_field: str
    other_topic: str
    starts_at: datetime
    state: LunchState
    confirmed: bool
    told_at: datetime | None

    @property
    def subject(self) -> Subject:
        """The subject of its card."""
        return Subject("swap", self.id)


def make_code() -> str:
    """Return a name that nobody guesses."""
    return secrets.token_urlsafe(16)


async def insert_swap(
    tx: Transaction, workspace: str, own: Keys, now: datetime, **values: object
) -> int:
    """Insert an agreement with our own keys, sealed; return its number."""
    sealed = tx.vault.seal(write_keys(own))
    return await tx.insert(swap, workspace=workspace, own_keys=sealed, made_at=now, **values)


async def update_swap(tx: Transaction, swap_id: int, **values: object) -> None:
    """Set columns of an agreement."""
    await tx.execute(update(swap).where(swap.c.id == swap_id).values(**values))


# Both are asked at each turn of the engine, so they are written once.
_EVERY = select(swap).order_by(swap.c.id.desc())
_SOONEST = select(func.min(swap.c.next_at))


@remembered
async def list_swaps(tx: ReadTransaction, workspace: str = "") -> list[Swap]:
    """Return the agreements of a workspace, or all, the newest first."""
    query = _EVERY.where(swap.c.workspace == workspace) if workspace else _EVERY
    rows = await tx.all(query)
    return [Swap(**row._mapping) for row in rows]


async def find_swap(tx: ReadTransaction, number: int, workspace: str) -> Swap | None:
    """Return one agreement of a workspace, or None."""
    found = [each for each in await list_swaps(tx, workspace) if each.id == number]
    return found[0] if found else None


async def find_by_code(tx: ReadTransaction, code: str, side: str) -> Swap | None:
    """Return the agreement of a code on one side, or None."""
    row = await tx.first(select(swap).where(swap.c.code == code, swap.c.side == side))
    return Swap(**row._mapping) if row else None


async def lock_swap(tx: Transaction, number: int) -> Swap | None:
    """Return an agreement, locked until the transaction ends."""
    query = select(swap).where(swap.c.id == number)
    row = await tx.first(query if tx.single_writer else query.with_for_update())
    return Swap(**row._mapping) if row else None


async def due_swaps(tx: ReadTransaction, now: datetime) -> list[Swap]:
    """Return the agreements whose next turn is due."""
    query = select(swap).where(swap.c.next_at <= now).order_by(swap.c.next_at)
    return [Swap(**row._mapping) for row in await tx.all(query)]


@remembered
async def next_due(tx: ReadTransaction) -> datetime | None:
    """Return when the next turn of any agreement is due."""
    at: datetime | None = await tx.scalar(_SOONEST)
    return at


async def save_member(
    tx: Transaction, of: Swap, person: str, field: str, topic: str, now: datetime
) -> None:
    """Save that somebody agreed to be traded with a company, and what of them."""
    keys = {"workspace": of.workspace, "swap": of.id, "person": person}
    known = await find_member(tx, of.id, person)
    # who leaves and comes back has the name of before, so that nobody is introduced to them twice
    ref = known.ref if known else await _earlier_ref(tx, of, person) or make_code()
    await tx.upsert(swap_member, keys, field=field, topic=topic, ref=ref, at=now)


async def find_member(tx: ReadTransaction, number: int, person: str) -> SwapMember | None:
    """Return what somebody agreed to, or None."""
    return next((m for m in await list_members(tx, number) if m.person == person), None)


async def list_members(tx: ReadTransaction, number: int) -> list[SwapMember]:
    """Return who agreed to be traded with a company."""
    columns = [swap_member.c[name] for name in SwapMember.__struct_fields__]
    rows = await tx.all(
        select(*columns).where(swap_member.c.swap == number).order_by(swap_member.c.ref)
    )
    return [SwapMember(**row._mapping) for row in rows]


async def delete_members(tx: Transaction, number: int, person: str = "") -> None:
    """Take back that somebody agreed, or that all did."""
    mine = [swap_member.c.swap == number]
    if person:
        mine.append(swap_member.c.person == person)
    await tx.execute(swap_member.delete().where(*mine))


async def list_lunches(
    tx: ReadTransaction, number: int, after: datetime | None = None
) -> list[SwapLunch]:
    """Return the lunches of an agreement, of those that begin after a moment."""
    query = _lunches().where(swap_lunch.c.swap == number)
    if after is not None:
        query = query.where(swap_lunch.c.starts_at > after)
    return [SwapLunch(**row._mapping) for row in await tx.all(query)]


async def find_lunch(tx: ReadTransaction, workspace: str, number: int) -> SwapLunch | None:
    """Return one lunch, or None."""
    query = _lunches().where(swap_lunch.c.workspace == workspace, swap_lunch.c.id == number)
    row = await tx.first(query)
    return SwapLunch(**row._mapping) if row else None


async def insert_lunch(
    tx: Transaction, of: Swap, code: str, member: SwapMember, other: Traded, starts_at: datetime
) -> SwapLunch:
    """Insert a lunch that is proposed, and return it."""
    number = await tx.insert(
        swap_lunch,
        workspace=of.workspace,
        swap=of.id,
        code=code,
        person=member.person,
        own_ref=member.ref,
        other_ref=other.ref,
        other_name=other.name,
        other_field=other.field,
        other_topic=other.topic,
        starts_at=starts_at,
        state="proposed",
    )
    found = await find_lunch(tx, of.workspace, number)
    assert found
    return found


async def update_lunch(tx: Transaction, number: int, **values: object) -> None:
    """Set columns of a lunch."""
    await tx.execute(update(swap_lunch).where(swap_lunch.c.id == number).values(**values))


async def lunches_ahead(tx: ReadTransaction, now: datetime) -> list[SwapLunch]:
    """Return the lunches of all agreements that begin later and are not called off."""
    query = _lunches().where(swap_lunch.c.state != "off", swap_lunch.c.starts_at > now)
    return [SwapLunch(**row._mapping) for row in await tx.all(query)]


async def _earlier_ref(tx: ReadTransaction, of: Swap, person: str) -> str:
    found = [lunch.own_ref for lunch in await list_lunches(tx, of.id) if lunch.person == person]
    return found[-1] if found else ""


def _lunches() -> Select[*tuple[object, ...]]:
    columns = [swap_lunch.c[name] for name in SwapLunch.__struct_fields__]
    return select(*columns).order_by(swap_lunch.c.starts_at, swap_lunch.c.id)
