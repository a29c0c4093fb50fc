"""Tell people of the next round a working day ahead, and ask what became of the one that ends."""

import datetime as dt
from collections.abc import Sequence

from bot.core import outbox
from bot.core.outbox import Letter
from bot.pairings import rules
from bot.pairings.keys import check_in_key, intro_key, notice_subject, nudge_key
from bot.pairings.programs import records
from bot.pairings.programs.records import Circle, Membership
from bot.pairings.rounds import group_details, participants
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.group_details import Whole
from bot.pairings.rounds.records import Round
from bot.pairings.views import introduction, invitation
from bot.people import records as people
from bot.store.engine import Transaction


async def announce(tx: Transaction, circle: Circle, day: dt.date, now: dt.datetime) -> None:
    """Check in on the running round, ask or pause the silent, and tell everybody else of the round of a day."""
    drawn_at = rules.draw_at(circle, day)
    if not circle.active or now >= drawn_at:
        return
    running = await round_records.last_round(tx, circle)
    groups = await group_details.of_round(tx, running) if running and running.state == "drawn" else []
    if running:
        await check_in(tx, circle, running, groups, now, "end")
    members = await records.memberships(tx, circle, "in")
    paused = await _weigh_silence(tx, circle, members, groups)
    await _tell_paused(tx, circle, day, [member.person for member in members if member.id in paused], now)
    staying = [member for member in members if member.id not in paused]
    await _notify(tx, circle, day, staying, now)


async def check_in(
    tx: Transaction, circle: Circle, running: Round, groups: Sequence[Whole], now: dt.datetime, which: str
) -> None:
    """Ask everybody whose group has not met yet; who called it off is left in peace."""
    if running.state != "drawn" or now >= running.ends_at:
        return
    letters = [
        Letter(check_in_key(place.id, which), (place.person,), subject=f"checkin:{place.id}")
        for group in groups
        if group.group.state == "open"
        for place in group.staying
    ]
    await outbox.whisper_many(tx, circle.workspace, letters, rule=rules.CHECK_IN, due=now, expires=running.ends_at)


async def nudge(tx: Transaction, circle: Circle, running: Round, now: dt.datetime) -> None:
    """Remind each group in which nobody has clicked anything."""
    if running.state != "drawn" or now >= running.ends_at:
        return
    for group in await group_details.of_round(tx, running):
        if group.group.state == "open" and all(place.answer == "none" for place in group.places):
            await outbox.follow_up(
                tx,
                circle.workspace,
                nudge_key(group.group.id),
                intro_key(group.group.id),
                tuple(place.person for place in group.places),
                introduction.nudge(group, now),
                rule=rules.NUDGE,
                due=now,
                expires=running.ends_at,
                weight=outbox.MAY_DROP,
            )


async def _weigh_silence(
    tx: Transaction, circle: Circle, members: Sequence[Membership], groups: Sequence[Whole]
) -> set[int]:
    seated = {place.person: group for group in groups for place in group.places}
    counts = {
        member.id: rules.silence(member, group.round.drawn_at, met=group.group.state == "met")
        for member in members
        if (group := seated.get(member.person))
    }
    before = {member.id: member.silent_rounds for member in members}
    changed = {number: count for number, count in counts.items() if count != before[number]}
    paused = {number for number, count in counts.items() if count > rules.ASK_AFTER}
    await records.set_silence(tx, circle, changed, sorted(paused))
    return paused


async def _tell_paused(tx: Transaction, circle: Circle, day: dt.date, who: Sequence[str], now: dt.datetime) -> None:
    card = invitation.paused_for_silence(circle)
    letters = [Letter(f"silent:{circle.id}:{day}:{person}", (person,), card) for person in who]
    await outbox.whisper_many(tx, circle.workspace, letters, rule=rules.SILENT, due=now, weight=outbox.JOINED_FOR)


async def _notify(
    tx: Transaction, circle: Circle, day: dt.date, members: Sequence[Membership], now: dt.datetime
) -> None:
    known = await people.find_all(tx, circle.workspace, [member.person for member in members])
    skipping = await records.skippers(tx, circle, day)
    letters = [
        Letter(f"notice:{circle.id}:{day}:{member.id}", (member.person,), subject=notice_subject(circle, day, member))
        for member in members
        if member.person in known
        and participants.takes_part(known[member.person], day)
        and member.person not in skipping
    ]
    await outbox.whisper_many(
        tx, circle.workspace, letters, rule=rules.NOTICE, due=now, expires=rules.draw_at(circle, day)
    )
