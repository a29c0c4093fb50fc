"""Live cards of agreements: the news of a time, its reminder, and proposed moments."""

import datetime as dt

from bot.core.router import Router
from bot.core.subjects import Subject
from bot.pairings.agreements import records
from bot.pairings.agreements.agreement import load_agreement
from bot.pairings.rounds import group_details
from bot.pairings.views import agreement as views
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


@router.live_card("agreed")
async def render_agreed(
    tx: ReadTransaction, workspace: str, subject: Subject, now: dt.datetime
) -> Card | None:
    """Render the news of what a group agreed on; the part "soon" makes it a reminder."""
    version = await records.find_agreement(tx, workspace, subject.id)
    details = await group_details.load_group(tx, workspace, version.group) if version else None
    if version is None or details is None:
        return None

    agreement = await load_agreement(tx, details)
    return views.agreed_card(details, agreement, version, now, soon=bool(subject.parts))


@router.live_card("moment")
async def render_proposal(
    tx: ReadTransaction, workspace: str, subject: Subject, now: dt.datetime
) -> Card | None:
    """Render a moment that a member proposed."""
    group = await records.group_of_moment(tx, workspace, subject.id)
    details = await group_details.load_group(tx, workspace, group)
    if details is None:
        return None

    agreement = await load_agreement(tx, details)
    for moment in agreement.moments:
        if moment.id == subject.id:
            return views.proposal_card(details, agreement, moment, now)
    return None
