"""The monthly message to a channel: what is worth travelling for, months ahead."""

import datetime as dt
import random
from collections.abc import Sequence

from bot.associations import opening_records
from bot.associations.rules import Opening, is_ahead
from bot.core import outbox, schedule
from bot.core.channel_rest import why_resting
from bot.core.schedule import DueOccurrence
from bot.core.subjects import Subject
from bot.dates.local_time import local_date, utc_instant
from bot.dates.recurrence import next_date
from bot.digest import records, rules, travel_records
from bot.digest.notifications import WORTH_TRAVELLING
from bot.digest.rules import Digest, DigestEntry
from bot.digest.travel_records import TravelIssue
from bot.digest.views import travel as views
from bot.events import records as events
from bot.events.links import links_of_events
from bot.events.rules import Event
from bot.people.hours.records import channel_working_time
from bot.store.engine import ReadTransaction, Transaction

DIGEST_TRAVEL = "digest.travel"  # the kind of occurrence
# From one to the next it is four weeks; days off may move either.
_PAUSE = dt.timedelta(days=24)
_ONE_DAY = dt.timedelta(days=1)
_VALID_FOR = dt.timedelta(days=21)  # longer than weeks in which the channel is full


async def schedule_travel(tx: Transaction, digest: Digest, now: dt.datetime) -> None:
    """Reschedule the next issue of a channel: with a digest, four weeks after the last at least."""
    await unschedule_travel(tx, digest)
    if not digest.paused and rules.is_about_reach(digest, "international"):
        today = local_date(now, digest.zone)
        is_past = utc_instant(today, digest.time_of_day, digest.zone) <= now
        await _schedule_after(tx, digest, today if is_past else today - _ONE_DAY)


async def unschedule_travel(tx: Transaction, digest: Digest) -> None:
    """Schedule no more issues of a channel."""
    await schedule.unschedule(tx, digest.workspace, digest.subject, DIGEST_TRAVEL)


async def ensure_scheduled(tx: Transaction, digest: Digest, now: dt.datetime) -> None:
    """Schedule the next issue of a channel that has none ahead, such as one set up long ago."""
    waiting = await records.next_due(tx, digest, DIGEST_TRAVEL)
    if waiting is None:
        await schedule_travel(tx, digest, now)


async def post_due_travel(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Post what is worth travelling for, or nothing where nothing is, and schedule the next."""
    digest = await records.find_digest(tx, due.workspace, due.subject.id)
    if digest is None or digest.paused:
        return
    if not await why_resting(tx, digest.workspace, digest.channel):
        await _publish(tx, digest, due.local_date, now)
    await schedule_travel(tx, digest, now)


async def schedule_next_travel(
    tx: Transaction, due: DueOccurrence, now: dt.datetime, _rng: random.Random
) -> None:
    """Schedule the issue after one that is not posted."""
    digest = await records.find_digest(tx, due.workspace, due.subject.id)
    if digest:
        await schedule_travel(tx, digest, now)


async def find_travel_events(tx: ReadTransaction, digest: Digest, now: dt.datetime) -> list[Event]:
    """Return the international events of the next nine months that a channel is told of."""
    horizon = now + rules.HORIZONS["international"]
    ahead = await events.upcoming_events(
        tx, digest.workspace, now, horizon, kinds=("listed",), reaches=("international",)
    )
    listed = [event for event in ahead if event.starts_at > now and not event.is_doubtful]
    return [event for event in listed if rules.fits_digest(digest, event)]


async def load_travel_rows(
    tx: ReadTransaction, workspace: str, entries: Sequence[DigestEntry], now: dt.datetime
) -> list[views.TravelRow]:
    """Return entries with their links, their deadlines ahead, and who thinks of going openly."""
    told = [entry.event for entry in entries]
    numbers = [event.id for event in told]
    links = await links_of_events(tx, workspace, told)
    named = await travel_records.thinking_openly(tx, workspace, numbers)
    openings = await opening_records.openings_of_events(tx, workspace, numbers)
    rows: list[views.TravelRow] = []
    for entry in entries:
        number = entry.event.id
        ahead = deadlines_ahead(openings.get(number, ()), now)
        rows.append(views.TravelRow(entry, ahead, named.get(number, ()), links.get(number, ())))
    return rows


def deadlines_ahead(openings: Sequence[Opening], now: dt.datetime) -> list[Opening]:
    """Return the open ones before their deadlines."""
    return [opening for opening in openings if is_ahead(opening, now)]


async def travel_cards_of_events(
    tx: ReadTransaction, workspace: str, changed: Sequence[Subject]
) -> list[Subject]:
    """Return the cards that tell of any of these events."""
    numbers = [event.id for event in changed]
    issues = await travel_records.travel_issues_listing(tx, workspace, numbers)
    return [*issues, *(Subject("budget", number) for number in numbers)]


async def travel_cards_of_openings(
    tx: ReadTransaction, workspace: str, changed: Sequence[Subject]
) -> list[Subject]:
    """Return the cards that tell of an event with any of these openings."""
    numbers = [opening.id for opening in changed]
    told = await opening_records.events_of_openings(tx, workspace, numbers)
    subjects = [Subject("event", number) for number in told]
    return await travel_cards_of_events(tx, workspace, subjects)


async def _publish(tx: Transaction, digest: Digest, day: dt.date, now: dt.datetime) -> None:
    told = await find_travel_events(tx, digest, now)
    if not told:
        return
    known = await travel_records.events_told(tx, digest)
    before = await travel_records.latest_travel_issue(tx, digest)
    issue = await travel_records.begin_travel_issue(tx, digest, day, now)
    if issue is None:
        return

    await travel_records.add_travel_entries(tx, issue, told, known)
    if before:
        await outbox.invalidate(tx, digest.workspace, before.subject)
    await outbox.post(
        tx,
        digest.workspace,
        f"{issue.subject}",
        digest.channel,
        None,
        subject=issue.subject,
        reason=WORTH_TRAVELLING,
        due=now,
        expires=now + _VALID_FOR,
    )


async def is_replaced(tx: ReadTransaction, issue: TravelIssue) -> bool:
    """Return whether a later issue of the channel has taken the place of this one."""
    digest = await records.find_digest(tx, issue.workspace, issue.digest)
    return digest is not None and await travel_records.latest_travel_issue(tx, digest) != issue


async def _schedule_after(tx: Transaction, digest: Digest, day: dt.date) -> None:
    latest = await travel_records.latest_travel_issue(tx, digest)
    if latest:
        day = max(day, latest.local_date + _PAUSE)
    working_time = await channel_working_time(tx, digest.workspace, digest.channel, digest.zone)
    following = next_date(digest.schedule_from(day, working_time), day)
    assert following  # weeks do not end
    due = utc_instant(following, digest.time_of_day, digest.zone)
    await schedule.schedule(tx, digest.workspace, DIGEST_TRAVEL, digest.subject, due, following)
