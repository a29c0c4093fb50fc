"""Who offered to welcome the next newcomer: matched with one first, once, and free to stop.

Whoever is new is so by `bot/people/newcomers.py`, and was told that an introduction may say so.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, Select, delete, select, update

from bot.core import outbox
from bot.core.subjects import Subject
from bot.matching import Reason
from bot.pairings.rounds.free_records import STANDING
from bot.pairings.tables import pairing_group, welcomer
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered

OFFERED_FOR = dt.timedelta(days=90)


class Welcomer(Struct, frozen=True):
    """Since when somebody's offer stands, and whether they were introduced to somebody new."""

    since: dt.datetime
    has_welcomed: bool = False

    @property
    def until(self) -> dt.datetime:
        """When the offer ends by itself."""
        return self.since + OFFERED_FOR


def thanks_subject(person: str) -> Subject:
    """Return the subject of the card that thanks somebody for their first ninety days."""
    return Subject("newcomer_thanks", 0, person)


async def find_welcomer(
    tx: ReadTransaction, workspace: str, person: str, now: dt.datetime
) -> Welcomer | None:
    """Return what somebody offered, unless it ended by itself."""
    row = await tx.first(_select_standing(workspace, now).where(welcomer.c.person == person))
    return Welcomer(row.since, _has_welcomed(row)) if row else None


async def offer_welcome(tx: Transaction, workspace: str, person: str, now: dt.datetime) -> None:
    """Let somebody welcome the next newcomer, from now on."""
    keys = {"workspace": workspace, "person": person}
    await tx.upsert(welcomer, keys, since=now, greeted=None)
    await outbox.invalidate(tx, workspace, thanks_subject(person))


async def take_back(tx: Transaction, workspace: str, person: str) -> None:
    """Forget that somebody offered to welcome a newcomer."""
    mine = (welcomer.c.workspace == workspace, welcomer.c.person == person)
    await tx.execute(delete(welcomer).where(*mine))
    await outbox.invalidate(tx, workspace, thanks_subject(person))


async def list_welcomers(
    tx: ReadTransaction, workspace: str, people: Collection[str], now: dt.datetime
) -> set[str]:
    """Return who of these people would welcome somebody new, and hasn't yet."""
    rows = await tx.all(_select_standing(workspace, now))
    return {row.person for row in rows if not _has_welcomed(row)} & set(people)


async def thanks_to_welcomers(
    tx: ReadTransaction, workspace: str, changed: Sequence[Subject]
) -> list[Subject]:
    """Return the thanks that say who was introduced to somebody new in any of these groups."""
    groups = {subject.id for subject in changed}
    greeted = await _list_greeted(tx, workspace)
    return [thanks_subject(person) for person, group in greeted if group in groups]


@remembered
async def _list_greeted(tx: ReadTransaction, workspace: str) -> list[tuple[str, int]]:
    """Return who was introduced to somebody new, and in which group."""
    query = select(welcomer.c.person, welcomer.c.greeted).where(
        welcomer.c.workspace == workspace, welcomer.c.greeted.is_not(None)
    )
    return [(row.person, row.greeted) for row in await tx.all(query)]


async def note_welcomes(
    tx: Transaction, workspace: str, reasons: Mapping[int, Sequence[Reason]]
) -> None:
    """Save who is introduced to somebody new, by group, so that their offer is kept."""
    for group, reasons_of_group in reasons.items():
        hosts = {reason.people[0] for reason in reasons_of_group if reason.kind == "welcomes"}
        if not hosts:
            continue
        theirs = (welcomer.c.workspace == workspace, welcomer.c.person.in_(hosts))
        await tx.execute(update(welcomer).where(*theirs).values(greeted=group))
        await outbox.invalidate(tx, workspace, *map(thanks_subject, sorted(hosts)))


def _select_standing(workspace: str, now: dt.datetime) -> Select[Any]:
    return (
        select(welcomer.c.person, welcomer.c.since, pairing_group.c.state, pairing_group.c.reasons)
        .outerjoin(pairing_group, pairing_group.c.id == welcomer.c.greeted)
        .where(welcomer.c.workspace == workspace, welcomer.c.since > now - OFFERED_FOR)
    )


def _has_welcomed(row: Row[Any]) -> bool:
    """Return whether the introduction to somebody new stands, and still is one."""
    return row.state in STANDING and any(
        reason.kind == "welcomes" and reason.people[0] == row.person for reason in row.reasons
    )
