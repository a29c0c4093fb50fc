"""Publish an issue each week, and add events that are listed later."""

import datetime as dt
import random

from bot.core import outbox, schedule
from bot.core.channel_rest import why_resting
from bot.core.schedule import DueOccurrence
from bot.core.signals import EventsListed, HoursChanged
from bot.dates.local_time import local_date, utc_instant
from bot.dates.recurrence import next_date
from bot.digest import records, rules, travel
from bot.digest.notifications import WEEKLY_DIGEST
from bot.digest.records import DIGEST_POST, DIGEST_TIDY
from bot.digest.rules import Digest, DigestEntry, EntrySnapshot, Issue
from bot.digest.views.lines import DigestRow
from bot.events import records as events
from bot.events.links import links_of_events
from bot.events.rules import Event
from bot.people.hours.records import channel_working_time
from bot.store.engine import ReadTransaction, Transaction

_ONE_DAY = dt.timedelta(days=1)


async def schedule_digest(tx: Transaction, digest: Digest, now: dt.datetime) -> dt.datetime:
    """Reschedule the next issue of a digest; return when it is due."""
    await schedule.unschedule(tx, digest.workspace, digest.subject, DIGEST_POST)
    today = local_date(now, digest.zone)
    is_past = utc_instant(today, digest.time_of_day, digest.zone) <= now
    return await _schedule_after(tx, digest, today if is_past else today - _ONE_DAY)


async def reschedule_digests(tx: Transaction, signal: HoursChanged) -> None:
    """Reschedule the digests of a channel, or of all, after its hours changed."""
    for digest in await records.list_digests(tx, signal.workspace):
        if not digest.paused and signal.channel in ("", digest.channel):
            await schedule_digest(tx, digest, signal.now)
            await travel.schedule_travel(tx, digest, signal.now)


async def unschedule_digest(tx: Transaction, digest: Digest) -> None:
    """Schedule no more issues of a digest."""
    await schedule.unschedule(tx, digest.workspace, digest.subject, DIGEST_POST)


