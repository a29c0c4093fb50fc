"""Read and write openings, and who wants to be reminded of them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update

from bot.associations import records
from bot.associations.rules import Association, Opening, is_ahead
from bot.associations.tables import opening, opening_interest
from bot.dates.local_time import local_date
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction

_NAMED = [opening.c[name] for name in Opening.__struct_fields__]
_ONE_DAY = timedelta(days=1)  # somewhere it is still yesterday


async def find_opening(tx: ReadTransaction, workspace: str, number: int) -> Opening | None:
    """Give one opening, whatever became of it."""
    row = await tx.first(
        select(*_NAMED).where(opening.c.workspace == workspace, opening.c.id == number)
    )
    return _opening(row) if row else None


async def get_opening_for_update(tx: Transaction, workspace: str, number: int) -> Opening | None:
    """Give one opening as it stands and stays until this transaction ends."""
    if not tx.single_writer:
        held = select(opening.c.id).where(opening.c.workspace == workspace, opening.c.id == number)
        await tx.all(held.with_for_update())
    return await find_opening(tx, workspace, number)


async def list_openings_ahead(tx: ReadTransaction, workspace: str, now: datetime) -> list[Opening]:
    """Give the openings for which there is still time, the nearest deadline first."""
    open_ones = select(*_NAMED).where(opening.c.workspace == workspace, opening.c.state == "open")
    since = local_date(now, "UTC") - _ONE_DAY
    rows = await tx.all(
        open_ones.where(opening.c.due >= since).order_by(opening.c.due, opening.c.id)
    )
    return [one for one in map(_opening, rows) if is_ahead(one, now)]


async def openings_of(tx: ReadTransaction, one: Association, now: datetime) -> list[Opening]:
    """Give the openings of one association for which there is still time."""
    return [
        each
        for each in await list_openings_ahead(tx, one.workspace, now)
        if each.association == one.id
    ]


async def add_opening(
    tx: Transaction, one: Association, by: str, now: datetime, **values: Any
) -> Opening:
    """Write down an opening."""
    common = {
        "workspace": one.workspace,
        "association": one.id,
        "state": "open",
        "added_by": by,
        "added_at": now,
    }
    made = await find_opening(tx, one.workspace, await tx.insert(opening, **common, **values))
    assert made
    return made


async def update_opening(tx: Transaction, one: Opening, **values: Any) -> Opening:
    """Change what is written down of an opening; give it as it is now."""
    mine = update(opening).where(opening.c.workspace == one.workspace, opening.c.id == one.id)
    await tx.execute(mine.values(**values))
    after = await find_opening(tx, one.workspace, one.id)
    assert after
    return after


async def set_subscription(tx: Transaction, one: Opening, who: str, *, wants: bool) -> None:
    """Keep whether somebody wants to be reminded of an opening."""
    keys = {"opening": one.id, "person": who}
    await tx.upsert(opening_interest, keys, workspace=one.workspace, wants=wants)


async def subscription_choices(tx: ReadTransaction, one: Opening) -> dict[str, bool]:
    """Give who said themselves whether they want to be reminded, and what: for reminding them
    only."""
    mine = select(opening_interest.c.person, opening_interest.c.wants).where(
        opening_interest.c.workspace == one.workspace, opening_interest.c.opening == one.id
    )
    return {row.person: row.wants for row in await tx.all(mine.order_by(opening_interest.c.id))}


async def is_subscribed(tx: ReadTransaction, one: Opening, who: str) -> bool:
    """Tell whether somebody hears of an opening.

    Their own word counts, then what they said of the association.
    """
    wants = (await subscription_choices(tx, one)).get(who)
    return (
        who in await records.association_subscribers(tx, one.workspace, one.association)
        if wants is None
        else wants
    )


async def opening_subscribers(tx: ReadTransaction, one: Opening) -> tuple[list[str], list[str]]:
    """Give those who asked to be reminded, and those who are told of all openings and did not say
    no."""
    wants = await subscription_choices(tx, one)
    told = [
        who
        for who in await records.association_subscribers(tx, one.workspace, one.association)
        if who not in wants
    ]
    asked = [who for who, yes in wants.items() if yes]
    known = await people.find_people(tx, one.workspace, [*asked, *told])
    here = {who for who, person in known.items() if not person.left}
    return [who for who in asked if who in here], [who for who in told if who in here]


def _opening(row: Row[Any]) -> Opening:
    return Opening(**row._mapping)
