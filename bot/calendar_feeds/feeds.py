"""Addresses of calendar feeds, kept as digests of secret tokens, and what each feed lists."""

import hashlib
import re
import secrets
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, and_, delete, or_, select, update

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
from bot.pairings.agreements.records import latest_agreements
from bot.pairings.rounds.calendar_entry import LUNCH_LENGTH, group_uid
from bot.pairings.tables import group_agreement, group_member, pairing_group
from bot.people.tables import person
from bot.store.engine import Database, ReadTransaction, Transaction
from bot.ui.speech import say

LOOKBACK = timedelta(days=30)  # past events that a feed still lists
RESTS_AFTER = timedelta(days=180)  # without anybody reading it
NOTED_EVERY = timedelta(days=1)  # a calendar program reads every hour
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
_TABLES = uuid.UUID("7c0e6b3f-8c51-4a7d-b2a9-1f3e0d9b6a44")
_SETTING = {"about": "house", "name": "calendars"}


class CalendarFeed(Struct, frozen=True):
    """The address of a person's calendar, or of a channel's with its name."""

    workspace: str
    owner: str
    channel_name: str
    made_at: datetime
    read_at: datetime | None

    def rests(self, now: datetime) -> bool:
        """Return whether nobody has read it for so long that its address is void."""
        return (self.read_at or self.made_at) <= now - RESTS_AFTER


async def save_public_url(tx: Transaction, workspace: str, address: str) -> None:
    """Store where feeds are served over the web; an empty address means nowhere."""
    await tx.upsert(setting, {"workspace": workspace, **_SETTING}, text=address.rstrip("/"))


async def find_public_url(tx: ReadTransaction, workspace: str) -> str:
    """Return where feeds are served over the web, or an empty string."""
    query = select(setting.c.text).where(
        setting.c.workspace == workspace,
        setting.c.about == _SETTING["about"],
        setting.c.name == _SETTING["name"],
    )
    return await tx.scalar(query) or ""


async def renew_token(
    tx: Transaction, workspace: str, owner: str, name: str, by: str, now: datetime
) -> str:
    """Replace a calendar's secret token, and return it; only its digest is stored.

    The previous address is void.
    """
    token = secrets.token_urlsafe(32)
    keys = {"workspace": workspace, "owner": owner}
    values = {"channel_name": name, "digest": _digest(token), "made_by": by, "made_at": now}
    await tx.upsert(calendar_feed, keys, **values, read_at=None)
    return token


async def revoke_token(tx: Transaction, workspace: str, owner: str) -> bool:
    """Delete the address of a calendar; return whether there was one."""
    statement = delete(calendar_feed).where(
        calendar_feed.c.workspace == workspace, calendar_feed.c.owner == owner
    )
    return bool(await tx.execute(statement))


async def revoke_tokens_of(tx: Transaction, workspace: str, person_id: str) -> list[str]:
    """Delete the addresses that somebody has or made; return the names of the channels."""
    known = or_(calendar_feed.c.owner == person_id, calendar_feed.c.made_by == person_id)
    theirs = and_(calendar_feed.c.workspace == workspace, known)
    names = await tx.scalars(select(calendar_feed.c.channel_name).where(theirs))
    await tx.execute(delete(calendar_feed).where(theirs))
    return sorted(name for name in names if name)


async def find_calendar_feed(
    tx: ReadTransaction, workspace: str, owner: str
) -> CalendarFeed | None:
    """Return the calendar of a person or a channel, if it has an address."""
    query = select(calendar_feed).where(
        calendar_feed.c.workspace == workspace, calendar_feed.c.owner == owner
    )
    row = await tx.first(query)
    return _feed(row) if row else None


async def render_feed(database: Database, clock: Callable[[], datetime], token: str) -> str | None:
    """Return the iCalendar text that a token opens, or None; note that it was read."""
    if not _TOKEN.fullmatch(token):
        return None
    now = clock()
    async with database.read_transaction() as tx:
        # The one query across workspaces: the secret is the key to one, and not known before.
        row = await tx.first(select(calendar_feed).where(calendar_feed.c.digest == _digest(token)))
        if row is None or _feed(row).rests(now):
            return None
        if not await _may_read(tx, row.workspace, row.owner, row.channel_name):
            return None

        if row.channel_name:
            name = views.channel_calendar_name(row.channel_name)
            entries = await calendar_of_channel(tx, row.workspace, row.owner, now)
        else:
            name = views.OWN_CALENDAR
            entries = await calendar_of_person(tx, row.workspace, row.owner, now)
        text = ics.write_feed(name, entries, row.made_at)

    if row.read_at is None or row.read_at <= now - NOTED_EVERY:
        async with database.transaction() as tx:
            read = update(calendar_feed).where(calendar_feed.c.id == row.id)
            await tx.execute(read.values(read_at=now))
    return text


