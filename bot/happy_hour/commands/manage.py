"""Let organisers close a poll by hand, extend it, call it off, open it again, and stop what goes on every month."""

import datetime as dt

from msgspec import structs

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.permissions import Who
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.happy_hour import poll_close, records, rules, series
from bot.happy_hour.records import Series
from bot.happy_hour.rules import Poll, Tally
from bot.happy_hour.views import organisers as views
from bot.store.engine import Transaction

router = Router()

_RECENT = dt.timedelta(days=14)  # how long ago a poll closed that may be opened again
_ONE_DAY, _TWO_DAYS = dt.timedelta(days=1), dt.timedelta(days=2)


@router.command("happyhour polls", "See polls and monthly happy hours; close, extend, stop", Who.ORGANISER)
async def listing(call: Invocation, tx: Transaction) -> Answer:
    """List what goes on, with what can be done about it."""
    polls = [
        (poll, await records.voters(tx, poll))
        for poll in await records.polls(tx, call.workspace, "open", "closed", "cancelled")
        if poll.state == "open" or (poll.closed_at and poll.closed_at > call.now - _RECENT)
    ]
    monthly = [
        (each, series.cadence(each), series.following(each, call.now))
        for each in await records.series(tx, call.workspace, active=False)
    ]
    return Reply(views.listing(polls, monthly))


@router.button("poll.close", Who.ORGANISER)
async def close(call: Invocation, tx: Transaction) -> Answer:
    """Close a poll now."""
    poll = await _held(call, tx, "open")
    await poll_close.close(tx, poll, call.now)
    return await _done(call, tx, poll, "closed")


@router.button("poll.extend", Who.ORGANISER)
async def extend(call: Invocation, tx: Transaction) -> Answer:
    """Leave people a day more."""
    poll = await _held(call, tx, "open")
    return await _done(call, tx, await _until(call, tx, poll, _ONE_DAY), "extended")


@router.button("poll.cancel", Who.ORGANISER)
async def cancel(call: Invocation, tx: Transaction) -> Answer:
    """Call a poll off."""
    poll = await _held(call, tx, "open")
    await poll_close.forget(tx, poll)
    await records.change(tx, poll, state="cancelled", closed_at=call.now)
    return await _done(call, tx, poll, "cancelled")


@router.button("poll.reopen", Who.ORGANISER)
async def reopen(call: Invocation, tx: Transaction) -> Answer:
    """Open a poll again for two days; what was announced changes when it closes, and keeps its place in calendars."""
    poll = await _held(call, tx, "closed", "cancelled")
    evening = [one for one in await poll_close.events_of(tx, poll) if one.kind == "happy_hour"]
    if poll.closed_at is None or poll.closed_at < call.now - _RECENT or any(one.state != "open" for one in evening):
        raise Refusal(views.EVENT_OVER)
    return await _done(call, tx, await _until(call, tx, poll, _TWO_DAYS), "reopened")


@router.button("poll.show", Who.ORGANISER)
async def show(call: Invocation, tx: Transaction) -> Answer:
    """Let everybody see results before the close; the poll says so."""
    poll = await _held(call, tx, "open")
    await records.change(tx, poll, plan=structs.replace(poll.plan, live=True))
    return await _done(call, tx, poll, "shown")


@router.button("poll.take", Who.ORGANISER)
async def take(call: Invocation, tx: Transaction) -> Answer:
    """Take the first date and the place that is due where a poll decided nothing."""
    poll = await _held(call, tx, "closed")
    options = await records.options(tx, poll)
    if any(one.won for one in options):
        raise Refusal(views.NO_LONGER)
    counted = {one.id: Tally(one.works or 0, one.needs or 0) for one in options}
    if not rules.best_date(options, counted, call.now).option:
        raise Refusal(views.NOTHING_LEFT)
    if evening := await poll_close.decide(tx, poll, options, counted, call.now):
        await poll_close.meet(tx, poll, evening, call.now, together=True)
    await records.note_change(tx, poll, call.person, "took the first", "", call.now)
    await outbox.stale(tx, call.workspace, poll.subject)
    return Reply(views.took_first())


@router.button("happy_hour.stop", Who.ORGANISER)
async def stop(call: Invocation, tx: Transaction) -> Answer:
    """Let no more polls open by themselves in a channel."""
    each = await _series(call, tx)
    await records.change_series(tx, each, active=False)
    await series.forget(tx, each)
    return Reply(views.series_done("stopped"))


@router.button("happy_hour.go_on", Who.ORGANISER)
async def go_on(call: Invocation, tx: Transaction) -> Answer:
    """Let polls open by themselves again."""
    each = await _series(call, tx)
    await records.change_series(tx, each, active=True, organiser=call.person)
    await series.plan(tx, each, call.now)
    return Reply(views.series_done("goes on"))


async def _held(call: Invocation, tx: Transaction, *states: str) -> Poll:
    poll = await records.find_held(tx, call.workspace, row_number(call.value))
    if poll is None or poll.state not in states:
        raise Refusal(views.NO_LONGER)
    return poll


async def _until(call: Invocation, tx: Transaction, poll: Poll, more: dt.timedelta) -> Poll:
    later = rules.extended(poll, await records.options(tx, poll), call.now, more)
    if later is None:
        raise Refusal(views.NO_LATER)
    await poll_close.forget(tx, poll)
    news = {"state": "open", "closed_at": None, "closes_at": later, "turn": poll.turn + 1}
    await records.change(tx, poll, **news)
    after = structs.replace(poll, **news)
    await poll_close.plan(tx, after, call.now)
    return after


async def _done(call: Invocation, tx: Transaction, poll: Poll, what: str) -> Answer:
    await records.note_change(tx, poll, call.person, what, "", call.now)
    await outbox.stale(tx, call.workspace, poll.subject)
    return Reply(views.done(what, poll))


async def _series(call: Invocation, tx: Transaction) -> Series:
    found = await records.find_series(tx, call.workspace, row_number(call.value))
    if found is None:
        raise Refusal(views.NO_LONGER)
    return found
