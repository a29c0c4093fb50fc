"""Organisers close, extend, cancel and reopen polls, and stop and resume monthly series."""

import datetime as dt

from msgspec import structs

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.dates.local_time import local_date
from bot.dates.rhythms import rhythm_of
from bot.happy_hour import form_input, poll_close, records, rules, series, series_records
from bot.happy_hour.date_options import PollOpening
from bot.happy_hour.poll_details import events_of_poll, stored_tallies
from bot.happy_hour.rules import Poll
from bot.happy_hour.series_records import HappyHourSeries
from bot.happy_hour.views import drafts, organisers
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import mark, say

router = Router()

_RECENT = dt.timedelta(days=14)  # how long ago a poll closed that may be opened again
_ONE_DAY, _TWO_DAYS = dt.timedelta(days=1), dt.timedelta(days=2)


@router.command(
    "happyhour polls",
    mark("See polls and monthly happy hours; close, extend, stop"),
    Role.ORGANISER,
    also=("stop", "cancel", "end", "pause", "close", "extend", "off", "quit", "list", "change"),
)
@router.button("poll.list", Role.ORGANISER)
async def show_polls(call: Invocation, tx: Transaction) -> Answer:
    """List open and recent polls and all monthly series."""
    polls: list[tuple[Poll, int]] = []
    for poll in await records.list_polls(tx, call.workspace, "open", "closed", "cancelled"):
        if poll.state == "open" or _is_recent(poll, call.now):
            polls.append((poll, await records.count_voters(tx, poll)))

    monthly: list[tuple[HappyHourSeries, str, PollOpening | None]] = []
    for one in await series_records.list_series(tx, call.workspace, active=False):
        following = await series.next_opening(tx, one, call.now)
        monthly.append((one, series.describe_cadence(one), following))
    return Reply(organisers.polls_card(polls, monthly))


@router.button("poll.close", Role.ORGANISER)
async def close_poll_now(call: Invocation, tx: Transaction) -> Answer:
    """Close a poll now."""
    poll = await _lock_poll(call, tx, "open")
    await poll_close.close_poll(tx, poll, call.now)
    return await _done(call, tx, poll, "closed")


@router.button("poll.extend", Role.ORGANISER)
async def extend_poll(call: Invocation, tx: Transaction) -> Answer:
    """Keep a poll open for one more day."""
    poll = await _lock_poll(call, tx, "open")
    extended = await _open_until(call, tx, poll, _ONE_DAY)
    return await _done(call, tx, extended, "extended")


@router.button("poll.cancel", Role.ORGANISER)
async def cancel_poll(call: Invocation, tx: Transaction) -> Answer:
    """Cancel a poll."""
    poll = await _lock_poll(call, tx, "open")
    await poll_close.unschedule_close(tx, poll)
    await records.update_poll(tx, poll, state="cancelled", closed_at=call.now)
    return await _done(call, tx, poll, "cancelled")


@router.button("poll.reopen", Role.ORGANISER)
async def reopen_poll(call: Invocation, tx: Transaction) -> Answer:
    """Reopen a poll for two days.

    An announced happy hour is changed when it closes, and keeps its UID in calendars.
    """
    poll = await _lock_poll(call, tx, "closed", "cancelled")
    if not _is_recent(poll, call.now):
        raise Refusal(say(organisers.EVENT_OVER))
    for event in await events_of_poll(tx, poll):
        if event.kind == "happy_hour" and event.state != "open":
            raise Refusal(say(organisers.EVENT_OVER))

    reopened = await _open_until(call, tx, poll, _TWO_DAYS)
    return await _done(call, tx, reopened, "reopened")


@router.button("poll.show", Role.ORGANISER)
async def show_results(call: Invocation, tx: Transaction) -> Answer:
    """Show results before the close from now on."""
    poll = await _lock_poll(call, tx, "open")
    await records.update_poll(tx, poll, settings=structs.replace(poll.settings, live=True))
    return await _done(call, tx, poll, "shown")


@router.button("poll.take", Role.ORGANISER)
async def take_first_options(call: Invocation, tx: Transaction) -> Answer:
    """Take the first date and the venue that is due, after a poll that decided nothing."""
    poll = await _lock_poll(call, tx, "closed")
    options = await records.list_options(tx, poll)
    if any(option.won for option in options):
        raise Refusal(organisers.no_longer())
    counted = stored_tallies(options)
    if not rules.best_date(options, counted, call.now).option:
        raise Refusal(organisers.nothing_left())

    happy_hour = await poll_close.decide_poll(tx, poll, options, counted, call.now)
    if happy_hour:
        await poll_close.create_event(tx, poll, happy_hour, call.now, together=True)
    await records.record_poll_change(tx, poll, call.person, "took the first", "", call.now)
    await outbox.invalidate(tx, call.workspace, poll.subject)
    return Reply(organisers.took_first_card())


