"""Draw the cards about lunch that change: invitations, notices, introductions and check-ins."""

import datetime as dt
from collections.abc import Sequence

from bot.core.ids import row_number
from bot.core.router import Router
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
    number: str,
    now: dt.datetime,  # noqa: ARG001
) -> Card | None:
    """Draw an invitation and what was answered."""
    mine = await records.membership_by_id(tx, workspace, row_number(number))
    circle = await records.find_program(tx, workspace, mine.circle) if mine else None
    return invitation.invitation_card(circle, mine.state) if mine and circle else None


@router.live_card("notice")
async def render_notice(
    tx: ReadTransaction,
    workspace: str,
    subject: str,
    now: dt.datetime,  # noqa: ARG001
) -> Card | None:
    """Draw a notice of a round, as it stands for one person."""
    _, day, number = subject.split(":")
    date = dt.date.fromisoformat(day)
    state = await records.load_notice_state(tx, workspace, row_number(number), date)
    if state is None:
        return None
    circle, mine, skipped = state
    drawn = Instant(rules.draw_at(circle, date), circle.zone)
    if mine.state != "in":
        return invitation.out_card(circle)
    silent = mine.silent_rounds >= rules.ASK_AFTER
    return invitation.notice_card(circle, day, drawn, skipped=skipped, silent=silent)


@router.live_card("group")
async def render_group(
    tx: ReadTransaction, workspace: str, number: str, now: dt.datetime
) -> Card | None:
    """Draw the introduction of a group and what became of it."""
    found = await group_details.load_group(tx, workspace, row_number(number))
    return introduction.introduction_card(found, now) if found else None


@router.live_card("checkin")
async def render_check_in(
    tx: ReadTransaction,
    workspace: str,
    number: str,
    now: dt.datetime,  # noqa: ARG001
) -> Card | None:
    """Draw one person's check-in."""
    found = await group_details.load_group_of_member(tx, workspace, row_number(number))
    mine = (
        next((place for place in found.members if str(place.id) == number), None) if found else None
    )
    return introduction.check_in_card(found, mine) if found and mine else None


@router.on_people_left("group")
async def go_on_without(
    tx: Transaction, workspace: str, number: str, left_people: Sequence[str], now: dt.datetime
) -> None:
    """Let a group go on without those who are gone, or tell whoever is left that it fell
    through."""
    group = await group_details.load_group(tx, workspace, row_number(number), lock=True)
    if group is None or group.group.state != "open":
        return
    for place in group.members:
        if place.person in left_people:
            await round_records.set_answer(tx, place, workspace, "cant", now)
    left = await group_details.load_group(tx, workspace, group.group.id)
    if left and len(left.staying_members) < 2:
        await call_off_group(tx, left, now)
