"""SQL of the audit trail: what organisers did."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import and_, select

from bot.core.interactions import InteractionKind
from bot.core.tables import audit_entry
from bot.people.tables import person
from bot.store.engine import ReadTransaction


class AuditEntry(Struct, frozen=True):
    """One change by an organiser: who, when, by what, and where."""

    at: datetime
    person: str
    name: str
    interaction: InteractionKind
    action: str
    about: str
    reason: str
    channel: str | None
    channel_name: str


async def latest_entries(tx: ReadTransaction, workspace: str, limit: int) -> Sequence[AuditEntry]:
    """Return the latest changes in a workspace, the newest first."""
    entry = audit_entry.c
    author = and_(person.c.workspace == entry.workspace, person.c.person == entry.person)
    rows = await tx.all(
        select(audit_entry, person.c.name)
        .outerjoin_from(audit_entry, person, author)
        .where(entry.workspace == workspace)
        .order_by(entry.at.desc(), entry.id.desc())
        .limit(limit)
    )
    return [
        AuditEntry(
            row.at,
            row.person,
            row.name or "",
            row.interaction,
            row.action,
            row.about,
            row.reason,
            row.channel,
            row.channel_name,
        )
        for row in rows
    ]
