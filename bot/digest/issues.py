"""Begin a digest each Monday, take in what turns up later, and draw it as things stand."""

import datetime as dt
import random

from bot.core import outbox, schedule
from bot.core.schedule import DueOccurrence
from bot.core.signals import EventsListed
from bot.dates.recurrence import local_date, next_date, utc_instant, week_start
from bot.digest import records, rules
from bot.digest.notifications import WEEKLY_DIGEST
from bot.digest.records import DIGEST_POST, DIGEST_TIDY
from bot.digest.rules import Digest, DigestEntry, EntrySnapshot, Issue
from bot.digest.views import digests as views
from bot.events import records as events
from bot.events.links import links_of_events
from bot.events.rules import Event
from bot.store.engine import ReadTransaction, Transaction

_ONE_DAY = dt.timedelta(days=1)


async def schedule_digest(tx: Transaction, one: Digest, now: dt.datetime) -> dt.datetime:
    """Plan the next digest of a channel as it is set up now; give its moment."""
    await schedule.unschedule(tx, one.workspace, one.subject, DIGEST_POST)
    today = local_date(now, one.zone)
    begun = utc_instant(today, rules.DIGEST_TIME, one.zone) <= now
    return await _plan_after(tx, one, today if begun else today - _ONE_DAY)


async def unschedule_digest(tx: Transaction, one: Digest) -> None:
    """Plan no more digests for a channel."""
    await schedule.unschedule(tx, one.workspace, one.subject, DIGEST_POST)


async def post_due_digest(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Begin this week's digest of a channel, however late, and plan the next."""
    one = await records.find_digest(tx, due.workspace, due.subject_number)
    if one is None or one.paused:
        return
    await _plan_after(tx, one, max(due.local_date, local_date(now, one.zone) - _ONE_DAY))
    await publish_issue(tx, one, max(due.local_date, week_start(now, one.zone)), now)


async def publish_issue(tx: Transaction, one: Digest, monday: dt.date, now: dt.datetime) -> None:
    """Tell a channel what is on in the next two weeks; nothing while there is nothing to tell."""
    until = utc_instant(monday + rules.DIGEST_HORIZON, dt.time.min, one.zone)
    issue = await records.begin_issue(tx, one, monday, now, until)
    if issue:
        await _plan_tidying(tx, issue, now)
        found = await find_fitting_events(tx, one, now, until)
        await records.add_entries(tx, issue, found, fresh=False)
        await _invalidate_listing(tx, one.workspace, found)
        await _tell(tx, one, issue, found, now)


async def tidy_due_digest(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Draw a digest again after each of its days, so that it offers only what lies ahead, until the
    next one does."""
    issue = await records.find_issue(tx, due.workspace, due.subject_number)
    one = await records.find_digest(tx, due.workspace, issue.digest) if issue else None
    if issue and one and await records.latest_issue(tx, one) == issue:
        await outbox.invalidate(tx, due.workspace, issue.subject)
        await _plan_tidying(tx, issue, now)


async def refresh_digests(tx: Transaction, signal: EventsListed) -> None:
    """Add newly listed events to the digests of this week."""
    workspace, now = signal.workspace, signal.now
    for one in await records.list_digests(tx, workspace):
        issue = await records.latest_issue(tx, one)
        if one.paused or issue is None or issue.until <= now:
            continue
        known = await records.event_ids_in_issue(tx, issue)
        found = [
            each
            for each in await find_fitting_events(tx, one, now, issue.until)
            if each.id not in known
        ]
        if found:
            await records.add_entries(tx, issue, found, fresh=bool(known))
            await _invalidate_listing(tx, workspace, found)
            await _tell(tx, one, issue, found, now)


async def find_fitting_events(
    tx: ReadTransaction, one: Digest, after: dt.datetime, until: dt.datetime
) -> list[Event]:
    """Give the events that a channel is told of."""
    return [
        each
        for each in await events.upcoming_events(tx, one.workspace, after, until)
        if rules.fits_digest(one, each)
    ]


async def load_rows(
    tx: ReadTransaction, workspace: str, entries: list[DigestEntry]
) -> list[views.DigestRow]:
    """Add to events who goes, and where more stands."""
    crowds = await records.load_attendance(tx, workspace, [each.event.id for each in entries])
    links = await links_of_events(tx, workspace, [each.event for each in entries])
    return [
        views.DigestRow(each, *crowds.get(each.event.id, ([], 0)), links.get(each.event.id, []))
        for each in entries
    ]


def as_entry(event: Event) -> DigestEntry:
    """Give an event as if it had just been told, in no digest."""
    return DigestEntry(
        event, EntrySnapshot(0, 0, event.id, event.title, event.place, event.starts_at, fresh=False)
    )


async def _invalidate_listing(tx: Transaction, workspace: str, events: list[Event]) -> None:
    """Invalidate every digest that lists one of these events."""
    stale = await records.issues_listing(tx, workspace, [event.id for event in events])
    await outbox.invalidate(tx, workspace, *stale)


async def _tell(
    tx: Transaction, one: Digest, issue: Issue, found: list[Event], now: dt.datetime
) -> None:
    if found:
        await outbox.post(
            tx,
            one.workspace,
            issue.subject,
            one.channel,
            None,
            subject=issue.subject,
            reason=WEEKLY_DIGEST,
            due=now,
            expires=issue.until,
            priority=outbox.Priority.ESSENTIAL,
        )


async def _plan_tidying(tx: Transaction, issue: Issue, now: dt.datetime) -> None:
    tomorrow = local_date(now, issue.zone) + _ONE_DAY
    midnight = utc_instant(tomorrow, dt.time.min, issue.zone)
    if midnight <= issue.until:
        await schedule.schedule(tx, issue.workspace, DIGEST_TIDY, issue.subject, midnight, tomorrow)


async def _plan_after(tx: Transaction, one: Digest, day: dt.date) -> dt.datetime:
    following = next_date(one.schedule_from(day), day)
    assert following  # Mondays do not end
    moment = utc_instant(following, rules.DIGEST_TIME, one.zone)
    await schedule.schedule(tx, one.workspace, DIGEST_POST, one.subject, moment, following)
    return moment
