"""The SQL of monthly reports: counts a month once, and keeps what may be told of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import func, select

from bot.dates.local_time import local_date, utc_instant
from bot.events.tables import event, rsvp
from bot.learnings.tables import learning
from bot.pairings.programs.records import active_programs
from bot.pairings.tables import group_member, pairing_group, pairing_round
from bot.people import records as people
from bot.people.tables import person
from bot.reports import rules
from bot.reports.rules import MonthFigures
from bot.reports.tables import monthly_report
from bot.store.engine import ReadTransaction, Transaction
from bot.store.rows import read_struct
from bot.ui.crowds import is_crowd_now

Groups = list[list[str]]


class MonthlyReport(Struct, frozen=True):
    """The report of one month; `zone` is that whose midnights bound it."""

    id: int
    workspace: str
    month: dt.date
    zone: str
    counted_at: dt.datetime
    figures: MonthFigures


async def reporting_zone(tx: ReadTransaction, workspace: str) -> str:
    """Return the zone whose midnights bound a month: that of the first lunches here, or UTC."""
    programs = await active_programs(tx, workspace)
    return min(programs, key=lambda each: each.id).zone if programs else "UTC"


async def first_month(tx: ReadTransaction, workspace: str, zone: str) -> dt.date | None:
    """Return the first day of the month in which people first used Mingle here."""
    since = await tx.scalar(select(func.min(person.c.since)).where(person.c.workspace == workspace))
    return local_date(since, zone).replace(day=1) if since else None


async def count_month(
    tx: Transaction, workspace: str, month: dt.date, now: dt.datetime
) -> MonthlyReport:
    """Return the report of a month that has settled, which is counted the first time."""
    zone = await reporting_zone(tx, workspace)
    known = await find_report(tx, workspace, month)
    if known is None:
        span = _span(month, zone)
        await tx.insert_or_ignore(
            monthly_report,
            workspace=workspace,
            month=month,
            zone=zone,
            counted_at=now,
            figures=await _count(tx, workspace, *span),
        )
        known = await find_report(tx, workspace, month)
    assert known
    return known


async def find_report(tx: ReadTransaction, workspace: str, month: dt.date) -> MonthlyReport | None:
    """Return the report of a month if it has been counted."""
    query = select(monthly_report).where(
        monthly_report.c.workspace == workspace, monthly_report.c.month == month
    )
    row = await tx.first(query)
    return read_struct(MonthlyReport, row) if row else None


def _span(month: dt.date, zone: str) -> tuple[dt.datetime, dt.datetime]:
    begins = utc_instant(month, dt.time.min, zone)
    return begins, utc_instant(rules.next_month(month), dt.time.min, zone)


async def _count(
    tx: ReadTransaction, workspace: str, begins: dt.datetime, ends: dt.datetime
) -> MonthFigures:
    drawn, met_groups = await _rounds(tx, workspace, begins, ends)
    met = {member for group in met_groups for member in group}
    profiles = await people.find_people(tx, workspace, met)
    events, together = await _events(tx, workspace, begins, ends)
    return MonthFigures(
        drawn=rules.step_down(drawn),
        met=rules.step_down(len(met)),
        learned=rules.step_down(await _learned(tx, workspace, begins, ends)),
        together=rules.step_down(together),
        events=events,
        teams=rules.bridge_teams(met_groups, {each: profiles[each].team for each in profiles}),
        towns=rules.bridge_towns(met_groups, {each: profiles[each].office for each in profiles}),
    )


async def _rounds(
    tx: ReadTransaction, workspace: str, begins: dt.datetime, ends: dt.datetime
) -> tuple[int, Groups]:
    """Return how many people were in the rounds that ended in a span, and the groups that met."""
    query = (
        select(
            group_member.c.group,
            group_member.c.person,
            group_member.c.answer,
            pairing_group.c.state,
        )
        .join(pairing_group, pairing_group.c.id == group_member.c.group)
        .join(pairing_round, pairing_round.c.id == pairing_group.c.round)
        .where(group_member.c.workspace == workspace)
        .where(pairing_round.c.ends_at >= begins, pairing_round.c.ends_at < ends)
        .order_by(group_member.c.id)
    )
    rows = await tx.all(query)
    met: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row.state == "met" and row.answer not in ("cant", "out"):
            met[row.group].append(row.person)
    return len({row.person for row in rows}), [group for group in met.values() if len(group) > 1]


async def _events(
    tx: ReadTransaction, workspace: str, begins: dt.datetime, ends: dt.datetime
) -> tuple[int, int]:
    """Return how many events of a span drew many, and how many people signed up with others."""
    query = (
        select(rsvp.c.event, rsvp.c.person)
        .join(event, event.c.id == rsvp.c.event)
        .where(rsvp.c.workspace == workspace, rsvp.c.status == "in", event.c.state != "cancelled")
        .where(event.c.starts_at >= begins, event.c.starts_at < ends)
    )
    guests: dict[int, set[str]] = defaultdict(set)
    for row in await tx.all(query):
        guests[row.event].add(row.person)
    many = [going for going in guests.values() if is_crowd_now(len(going))]
    return len(many), len(_everybody([going for going in guests.values() if len(going) > 1]))


def _everybody(groups: Sequence[set[str]]) -> set[str]:
    return set().union(*groups)


async def _learned(
    tx: ReadTransaction, workspace: str, begins: dt.datetime, ends: dt.datetime
) -> int:
    """Return how many people let others read what they learned."""
    query = select(func.count(learning.c.person.distinct())).where(
        learning.c.workspace == workspace,
        learning.c.share.in_(("named", "unnamed")),
        learning.c.at >= begins,
        learning.c.at < ends,
    )
    return int(await tx.scalar(query) or 0)