async def post_due_digest(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Publish this week's issue of a digest, however late, and schedule the next."""
    digest = await records.find_digest(tx, due.workspace, due.subject.id)
    if digest is None or digest.paused:
        return

    yesterday = local_date(now, digest.zone) - _ONE_DAY
    await _schedule_after(tx, digest, max(due.local_date, yesterday))
    await travel.ensure_scheduled(tx, digest, now)
    if await why_resting(tx, digest.workspace, digest.channel):
        return
    day = max(due.local_date, digest.week_of(local_date(now, digest.zone)))
    await publish_issue(tx, digest, day, now)


async def schedule_next_digest(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Schedule the issue after one that is not published."""
    digest = await records.find_digest(tx, due.workspace, due.subject.id)
    if digest and not digest.paused:
        yesterday = local_date(now, digest.zone) - _ONE_DAY
        await _schedule_after(tx, digest, max(due.local_date, yesterday))


async def publish_issue(tx: Transaction, digest: Digest, day: dt.date, now: dt.datetime) -> None:
    """Begin the issue of a day, once, and post it if it has any entry."""
    until = utc_instant(day + rules.DIGEST_HORIZON, dt.time.min, digest.zone)
    issue = await records.begin_issue(tx, digest, day, now, until)
    if issue is None:
        return

    await schedule_tidying(tx, issue, now)
    fitting = await find_fitting_events(tx, digest, now, until, issue)
    await _add_to_issue(tx, digest, issue, fitting, now, fresh=False)


async def tidy_due_digest(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Re-render the latest issue after each of its days, so that it offers only what is ahead."""
    issue = await records.find_issue(tx, due.workspace, due.subject.id)
    if issue is None:
        return
    digest = await records.find_digest(tx, due.workspace, issue.digest)
    if digest and await records.latest_issue(tx, digest) == issue:
        await outbox.invalidate(tx, due.workspace, issue.subject)
        await schedule_tidying(tx, issue, now)


async def refresh_digests(tx: Transaction, signal: EventsListed) -> None:
    """Add newly listed events to the digests of this week."""
    workspace, now = signal.workspace, signal.now
    for digest in await records.list_digests(tx, workspace):
        issue = await records.latest_issue(tx, digest)
        if digest.paused or issue is None or issue.until <= now:
            continue

        known = await records.event_ids_in_issue(tx, issue)
        fitting = await find_fitting_events(tx, digest, now, issue.until, issue)
        added = [event for event in fitting if event.id not in known]
        if added:
            await _add_to_issue(tx, digest, issue, added, now, fresh=bool(known))


async def find_fitting_events(
    tx: ReadTransaction,
    digest: Digest,
    after: dt.datetime,
    until: dt.datetime,
    issue: Issue | None = None,
) -> list[Event]:
    """Return the events of a period that a digest lists, then those in the region further ahead.

    None is among them that nobody lists any more. Those further ahead are listed once
    when they are new, in this issue, and again when their time comes.
    """
    upcoming = await events.upcoming_events(tx, digest.workspace, after, until)
    horizon = after + rules.HORIZONS["regional"]
    later = await events.upcoming_events(
        tx, digest.workspace, until, horizon, kinds=("listed",), reaches=("regional",)
    )
    told = await records.events_told_before(tx, digest, issue)
    far = [event for event in later if event.starts_at >= until and event.id not in told]
    listed = [event for event in (*upcoming, *far) if not event.is_doubtful]
    return [event for event in listed if rules.fits_digest(digest, event)]


async def load_rows(
    tx: ReadTransaction, workspace: str, entries: list[DigestEntry]
) -> list[DigestRow]:
    """Return entries with their attendance, while somebody can still go, and links."""
    listed = [entry.event for entry in entries]
    ahead = [event.id for event in listed if event.state != "over"]
    attendance = await records.load_attendance(tx, workspace, ahead)
    links = await links_of_events(tx, workspace, listed)
    rows: list[DigestRow] = []
    for entry in entries:
        names, others = attendance.get(entry.event.id, ([], 0))
        rows.append(DigestRow(entry, names, others, links.get(entry.event.id, [])))
    return rows


def as_entry(event: Event) -> DigestEntry:
    """Return an event as an entry of no issue, without any change."""
    snapshot = EntrySnapshot(0, 0, event.id, event.title, event.place, event.starts_at, fresh=False)
    return DigestEntry(event, snapshot)


async def _invalidate_listing(tx: Transaction, workspace: str, events: list[Event]) -> None:
    """Invalidate every digest that lists one of these events."""
    stale = await records.issues_listing(tx, workspace, [event.id for event in events])
    await outbox.invalidate(tx, workspace, *stale)


async def _add_to_issue(
    tx: Transaction,
    digest: Digest,
    issue: Issue,
    added: list[Event],
    now: dt.datetime,
    *,
    fresh: bool,
) -> None:
    """Add entries to an issue, and post it with the first of them."""
    await records.add_entries(tx, issue, added, fresh=fresh)
    await _invalidate_listing(tx, digest.workspace, added)
    if added:
        await outbox.post(
            tx,
            digest.workspace,
            f"{issue.subject}",
            digest.channel,
            None,
            subject=issue.subject,
            reason=WEEKLY_DIGEST,
            due=now,
            expires=issue.until,
        )


async def schedule_tidying(tx: Transaction, issue: Issue, now: dt.datetime) -> None:
    """Have an issue tidied at the end of the day, unless none of its days is left."""
    tomorrow = local_date(now, issue.zone) + _ONE_DAY
    midnight = utc_instant(tomorrow, dt.time.min, issue.zone)
    if midnight <= issue.until:
        await schedule.schedule(tx, issue.workspace, DIGEST_TIDY, issue.subject, midnight, tomorrow)


async def _schedule_after(tx: Transaction, digest: Digest, day: dt.date) -> dt.datetime:
    working_time = await channel_working_time(tx, digest.workspace, digest.channel, digest.zone)
    following = next_date(digest.schedule_from(day, working_time), day)
    assert following  # weeks do not end
    due = utc_instant(following, digest.time_of_day, digest.zone)
    await schedule.schedule(tx, digest.workspace, DIGEST_POST, digest.subject, due, following)
    return due
