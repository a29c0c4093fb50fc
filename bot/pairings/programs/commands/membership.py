"""Let people in and out of circles, and out of single rounds."""

import datetime as dt

from msgspec import Struct

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.permissions import Who
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.dates.recurrence import instant, local_date
from bot.pairings.keys import notice_subject
from bot.pairings.programs import records
from bot.pairings.programs.access import _circles
from bot.pairings.programs.records import Circle, Membership
from bot.pairings.views import invitation as views
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.text import Instant

router = Router()

PAUSE = dt.timedelta(days=30)


class Chosen(Struct, frozen=True):
    """One round of a circle that is still to be drawn."""

    circle: Circle
    day: dt.date
    draw: Instant


@router.command("mingle join", "Take part in the lunch pairings of a channel", Who.ANYONE, example="/mingle join")
async def join_here(call: Invocation, tx: Transaction) -> Answer:
    """Let somebody into the circle of this channel, or the only one."""
    return await _here(call, tx, "people.join") or await _join(call, tx, await _only_one(call, tx))


@router.command("mingle leave", "Leave the lunch pairings of a channel", Who.ANYONE, example="/mingle leave")
async def leave_here(call: Invocation, tx: Transaction) -> Answer:
    """Let somebody out of the circle of this channel, or the only one they are in."""
    return await _here(call, tx, "people.leave") or await _leave(call, tx, await _only_one(call, tx))


@router.command("mingle skip", "Sit out the next lunch round", Who.ANYONE, example="/mingle skip")
async def skip_here(call: Invocation, tx: Transaction) -> Answer:
    """Skip the next round in this channel's circle, or in the only one."""
    choice = await _here(call, tx, "lunch.skip")
    return choice or await _skip(call, tx, await _next_round(tx, await _only_one(call, tx)))


@router.button("people.join", Who.ANYONE)
async def join(call: Invocation, tx: Transaction) -> Answer:
    """Let somebody in who clicked."""
    return await _join(call, tx, await _clicked(call, tx))


@router.button("people.decline", Who.ANYONE)
async def decline(call: Invocation, tx: Transaction) -> Answer:
    """Take a no; nobody is asked twice."""
    circle = await _clicked(call, tx)
    await _set(call, tx, circle, "out")
    return Reply(views.declined())


@router.button("people.leave", Who.ANYONE)
async def leave(call: Invocation, tx: Transaction) -> Answer:
    """Let somebody out who clicked."""
    return await _leave(call, tx, await _clicked(call, tx))


@router.button("people.stay", Who.ANYONE)
async def stay(call: Invocation, tx: Transaction) -> Answer:
    """Keep somebody in who had been silent."""
    circle = await _clicked(call, tx)
    await _member(call, tx, circle)
    await _touch(call, tx, circle)
    return Reply(views.stays(circle))


@router.button("people.pause_month", Who.ANYONE)
async def pause_month(call: Invocation, tx: Transaction) -> Answer:
    """Pause everything for somebody for a month."""
    circle = await _clicked(call, tx)
    zone = (await people.met(call, tx)).zone
    until = local_date(call.now, zone) + PAUSE
    await people.change(tx, call.workspace, call.person, paused_until=until)
    await _touch(call, tx, circle)
    return Reply(views.pauses(Instant(instant(until, dt.time(12), zone), zone, "day")))


@router.button("lunch.skip", Who.ANYONE)
async def skip(call: Invocation, tx: Transaction) -> Answer:
    """Let somebody sit out one round."""
    if call.text("choice"):
        return await _skip(call, tx, await _next_round(tx, await _clicked(call, tx)))
    return await _skip(call, tx, await _round_of(call, tx))


@router.button("lunch.unskip", Who.ANYONE)
async def unskip(call: Invocation, tx: Transaction) -> Answer:
    """Let somebody take part in a round after all."""
    chosen = await _round_of(call, tx)
    mine = await _member(call, tx, chosen.circle)
    await records.remove_skip(tx, chosen.circle, chosen.day, call.person)
    await records.touch(tx, chosen.circle, call.person, call.now)
    await outbox.stale(tx, call.workspace, notice_subject(chosen.circle, chosen.day, mine))
    return Reply(views.takes_part(chosen.circle, chosen.draw))


async def _here(call: Invocation, tx: Transaction, action: str) -> Answer:
    circles = await _circles(call, tx)
    return Reply(views.which_circle(action, circles)) if len(circles) > 1 else None


async def _only_one(call: Invocation, tx: Transaction) -> Circle:
    return (await _circles(call, tx))[0]


async def _clicked(call: Invocation, tx: Transaction) -> Circle:
    circle = await records.circle(tx, call.workspace, row_number(call.text("choice") or call.value))
    if circle is None or not circle.active:
        raise Refusal(views.GONE)
    return circle


async def _round_of(call: Invocation, tx: Transaction) -> Chosen:
    number, _, day = call.value.partition(":")
    circle = await records.circle(tx, call.workspace, row_number(number))
    planned = await records.next_draw(tx, circle) if circle else None
    if circle is None or planned is None or planned[0].isoformat() != day:
        raise Refusal(views.ROUND_PASSED)
    return Chosen(circle, planned[0], Instant(planned[1], circle.zone))


async def _next_round(tx: Transaction, circle: Circle) -> Chosen:
    planned = await records.next_draw(tx, circle)
    if planned is None:
        raise Refusal(views.NO_ROUND)
    return Chosen(circle, planned[0], Instant(planned[1], circle.zone))


async def _join(call: Invocation, tx: Transaction, circle: Circle) -> Answer:
    await _set(call, tx, circle, "in")
    planned = await records.next_draw(tx, circle)
    return Reply(views.joined(circle, Instant(planned[1], circle.zone) if planned else None))


async def _leave(call: Invocation, tx: Transaction, circle: Circle) -> Answer:
    await _member(call, tx, circle)
    await _set(call, tx, circle, "out")
    return Reply(views.left(circle))


async def _skip(call: Invocation, tx: Transaction, chosen: Chosen) -> Answer:
    mine = await _member(call, tx, chosen.circle)
    await records.add_skip(tx, chosen.circle, chosen.day, call.person)
    await records.touch(tx, chosen.circle, call.person, call.now)
    await outbox.stale(tx, call.workspace, notice_subject(chosen.circle, chosen.day, mine))
    return Reply(views.skips(chosen.circle, chosen.day.isoformat(), chosen.draw))


async def _member(call: Invocation, tx: Transaction, circle: Circle) -> Membership:
    mine = await records.membership_of(tx, circle, call.person)
    if mine is None or mine.state != "in":
        raise Refusal(views.NOT_IN)
    return mine


async def _set(call: Invocation, tx: Transaction, circle: Circle, state: str) -> None:
    await records.set_state(tx, circle, call.person, state, call.now)
    await _redraw(call, tx, circle)


async def _touch(call: Invocation, tx: Transaction, circle: Circle) -> None:
    await records.touch(tx, circle, call.person, call.now)
    await _redraw(call, tx, circle)


async def _redraw(call: Invocation, tx: Transaction, circle: Circle) -> None:
    mine = await records.membership_of(tx, circle, call.person)
    planned = await records.next_draw(tx, circle)
    if mine:
        notices = [notice_subject(circle, planned[0], mine)] if planned else []
        await outbox.stale(tx, call.workspace, f"invite:{mine.id}", *notices)
