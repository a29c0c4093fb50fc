"""Find who hosts, fairly, and let a host hand over with one click."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct, structs
from sqlalchemy import select

from bot.core import outbox
from bot.events import records, rules
from bot.events.changes import invalidate_event, log_change
from bot.events.notifications import HOST, moment_stamp
from bot.events.rules import Event
from bot.events.tables import event as event_table
from bot.events.tables import hosting
from bot.events.views import host as views
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction


class HostRequest(Struct, frozen=True):
    """Somebody who was asked to host an event, and what became of it.

    Hosts, asked, declined, handed_on.
    """

    id: int
    event: int
    person: str
    state: str


async def choose_host(tx: ReadTransaction, workspace: str, candidates: Iterable[str]) -> str | None:
    """Choose who hosts: whoever has hosted least often, then longest ago."""
    among = list(candidates)
    rows = await tx.all(
        select(event_table.c.host, event_table.c.starts_at).where(
            event_table.c.workspace == workspace,
            event_table.c.host.in_(among),
            event_table.c.state != "cancelled",
        )
    )
    hosted: dict[str, list[datetime]] = {}
    for row in rows:
        hosted.setdefault(row.host, []).append(row.starts_at)
    return rules.fairest_host(among, hosted)


async def appoint_host(
    tx: Transaction, event: Event, who: str, now: datetime, by: str | None = None
) -> Event:
    """Make somebody the host of an event that the caller holds, and tell them.

    Whoever was it before is free.
    """
    if event.host and event.host != who:
        await _mark(tx, event, event.host, "handed_on", now)
    wish = await _mark(tx, event, who, "hosts", now)
    await outbox.invalidate(tx, event.workspace, f"host_wish:{wish}")
    await records.update_event(tx, event.workspace, event.id, host=who)
    after = structs.replace(event, host=who)
    if event.host:
        await log_change(tx, after, by, "host", "", now)
    if event.host and event.host not in (who, by):
        await _tell_relieved(tx, after, event.host, now)
    if by != who:
        await _send_dm(
            tx,
            after,
            f"{event.subject}:host:{who}:{moment_stamp(now)}",
            who,
            f"hosting:{event.id}",
            now,
        )
    await invalidate_event(tx, after)
    return after


async def ask_next_host(tx: Transaction, event: Event, now: datetime) -> str | None:
    """Ask the next of those who go, by fairness, to host instead; nobody is asked twice.

    The host stays until then.
    """
    rows = await tx.all(
        select(hosting.c.person, hosting.c.state).where(
            hosting.c.workspace == event.workspace, hosting.c.event == event.id
        )
    )
    asked = {row.person for row in rows} | {event.host}
    going = [one.person for one in await records.list_going(tx, event.workspace, event.id)]
    who = await choose_host(tx, event.workspace, [one for one in going if one not in asked])
    if who:
        number = await _mark(tx, event, who, "asked", now)
        await _send_dm(
            tx, event, f"{event.subject}:ask:{who}", who, f"host_wish:{number}", now, solicited=True
        )
    return who


async def find_host_request(tx: ReadTransaction, workspace: str, number: int) -> HostRequest | None:
    """Give one question whether somebody hosts."""
    row = await tx.first(
        select(hosting.c.id, hosting.c.event, hosting.c.person, hosting.c.state).where(
            hosting.c.workspace == workspace, hosting.c.id == number
        )
    )
    return HostRequest(row.id, row.event, row.person, row.state) if row else None


async def pass_to_next_host(tx: Transaction, event: Event, who: str, now: datetime) -> str | None:
    """Note that somebody would rather not host, and ask the next one; give who that is."""
    number = await _mark(tx, event, who, "declined", now)
    await outbox.invalidate(tx, event.workspace, f"host_wish:{number}")
    return await ask_next_host(tx, event, now)


async def _mark(tx: Transaction, event: Event, who: str, state: str, now: datetime) -> int:
    keys = {"event": event.id, "person": who}
    return await tx.upsert(hosting, keys, workspace=event.workspace, state=state, at=now)


async def _tell_relieved(tx: Transaction, event: Event, before: str, now: datetime) -> None:
    """Tell the host of before that somebody took over."""
    known = await people.find_person(tx, event.workspace, event.host or "")
    if known:
        key = f"{event.subject}:relieved:{before}:{moment_stamp(now)}"
        card = views.host_relieved_card(event, known.mention)
        await outbox.send_dm(
            tx, event.workspace, key, before, card, reason=HOST, due=now, solicited=True
        )


async def _send_dm(
    tx: Transaction,
    event: Event,
    key: str,
    who: str,
    subject: str,
    now: datetime,
    *,
    solicited: bool = False,
) -> None:
    # Who said they come is asked at once, like those at a table; who is chosen by turns had asked
    # for nothing.
    await outbox.send_dm(
        tx,
        event.workspace,
        key,
        who,
        None,
        subject=subject,
        reason=HOST,
        due=now,
        expires=event.starts_at,
        solicited=solicited,
    )
