"""The live cards of sources: what was found at an address, that one rests, questions."""

from datetime import datetime

from bot.core import message_records, outbox
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.sources import merge_review, records, rulings
from bot.sources.notifications import FOUND_SUBJECT, RESTS_SUBJECT, TWIN_SUBJECT
from bot.sources.views import discovery, management
from bot.sources.views import duplicates as duplicate_views
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card

router = Router()


async def invalidate_source(tx: Transaction, workspace: str, number: int) -> None:
    """Invalidate what its owner read of a source, because it was saved, rests or is gone."""
    subjects = [Subject(kind, number) for kind in (FOUND_SUBJECT, RESTS_SUBJECT)]
    await outbox.invalidate(tx, workspace, *subjects)


@router.live_card(FOUND_SUBJECT)
async def render_found_source(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: datetime
) -> Card | None:
    """Render what was found at an address, or what became of it."""
    source = await records.find_source(tx, workspace, subject.id)
    if source is None:
        return await _gone(tx, workspace, subject)
    if source.state == "found":
        return discovery.source_found_card(source)
    if source.state == "dates":
        return discovery.dates_found_card(source)
    return discovery.already_known_card(source)


@router.live_card(RESTS_SUBJECT)
async def render_resting_source(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: datetime
) -> Card | None:
    """Render the news that a source rests, or what became of it."""
    source = await records.find_source(tx, workspace, subject.id)
    if source is None:
        return await _gone(tx, workspace, subject)
    if source.state == "paused":
        return management.source_resting_card(source)
    return management.source_resumed_card(source)


@router.live_card(TWIN_SUBJECT)
async def render_twin(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render the question whether two listings are one event, or how it was settled."""
    ruling = await rulings.find_ruling(tx, workspace, subject.id)
    if ruling is None:
        stands = await message_records.stands(tx, workspace, subject)
        return duplicate_views.question_over_card(0, "") if stands else None
    pairs = (await merge_review.find_pairs(tx, workspace, [ruling]))[ruling.id]
    ahead = [pair for pair in pairs if min(one.starts_at for one in pair) > now]
    if ruling.state in rulings.SETTLED:
        return duplicate_views.question_over_card(ruling.id if ahead else 0, ruling.state)
    if not ahead:
        return duplicate_views.question_over_card(0, "")

    one, other = ahead[0]
    sources = await records.sources_by_id(tx, workspace, [one.source, other.source])
    return duplicate_views.duplicate_question_card(
        subject.id,
        (one, sources[one.source].name),
        (other, sources[other.source].name),
        len(ahead),
    )


async def _gone(tx: ReadTransaction, workspace: str, subject: Subject) -> Card | None:
    """Return what stands in place of a message about a source that was deleted since."""
    stands = await message_records.stands(tx, workspace, subject)
    return management.source_gone_card() if stands else None