def _feed(row: Row[Any]) -> CalendarFeed:
    return CalendarFeed(row.workspace, row.owner, row.channel_name, row.made_at, row.read_at)


async def calendar_of_channel(
    tx: ReadTransaction, workspace: str, channel: str, now: datetime
) -> list[CalendarEvent]:
    """Return the events of a channel.

    Cancelled ones are listed for a while, so that calendar programs remove them.
    """
    states = ("open", "over", "cancelled")
    upcoming = await records.upcoming_events(
        tx, workspace, now - LOOKBACK, channel=channel, states=states
    )
    return [to_calendar_entry(event) for event in upcoming]


async def calendar_of_person(
    tx: ReadTransaction, workspace: str, who: str, now: datetime
) -> list[CalendarEvent]:
    """Return everything that somebody goes to: events, open tables and agreed lunches."""
    since = now - LOOKBACK
    entries = [
        *await _events(tx, workspace, who, since),
        *await _tables(tx, workspace, who, since),
        *await _lunches(tx, workspace, who, since),
    ]
    return sorted(entries, key=lambda entry: (entry.starts, entry.uid))


async def _may_read(tx: ReadTransaction, workspace: str, owner: str, channel_name: str) -> bool:
    """Return whether a feed's owner is a channel, or a person who has not left."""
    if channel_name:
        return True
    query = select(person.c.left).where(person.c.workspace == workspace, person.c.person == owner)
    return await tx.scalar(query) is False


async def _events(
    tx: ReadTransaction, workspace: str, who: str, since: datetime
) -> Sequence[CalendarEvent]:
    query = (
        select(event.c.id)
        .join(rsvp, rsvp.c.event == event.c.id)
        .where(event.c.workspace == workspace, event.c.ends_at > since)
        .where(rsvp.c.person == who, rsvp.c.status == "in")
    )
    found = await records.find_events(tx, workspace, await tx.scalars(query))
    return [to_calendar_entry(attended) for attended in found]


async def _tables(
    tx: ReadTransaction, workspace: str, who: str, since: datetime
) -> list[CalendarEvent]:
    query = (
        select(open_table, seat.c.taken_at)
        .join(seat, seat.c.table == open_table.c.id)
        .where(open_table.c.workspace == workspace, open_table.c.state.in_(("open", "closed")))
        .where(seat.c.person == who, open_table.c.starts_at > since)
    )
    return [
        CalendarEvent(
            uid=str(uuid.uuid5(_TABLES, f"{workspace}\n{row.id}")),
            title=say(views.TABLE_TITLE),
            description=row.topic,
            place=row.place,
            starts=row.starts_at,
            ends=row.starts_at + LUNCH_DURATION,
            zone=row.zone,
            changed=row.taken_at,
        )
        for row in await tx.all(query)
    ]


async def _lunches(
    tx: ReadTransaction, workspace: str, who: str, since: datetime
) -> list[CalendarEvent]:
    query = (
        select(pairing_group.c.id, pairing_group.c.by_call)
        .join(group_member, group_member.c.group == pairing_group.c.id)
        .join(group_agreement, group_agreement.c.group == pairing_group.c.id)
        .where(pairing_group.c.workspace == workspace, pairing_group.c.state.in_(("open", "met")))
        .where(group_agreement.c.starts_at > since)
        .where(group_member.c.person == who, group_member.c.answer != "cant")
    )
    by_call = {row.id: row.by_call for row in await tx.all(query.distinct())}
    agreements = await latest_agreements(tx, workspace, list(by_call))
    return [
        CalendarEvent(
            group_uid(workspace, agreed.group),
            say(views.CALL_TITLE) if by_call[agreed.group] else say(views.LUNCH_TITLE),
            "",
            "",
            agreed.starts_at,
            agreed.starts_at + LUNCH_LENGTH,
            sequence=agreed.number,
            changed=agreed.at,
        )
        for agreed in agreements.values()
        if not agreed.cancelled and agreed.starts_at > since
    ]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
