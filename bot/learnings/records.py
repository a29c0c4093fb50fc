"""Read and write what people learned."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, cast, literal, select
from sqlalchemy import Text as SqlText

from bot.cards import Quote
from bot.store.engine import Transaction
from bot.store.tables import group_member, learning, person, rsvp, seat
from bot.text import Mention


async def find(tx: Transaction, workspace: str, who: str, about: str) -> tuple[str, str] | None:
    """Give what somebody wrote about something, and how they share it."""
    row = await tx.first(
        select(learning.c.text, learning.c.share).where(
            learning.c.workspace == workspace, learning.c.person == who, learning.c.about == about
        )
    )
    return (row.text, row.share) if row else None


async def save(tx: Transaction, workspace: str, who: str, about: str, text: str, share: str, now: dt.datetime) -> None:
    """Keep what somebody learned; what they wrote earlier about the same gives way."""
    await tx.put(learning, {"workspace": workspace, "person": who, "about": about}, text=text, share=share, at=now)


async def was_there(tx: Transaction, workspace: str, who: str, kind: str, number: int) -> bool:
    """Tell whether somebody was in a lunch group, at a table, or at an event, of this number."""
    places = {
        "group": (group_member, group_member.c.group),
        "table": (seat, seat.c.table),
        "event": (rsvp, rsvp.c.event),
    }
    place, where = places[kind]
    mine = select(place.c.id).where(place.c.workspace == workspace, place.c.person == who, where == number)
    return await tx.value(mine.where(rsvp.c.standing == "in") if kind == "event" else mine) is not None


async def shared_in_groups(tx: Transaction, workspace: str, groups: Sequence[int], most: int) -> list[Quote]:
    """Give what members of these groups shared about their lunch, latest first."""
    own = and_(
        group_member.c.workspace == learning.c.workspace,
        group_member.c.person == learning.c.person,
        learning.c.about == literal("group:") + cast(group_member.c.group, SqlText),
    )
    found = _shared(workspace).join(group_member, own).where(group_member.c.group.in_(groups))
    return await _quotes(tx, found, most)


async def shared_about(tx: Transaction, workspace: str, about: str, most: int) -> list[Quote]:
    """Give what people shared about one thing, latest first."""
    return await _quotes(tx, _shared(workspace).where(learning.c.about == about), most)


def _shared(workspace: str) -> Select[Any]:
    writer = and_(person.c.workspace == learning.c.workspace, person.c.person == learning.c.person)
    return (
        select(learning.c.text, learning.c.share, learning.c.person, person.c.name)
        .join(person, writer)
        .where(learning.c.workspace == workspace, learning.c.share != "private")
    )


async def _quotes(tx: Transaction, found: Select[Any], most: int) -> list[Quote]:
    rows = await tx.all(found.order_by(learning.c.at.desc(), learning.c.id.desc()).limit(most))
    return [_quote(row) for row in rows]


def _quote(row: Row[Any]) -> Quote:
    return Quote(row.text, Mention(row.person, row.name) if row.share == "named" else None)
