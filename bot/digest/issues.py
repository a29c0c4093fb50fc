"""Begin a digest each Monday, take in what turns up later, and draw it as things stand."""

import datetime as dt
import random

from bot.core import outbox, schedule
from bot.core.ids import row_number
from bot.core.router import Router
from bot.core.schedule import Due
from bot.dates.recurrence import instant, local_date, next_date, week_start
from bot.digest import dependents, records, rules
from bot.digest.records import POST, TIDY
from bot.digest.rules import Digest, Issue, Line, Told
from bot.digest.views import digests as views
from bot.events import records as events
from bot.events.rules import Event
from bot.sources.listings import links_of
from bot.store.engine import Transaction
from bot.ui.cards import Card

router = Router()
WEEKLY = router.rule("digest.weekly", views.WHY_WEEKLY)

_ONE_DAY = dt.timedelta(days=1)


async def plan(tx: Transaction, one: Digest, now: dt.datetime) -> dt.datetime:
    """Plan the next digest of a channel as it is set up now; give its moment."""
    await schedule.forget(tx, one.workspace, one.subject, POST)
    today = local_date(now, one.zone)
    begun = instant(today, rules.MORNING, one.zone) <= now
    return await _plan_after(tx, one, today if begun else today - _ONE_DAY)


async def stop(tx: Transaction, one: Digest) -> None:
    """Plan no more digests for a channel."""
    await schedule.forget(tx, one.workspace, one.subject, POST)


async def post_due(tx: Transaction, due: Due, now: dt.datetime, _rng: random.Random) -> None:
    """Begin this week's digest of a channel, however late, and plan the next."""
    one = await records.find(tx, due.workspace, due.number)
    if one is None or one.paused:
        return
    await _plan_after(tx, one, max(due.local_date, local_date(now, one.zone) - _ONE_DAY))
    await begin(tx, one, max(due.local_date, week_start(now, one.zone)), now)


async def begin(tx: Transaction, one: Digest, monday: dt.date, now: dt.datetime) -> None:
    """Tell a channel what is on in the next two weeks; nothing while there is nothing to tell."""
    until = instant(monday + rules.AHEAD, dt.time.min, one.zone)
    issue = await records.begin_issue(tx, one, monday, now, until)
    if issue:
        await _plan_tidying(tx, issue, now)
        found = await fitting(tx, one, now, until)
        await records.add_lines(tx, issue, found, fresh=False)
        await dependents.touch(tx, one.workspace, *(each.id for each in found))
        await _tell(tx, one, issue, found, now)


async def tidy_due(tx: Transaction, due: Due, now: dt.datetime, _rng: random.Random) -> None:
    """Draw a digest again after each of its days, so that it offers only what lies ahead, until the next one does."""
    issue = await records.find_issue(tx, due.workspace, due.number)
    one = await records.find(tx, due.workspace, issue.digest) if issue else None
    if issue and one and await records.latest(tx, one) == issue:
        await outbox.stale(tx, due.workspace, issue.subject)
        await _plan_tidying(tx, issue, now)


async def refresh(tx: Transaction, workspace: str, now: dt.datetime) -> None:
    """Take into this week's digests what turned up since they were told."""
    for one in await records.find_all(tx, workspace):
        issue = await records.latest(tx, one)
        if one.paused or issue is None or issue.until <= now:
            continue
        known = await records.in_issue(tx, issue)
        found = [each for each in await fitting(tx, one, now, issue.until) if each.id not in known]
        if found:
            await records.add_lines(tx, issue, found, fresh=bool(known))
            await dependents.touch(tx, workspace, *(each.id for each in found))
            await _tell(tx, one, issue, found, now)


async def fitting(tx: Transaction, one: Digest, after: dt.datetime, until: dt.datetime) -> list[Event]:
    """Give the events that a channel is told of."""
    return [each for each in await events.upcoming(tx, one.workspace, after, until) if rules.belongs(one, each)]


@router.living_card("digest")
async def draw(tx: Transaction, workspace: str, number: str, now: dt.datetime) -> Card | None:
    """Draw a digest as things stand."""
    issue = await records.find_issue(tx, workspace, row_number(number))
    if issue is None:
        return None
    shown, rest = rules.front(await records.told(tx, issue))
    return views.digest(issue, await rows(tx, workspace, shown), len(rest), now)


async def rows(tx: Transaction, workspace: str, told: list[Told]) -> list[views.Row]:
    """Add to events who goes, and where more stands."""
    crowds = await records.crowds(tx, workspace, [each.event.id for each in told])
    links = await links_of(tx, workspace, [each.event for each in told])
    return [views.Row(each, *crowds.get(each.event.id, ([], 0)), links.get(each.event.id, [])) for each in told]


def as_told(event: Event) -> Told:
    """Give an event as if it had just been told, in no digest."""
    return Told(event, Line(0, 0, event.id, event.title, event.place, event.starts_at, fresh=False))


async def _tell(tx: Transaction, one: Digest, issue: Issue, found: list[Event], now: dt.datetime) -> None:
    if found:
        await outbox.post(
            tx,
            one.workspace,
            issue.subject,
            one.channel,
            None,
            subject=issue.subject,
            rule=WEEKLY,
            due=now,
            expires=issue.until,
            weight=outbox.JOINED_FOR,
        )


async def _plan_tidying(tx: Transaction, issue: Issue, now: dt.datetime) -> None:
    tomorrow = local_date(now, issue.zone) + _ONE_DAY
    midnight = instant(tomorrow, dt.time.min, issue.zone)
    if midnight <= issue.until:
        await schedule.plan(tx, issue.workspace, TIDY, issue.subject, midnight, tomorrow)


async def _plan_after(tx: Transaction, one: Digest, day: dt.date) -> dt.datetime:
    following = next_date(one.schedule(day), day)
    assert following  # Mondays do not end
    moment = instant(following, rules.MORNING, one.zone)
    await schedule.plan(tx, one.workspace, POST, one.subject, moment, following)
    return moment