@router.button("happy_hour.edit", Role.ORGANISER)
async def open_series_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of happy hours that repeat, filled in with how they go on now."""
    saved = await _get_series(call, tx)
    plan = saved.settings
    typed = {
        **plan.typed,
        "title": (saved.title,),
        "time": (plan.time,),
        "weekday": (str(plan.weekday),),
        "repeat": (rhythm_of(plan.rule),),
        "region": (plan.region,),
        "expected": (str(plan.expected),),
        "results": ("live" if plan.live else "hidden",),
    }
    return OpenForm(drafts.series_form(typed, saved.id))


@router.form(
    "happy_hour.change",
    Role.ORGANISER,
    posted=("title",),
    unposted=("time", "avoid", "region", "expected"),
)
async def change_series(call: Invocation, tx: Transaction) -> Answer:
    """Change happy hours that repeat from their next poll on; its date follows the new rhythm."""
    saved = await _get_series(call, tx)
    title, plan, errors = form_input.read_series_form(call, saved.settings)
    if errors:
        return FormErrors(errors)

    start = saved.start
    if plan.rule != saved.settings.rule:
        start = await series_records.last_event_day(tx, saved, local_date(call.now, saved.zone))
    await series_records.update_series(tx, saved, title=title, settings=plan, start=start)
    changed = structs.replace(saved, title=title, settings=plan, start=start)
    if changed.active:
        await series.plan_polls_anew(tx, changed, call.now)
    following = await series.next_opening(tx, changed, call.now)
    return Reply(organisers.series_saved_card(changed, series.describe_cadence(changed), following))


@router.button("happy_hour.stop", Role.ORGANISER)
async def stop_series(call: Invocation, tx: Transaction) -> Answer:
    """Stop a monthly series."""
    monthly = await _get_series(call, tx)
    await series_records.update_series(tx, monthly, active=False)
    await series.unschedule_polls(tx, monthly)
    return Reply(organisers.series_changed_card("stopped"))


@router.button("happy_hour.go_on", Role.ORGANISER)
async def resume_series(call: Invocation, tx: Transaction) -> Answer:
    """Resume a monthly series, with the caller as its organiser."""
    monthly = await _get_series(call, tx)
    await series_records.update_series(tx, monthly, active=True, organiser=call.person)
    await series.schedule_next_poll(tx, monthly, call.now)
    return Reply(organisers.series_changed_card("goes on"))


async def _lock_poll(call: Invocation, tx: Transaction, *states: str) -> Poll:
    poll = await records.get_poll_for_update(tx, call.workspace, row_number(call.value))
    if poll is None or poll.state not in states:
        raise Refusal(organisers.no_longer())
    return poll


async def _open_until(call: Invocation, tx: Transaction, poll: Poll, more: dt.timedelta) -> Poll:
    """Open a poll with a later close, and reschedule it."""
    options = await records.list_options(tx, poll)
    closes_at = rules.extended_close(poll, options, call.now, more)
    if closes_at is None:
        raise Refusal(say(organisers.NO_LATER))

    await poll_close.unschedule_close(tx, poll)
    values = {"state": "open", "closed_at": None, "closes_at": closes_at, "turn": poll.turn + 1}
    await records.update_poll(tx, poll, **values)
    opened = structs.replace(poll, **values)
    await poll_close.schedule_close(tx, opened, call.now)
    return opened


def _is_recent(poll: Poll, now: dt.datetime) -> bool:
    return poll.closed_at is not None and poll.closed_at >= now - _RECENT


async def _done(call: Invocation, tx: Transaction, poll: Poll, what: str) -> Answer:
    await records.record_poll_change(tx, poll, call.person, what, "", call.now)
    await outbox.invalidate(tx, call.workspace, poll.subject)
    return Reply(organisers.poll_changed_card(what, poll))


async def _get_series(call: Invocation, tx: ReadTransaction) -> HappyHourSeries:
    monthly = await series_records.find_series(tx, call.workspace, row_number(call.value))
    if monthly is None:
        raise Refusal(organisers.no_longer())
    return monthly
