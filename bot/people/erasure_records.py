"""The ledger of erasures: fingerprints of whom Mingle has forgotten, so that it stays that way.

It names nobody: an id cannot be read from its fingerprint, but whoever has an id can look whether
it is here. So a restore of an older backup forgets again, and no census brings somebody back who
asked to be forgotten.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import select, update

from bot.people.tables import erasure
from bot.store.engine import ReadTransaction, Transaction


class Erasure(Struct, frozen=True):
    """That somebody was forgotten; `asked` while they stay away because they asked for it."""

    workspace: str
    fingerprint: str
    at: datetime
    asked: bool


def fingerprint(workspace: str, person_id: str) -> str:
    """Return the fingerprint of somebody's id."""
    return hashlib.sha256(f"mingle erasure\n{workspace}\n{person_id}".encode()).hexdigest()


async def insert_erasure(tx: Transaction, made: Erasure) -> None:
    """Note that somebody was forgotten; the last time counts."""
    keys = {"workspace": made.workspace, "fingerprint": made.fingerprint}
    await tx.upsert(erasure, keys, at=made.at, asked=made.asked)
    tx.forgotten.append(msgspec.json.encode(made).decode())


def read_lines(text: str) -> list[Erasure]:
    """Return the erasures that are noted beside a database, passing over broken lines."""
    found = []
    for line in text.splitlines():
        with suppress(msgspec.DecodeError):
            found.append(msgspec.json.decode(line, type=Erasure))
    return found


async def list_erasures(tx: ReadTransaction) -> list[Erasure]:
    """Return the ledger of every workspace, oldest first."""
    rows = await tx.all(select(erasure).order_by(erasure.c.at, erasure.c.id))
    return [Erasure(row.workspace, row.fingerprint, row.at, row.asked) for row in rows]


async def find_absent(
    tx: ReadTransaction, workspace: str, person_ids: Iterable[str]
) -> Collection[str]:
    """Return those of these people who asked to be forgotten, and have not come back since."""
    asked = select(erasure.c.fingerprint).where(
        erasure.c.workspace == workspace, erasure.c.asked.is_(True)
    )
    absent = set(await tx.scalars(asked))
    if not absent:
        return ()
    return {who for who in person_ids if fingerprint(workspace, who) in absent}


async def welcome_back(tx: Transaction, workspace: str, person_id: str) -> None:
    """Let somebody who was forgotten be asked and listed again, since they came by themselves."""
    theirs = update(erasure).where(
        erasure.c.workspace == workspace,
        erasure.c.fingerprint == fingerprint(workspace, person_id),
        erasure.c.asked.is_(True),
    )
    await tx.execute(theirs.values(asked=False))


def forgotten_since(
    ledger: Sequence[Erasure], workspace: str, person_id: str, since: datetime
) -> Erasure | None:
    """Return the erasure of somebody whom a database still knows since before it, if any."""
    theirs = fingerprint(workspace, person_id)
    later = [
        made
        for made in ledger
        if (made.workspace, made.fingerprint) == (workspace, theirs) and since <= made.at
    ]
    return max(later, key=lambda made: made.at, default=None)
