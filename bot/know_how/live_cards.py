"""The question whether to be introduced, and what follows where an introduction doesn't arrive."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import message_records, outbox
from bot.core.router import Router, Undelivered
from bot.core.subjects import Subject
from bot.know_how import introductions, records
from bot.know_how.notifications import INTRODUCED
from bot.know_how.views import introductions as views
from bot.open_tables.records import introduction_key
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card

router = Router()


@router.live_card("expert")
async def render_question(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render the question to somebody whether they would like to be introduced, as it stands."""
    request = await records.find_request(tx, workspace, subject.id)
    known = await people.find_people(tx, workspace, request.pair) if request else {}
    if request is None or request.asker not in known or request.expert not in known:
        return None
    asker, zone = known[request.asker].mention, known[request.expert].zone
    if request.state == "introduced":
        key = introduction_key(request.subject)
        sent = await message_records.was_sent(tx, workspace, key)
        return views.agreed_card(asker, sent=sent)
    if request.asker in await people.avoid_list(tx, workspace, request.expert):
        return views.declined_for_good_card(asker)
    if request.state != "asked" or request.until <= now:
        return views.question_over_card(asker)
    evidence = await introductions.find_evidence(tx, request, now)
    return views.question_card(request, asker, evidence, zone)


@router.on_undelivered(INTRODUCED)
async def tell_of_refused_introduction(tx: Transaction, message: Undelivered) -> None:
    """Send both the news that an introduction which the platform refused didn't come together."""
    await settle_introductions(tx, message.workspace, [message.key], message.now)


@router.on_outcome(INTRODUCED)
async def settle_introductions(
    tx: Transaction, workspace: str, keys: Sequence[str], now: datetime
) -> None:
    """Draw the question anew with what became of it; send both the news of a lost introduction."""
    lost = await message_records.lost_messages(tx, workspace, keys)
    for key in keys:
        number = Subject.parse(key.rpartition(":")[0]).id
        request = await records.find_request_for_update(tx, workspace, number)
        if request is None:
            continue
        if key in lost:
            await introductions.end_lost_introduction(tx, request, now)
        await outbox.invalidate(tx, workspace, request.subject)
