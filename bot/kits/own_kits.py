"""The SQL of kits that organisers changed or added. A plan keeps the version it was made from."""

import datetime as dt
from typing import Literal

from msgspec import Struct
from sqlalchemy import delete, select, update

from bot.core.subjects import Subject
from bot.kits.kits import Kit, load_kits, say_kit
from bot.kits.recipes import read_kit, write_kit
from bot.kits.tables import own_kit, plan
from bot.store.engine import ReadTransaction, Transaction
from bot.store.rows import read_struct

# Offered, taken off the list, replaced by a later version, or taken down for its words.
OwnState = Literal["on", "off", "old", "hidden"]
MOST = 20  # kits in a workspace, with those that Mingle brings along
_ADDED = "own-"


class OwnKit(Struct, frozen=True):
    """One version of a kit that an organiser saved."""

    id: int
    workspace: str
    kit: str
    words: str
    added_by: str
    state: OwnState

    @property
    def subject(self) -> Subject:
        """The subject of its words."""
        return Subject("kit", self.id)


async def kits_of(tx: ReadTransaction, workspace: str) -> dict[str, Kit]:
    """Return every kit that a workspace offers: as its organisers have it, or as its reader reads
    it."""
    saved = {row.kit: row for row in await list_saved(tx, workspace)}
    offered = {name: say_kit(kit) for name, kit in load_kits().items() if name not in saved}
    own = {name: read_kit(row.words) for name, row in saved.items() if row.state == "on"}
    everything = offered | own
    order = [name for name in (*load_kits(), *own) if name in everything]
    return {name: everything[name] for name in dict.fromkeys(order)}


async def list_saved(tx: ReadTransaction, workspace: str) -> list[OwnKit]:
    """Return the latest version of each kit that organisers changed, added or took off."""
    query = select(own_kit).where(own_kit.c.workspace == workspace, own_kit.c.state != "old")
    return [read_struct(OwnKit, row) for row in await tx.all(query.order_by(own_kit.c.id))]


async def find_saved(tx: ReadTransaction, workspace: str, number: int) -> OwnKit | None:
    """Return one version of a kit."""
    query = select(own_kit).where(own_kit.c.workspace == workspace, own_kit.c.id == number)
    row = await tx.first(query)
    return read_struct(OwnKit, row) if row else None


async def find_offered(tx: ReadTransaction, workspace: str, name: str) -> OwnKit | None:
    """Return the version of a kit that a plan is made from now; None for Mingle's own."""
    saved = await list_saved(tx, workspace)
    return next((row for row in saved if row.kit == name and row.state == "on"), None)


async def next_name(tx: ReadTransaction, workspace: str) -> str:
    """Return the id of a kit that is added now."""
    query = select(own_kit.c.kit).where(own_kit.c.workspace == workspace)
    known = set(await tx.scalars(query))
    return next(name for name in (f"{_ADDED}{n}" for n in range(1, 10_000)) if name not in known)


async def save_kit(
    tx: Transaction, workspace: str, kit: Kit, by: str, now: dt.datetime, state: OwnState = "on"
) -> None:
    """Save a version of a kit in place of the one before, which the plans made from it keep."""
    mine = own_kit.c.workspace == workspace, own_kit.c.kit == kit.id
    await tx.execute(update(own_kit).where(*mine).values(state="old"))
    used = select(plan.c.own_kit).where(plan.c.workspace == workspace, plan.c.own_kit.is_not(None))
    await tx.execute(delete(own_kit).where(*mine, own_kit.c.id.not_in(used)))
    await tx.insert(
        own_kit,
        workspace=workspace,
        kit=kit.id,
        words=write_kit(kit),
        added_by=by,
        added_at=now,
        state=state,
    )


async def update_saved(tx: Transaction, saved: OwnKit, **values: object) -> None:
    """Set columns of one version of a kit."""
    here = own_kit.c.workspace == saved.workspace, own_kit.c.id == saved.id
    await tx.execute(update(own_kit).where(*here).values(**values))


async def plans_from(tx: ReadTransaction, saved: OwnKit) -> list[Subject]:
    """Return the plans that were made from a version of a kit."""
    query = select(plan.c.id).where(plan.c.workspace == saved.workspace, plan.c.own_kit == saved.id)
    return [Subject("plan", number) for number in await tx.scalars(query)]
