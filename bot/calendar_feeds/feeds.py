"""Gather what stands in a calendar that people subscribe to, and keep the secrets in the addresses
of calendars."""

import hashlib
import re
import secrets
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import delete, select

from bot.calendar_feeds import views
from bot.calendar_feeds.tables import calendar_feed
from bot.core.tables import setting
from bot.dates import ics
from bot.dates.calendar_event import CalendarEvent
from bot.events import records
from bot.events.calendar_entry import to_calendar_entry
from bot.events.tables import event, rsvp
from bot.open_tables.rules import LUNCH_DURATION
from bot.open_tables.tables import open_table, seat
from bot.pairings.rounds.calendar_entry import LUNCH_LENGTH, group_uid
from bot.pairings.tables import group_member, pairing_group, pairing_round
from bot.people.tables import person
from bot.store.engine import Database, ReadTransaction, Transaction

LOOKBACK = timedelta(days=30)  # how long what is over still stands there
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
_TABLES = uuid.UUID("7c0e6b3f-8c51-4a7d-b2a9-1f3e0d9b6a44")
_PLACE = {"about": "house", "name": "calendars"}


class CalendarFeed(Struct, frozen=True):
    """Whose calendar an address leads to: a person's, or a channel's with its name."""

    workspace: str
    owner: str
    channel_name: str
    made_at: datetime


async def save_public_url(tx: Transaction, workspace: str, address: str) -> None:
    """Note where calendars can be read over the web; an empty address: nowhere."""
    await tx.upsert(setting, {"workspace": workspace, **_PLACE}, text=address.rstrip("/"))


async def find_public_url(tx: ReadTransaction, workspace: str) -> str:
    """Tell where calendars can be read over the web; an empty address: nowhere."""
    kept = select(setting.c.text).where(
        setting.c.workspace == workspace, *(setting.c[k] == v for k, v in _PLACE.items())
    )
    return await tx.scalar(kept) or ""


async def renew_token(
    tx: Transaction, workspace: str, owner: str, name: str, by: str, now: datetime
) -> str:
    """Give a calendar a new secret, which is told once and never kept.

    The address before it leads nowhere now.
    """
    token = secrets.token_urlsafe(32)
    keys = {"workspace": workspace, "owner": owner}
    await tx.upsert(
        calendar_feed, keys, channel_name=name, digest=_digest(token), made_by=by, made_at=now
    )
    return token


async def revoke_token(tx: Transaction, workspace: str, owner: str) -> bool:
    """Let the address of a calendar lead nowhere; tell whether there was one."""
    mine = delete(calendar_feed).where(
        calendar_feed.c.workspace == workspace, calendar_feed.c.owner == owner
    )
    return bool(await tx.execute(mine))


async def find_calendar_feed(
    tx: ReadTransaction, workspace: str, owner: str
) -> CalendarFeed | None:
    """Give the calendar of a person or a channel, if it has an address."""
    row = await tx.first(
        select(calendar_feed).where(
            calendar_feed.c.workspace == workspace, calendar_feed.c.owner == owner
        )
    )
    return CalendarFeed(row.workspace, row.owner, row.channel_name, row.made_at) if row else None


async def render_feed(database: Database, clock: Callable[[], datetime], token: str) -> str | None:
    """Write the calendar that a secret opens; None where it opens none."""
    if not _TOKEN.fullmatch(token):
        return None
    async with database.read_transaction() as tx:
        # The secret is the key to one workspace; nobody knows yet which.
        row = await tx.first(select(calendar_feed).where(calendar_feed.c.digest == _digest(token)))
        if row is None or not await _may_read(tx, row.workspace, row.owner, row.channel_name):
            return None
        if row.channel_name:
            found = await calendar_of_channel(tx, row.workspace, row.owner, clock())
            return ics.write_feed(views.channel_calendar_name(row.channel_name), found, row.made_at)
        found = await calendar_of_person(tx, row.workspace, row.owner, clock())
        return ics.write_feed(views.OWN_CALENDAR, found, row.made_at)


async def calendar_of_channel(
    tx: ReadTransaction, workspace: str, channel: str, now: datetime
) -> list[CalendarEvent]:
    """Give the events of a channel.

    What was cancelled stays for a while, marked, so that programs take it off.
    """
    states = ("open", "over", "cancelled")
    return [
        to_calendar_entry(one)
        for one in await records.upcoming_events(
            tx, workspace, now - LOOKBACK, channel=channel, states=states
        )
    ]


async def calendar_of_person(
    tx: ReadTransaction, workspace: str, who: str, now: datetime
) -> list[CalendarEvent]:
    """Give everything that somebody goes to.

    Events, tables, and the lunches that were proposed to them.
    """
    since = now - LOOKBACK
    found = [*await _events(tx, workspace, who, since), *await _tables(tx, workspace, who, since)]
    found += await _lunches(tx, workspace, who, since)
    return sorted(found, key=lambda one: (one.starts, one.uid))


async def _may_read(tx: ReadTransaction, workspace: str, owner: str, channel_name: str) -> bool:
    """Tell whether whoever the calendar belongs to is still here."""
    gone = select(person.c.left).where(person.c.workspace == workspace, person.c.person == owner)
    return bool(channel_name) or await tx.scalar(gone) is False


async def _events(
    tx: ReadTransaction, workspace: str, who: str, since: datetime
) -> Sequence[CalendarEvent]:
    mine = (
        select(event.c.id)
        .join(rsvp, rsvp.c.event == event.c.id)
        .where(event.c.workspace == workspace, event.c.ends_at > since)
        .where(rsvp.c.person == who, rsvp.c.status == "in")
    )
    return [
        to_calendar_entry(one)
        for one in await records.find_events(tx, workspace, await tx.scalars(mine))
    ]


async def _tables(
    tx: ReadTransaction, workspace: str, who: str, since: datetime
) -> list[CalendarEvent]:
    rows = await tx.all(
        select(open_table, seat.c.taken_at)
        .join(seat, seat.c.table == open_table.c.id)
        .where(open_table.c.workspace == workspace, open_table.c.state.in_(("open", "closed")))
        .where(seat.c.person == who, open_table.c.starts_at > since)
    )
    return [
        CalendarEvent(
            uid=str(uuid.uuid5(_TABLES, f"{workspace}\n{row.id}")),
            title=views.TABLE_TITLE,
            description=row.topic,
            place=row.place,
            starts=row.starts_at,
            ends=row.starts_at + LUNCH_DURATION,
            zone=row.zone,
            changed=row.taken_at,
        )
        for row in rows
    ]


async def _lunches(
    tx: ReadTransaction, workspace: str, who: str, since: datetime
) -> list[CalendarEvent]:
    rows = await tx.all(
        select(pairing_group.c.id, pairing_group.c.meet_at, pairing_round.c.drawn_at)
        .join(pairing_round, pairing_round.c.id == pairing_group.c.round)
        .join(group_member, group_member.c.group == pairing_group.c.id)
        .where(pairing_group.c.workspace == workspace, pairing_group.c.state.in_(("open", "met")))
        .where(
            pairing_group.c.meet_at > since,
            group_member.c.person == who,
            group_member.c.answer != "cant",
        )
    )
    return [
        CalendarEvent(
            group_uid(workspace, row.id),
            views.LUNCH_TITLE,
            "",
            "",
            row.meet_at,
            row.meet_at + LUNCH_LENGTH,
            changed=row.drawn_at,
        )
        for row in rows
    ]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
