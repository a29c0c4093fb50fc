"""Let organisers close a poll by hand, extend it, call it off, open it again, and stop what goes on
every month."""

import datetime as dt

from msgspec import structs

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.happy_hour import poll_close, records, rules, series
from bot.happy_hour.poll_details import events_of_poll
from bot.happy_hour.records import HappyHourSeries
from bot.happy_hour.rules import Poll, VoteTally
from bot.happy_hour.views import organisers
from bot.store.engine import ReadTransaction, Transaction

router = Router()

_RECENT = dt.timedelta(days=14)  # how long ago a poll closed that may be opened again
_ONE_DAY, _TWO_DAYS = dt.timedelta(days=1), dt.timedelta(days=2)


@router.command(
    "happyhour polls", "See polls and monthly happy hours; close, extend, stop", Role.ORGANISER
)
async def show_polls(call: Invocation, tx: Transaction) -> Answer:
    """List what goes on, with what can be done about it."""
    polls = [
        (poll, await records.count_voters(tx, poll))
        for poll in await records.list_polls(tx, call.workspace, "open", "closed", "cancelled")
        if poll.state == "open" or (poll.closed_at and poll.closed_at > call.now - _RECENT)
    ]
    monthly = [
        (each, series.describe_cadence(each), series.next_opening_day(each, call.now))
        for each in await records.list_series(tx, call.workspace, active=False)
    ]
    return Reply(organisers.polls_card(polls, monthly))


@router.button("poll.close", Role.ORGANISER)
async def close_poll_now(call: Invocation, tx: Transaction) -> Answer:
    """Close a poll now."""
    poll = await _lock_poll(call, tx, "open")
    await poll_close.close_poll(tx, poll, call.now)
    return await _done(call, tx, poll, "closed")


@router.button("poll.extend", Role.ORGANISER)
async def extend_poll(call: Invocation, tx: Transaction) -> Answer:
    """Leave people a day more."""
    poll = await _lock_poll(call, tx, "open")
    return await _done(call, tx, await _until(call, tx, poll, _ONE_DAY), "extended")


@router.button("poll.cancel", Role.ORGANISER)
async def cancel_poll(call: Invocation, tx: Transaction) -> Answer:
    """Call a poll off."""
    poll = await _lock_poll(call, tx, "open")
    await poll_close.unschedule_close(tx, poll)
    await records.update_poll(tx, poll, state="cancelled", closed_at=call.now)
    return await _done(call, tx, poll, "cancelled")


@router.button("poll.reopen", Role.ORGANISER)
async def reopen_poll(call: Invocation, tx: Transaction) -> Answer:
    """Open a poll again for two days.

    What was announced changes when it closes, and keeps its place in calendars.
    """
    poll = await _lock_poll(call, tx, "closed", "cancelled")
    evening = [one for one in await events_of_poll(tx, poll) if one.kind == "happy_hour"]
    if (
        poll.closed_at is None
        or poll.closed_at < call.now - _RECENT
        or any(one.state != "open" for one in evening)
    ):
        raise Refusal(organisers.EVENT_OVER)
    return await _done(call, tx, await _until(call, tx, poll, _TWO_DAYS), "reopened")


@router.button("poll.show", Role.ORGANISER)
async def show_results(call: Invocation, tx: Transaction) -> Answer:
    """Let everybody see results before the close; the poll says so."""
    poll = await _lock_poll(call, tx, "open")
    await records.update_poll(tx, poll, settings=structs.replace(poll.settings, live=True))
    return await _done(call, tx, poll, "shown")


@router.button("poll.take", Role.ORGANISER)
async def take_first_options(call: Invocation, tx: Transaction) -> Answer:
    """Take the first date and the place that is due where a poll decided nothing."""
    poll = await _lock_poll(call, tx, "closed")
    options = await records.list_options(tx, poll)
    if any(one.won for one in options):
        raise Refusal(organisers.NO_LONGER)
    counted = {one.id: VoteTally(one.works or 0, one.needs or 0) for one in options}
    if not rules.best_date(options, counted, call.now).option:
        raise Refusal(organisers.NOTHING_LEFT)
    if evening := await poll_close.decide_poll(tx, poll, options, counted, call.now):
        await poll_close.create_event(tx, poll, evening, call.now, together=True)
    await records.record_poll_change(tx, poll, call.person, "took the first", "", call.now)
    await outbox.invalidate(tx, call.workspace, poll.subject)
    return Reply(organisers.took_first_card())


@router.button("happy_hour.stop", Role.ORGANISER)
async def stop_series(call: Invocation, tx: Transaction) -> Answer:
    """Let no more polls open by themselves in a channel."""
    each = await _series(call, tx)
    await records.update_series(tx, each, active=False)
    await series.unschedule_polls(tx, each)
    return Reply(organisers.series_changed_card("stopped"))


@router.button("happy_hour.go_on", Role.ORGANISER)
async def resume_series(call: Invocation, tx: Transaction) -> Answer:
    """Let polls open by themselves again."""
    each = await _series(call, tx)
    await records.update_series(tx, each, active=True, organiser=call.person)
    await series.schedule_next_poll(tx, each, call.now)
    return Reply(organisers.series_changed_card("goes on"))


async def _lock_poll(call: Invocation, tx: Transaction, *states: str) -> Poll:
    poll = await records.get_poll_for_update(tx, call.workspace, row_number(call.value))
    if poll is None or poll.state not in states:
        raise Refusal(organisers.NO_LONGER)
    return poll


async def _until(call: Invocation, tx: Transaction, poll: Poll, more: dt.timedelta) -> Poll:
    later = rules.extended_close(poll, await records.list_options(tx, poll), call.now, more)
    if later is None:
        raise Refusal(organisers.NO_LATER)
    await poll_close.unschedule_close(tx, poll)
    news = {"state": "open", "closed_at": None, "closes_at": later, "turn": poll.turn + 1}
    await records.update_poll(tx, poll, **news)
    after = structs.replace(poll, **news)
    await poll_close.schedule_close(tx, after, call.now)
    return after


async def _done(call: Invocation, tx: Transaction, poll: Poll, what: str) -> Answer:
    await records.record_poll_change(tx, poll, call.person, what, "", call.now)
    await outbox.invalidate(tx, call.workspace, poll.subject)
    return Reply(organisers.poll_changed_card(what, poll))


async def _series(call: Invocation, tx: ReadTransaction) -> HappyHourSeries:
    found = await records.find_series(tx, call.workspace, row_number(call.value))
    if found is None:
        raise Refusal(organisers.NO_LONGER)
    return found
