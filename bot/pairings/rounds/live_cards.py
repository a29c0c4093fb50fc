"""Live cards of pairings: invitations, notices, introductions and check-ins."""

import datetime as dt
from collections.abc import Sequence

from bot.core.router import Router
from bot.core.subjects import Subject
from bot.pairings import rules
from bot.pairings.programs import records
from bot.pairings.rounds import group_details
from bot.pairings.rounds import records as round_records
from bot.pairings.rounds.cancellation import call_off_group
from bot.pairings.views import introduction, invitation
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card
from bot.ui.text import Instant

router = Router()


@router.live_card("invite")
async def render_invitation(
    tx: ReadTransaction,
    workspace: str,
    subject: Subject,
    now: dt.datetime,  # noqa: ARG001
) -> Card | None:
    """Render an invitation with its answer; None if its program or membership was deleted."""
    member = await records.membership_by_id(tx, workspace, subject.id)
    if member is None:
        return None
    program = await records.find_program(tx, workspace, member.program)
    return invitation.invitation_card(program, member.state) if program else None


@router.live_card("notice")
async def render_notice(
    tx: ReadTransaction,
    workspace: str,
    subject: Subject,
    now: dt.datetime,  # noqa: ARG001
) -> Card | None:
    """Render one person's notice of a round; the subject is made by `keys.notice_subject`."""
    day, member_id = subject.parts
    date = dt.date.fromisoformat(day)
    state = await records.load_notice_state(tx, workspace, int(member_id), date)
    if state is None:
        return None

    program, member, skipped = state
    if member.state != "in":
        return invitation.out_card(program)
    drawn = Instant(rules.draw_at(program, date), program.zone)
    silent = member.silent_rounds >= rules.ASK_AFTER
    return invitation.notice_card(program, day, drawn, skipped=skipped, silent=silent)


@router.live_card("group")
async def render_group(
    tx: ReadTransaction, workspace: str, subject: Subject, now: dt.datetime
) -> Card | None:
    """Render the introduction of a group with its present state."""
    details = await group_details.load_group(tx, workspace, subject.id)
    return introduction.introduction_card(details, now) if details else None


@router.live_card("checkin")
async def render_check_in(
    tx: ReadTransaction,
    workspace: str,
    subject: Subject,
    now: dt.datetime,  # noqa: ARG001
) -> Card | None:
    """Render one member's check-in with their answer."""
    details = await group_details.load_group_of_member(tx, workspace, subject.id)
    if details is None:
        return None

    for member in details.members:
        if member.id == subject.id:
            return introduction.check_in_card(details, member)
    return None


@router.on_people_left("group")
async def go_on_without(
    tx: Transaction, workspace: str, subject: Subject, left_people: Sequence[str], now: dt.datetime
) -> None:
    """Answer "can't this time" for members who left the workspace; call off what falls apart."""
    details = await group_details.load_group(tx, workspace, subject.id, lock=True)
    if details is None or details.group.state != "open":
        return

    for member in details.members:
        if member.person in left_people:
            await round_records.set_answer(tx, member, workspace, "cant", now)
    changed = await group_details.load_group(tx, workspace, details.group.id)
    if changed and len(changed.staying_members) < 2:
        await call_off_group(tx, changed, now)
