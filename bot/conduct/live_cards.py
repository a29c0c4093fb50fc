"""The live cards of conduct, and what follows when one does not arrive."""

from collections.abc import Sequence
from datetime import datetime

from bot.conduct import notifications, records
from bot.conduct.views import hidden, trusted
from bot.core import concerns, message_records, sent_words
from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card
from bot.ui.text import Mention

router = Router()


@router.live_card("concern")
async def render_concern(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: datetime
) -> Card | None:
    """Render what somebody told a trusted person."""
    told = await records.find_told(tx, workspace, subject.id)
    if told is None:
        return None
    reporter = await mention_of(tx, workspace, told.person)
    known = await people.find_people(tx, workspace, told.people)
    others = [known[person].mention for person in told.people if person in known]
    concern = await concerns.find_concern(tx, workspace, told.person, told.about)
    shows = concern is not None and concern.drawn
    return trusted.concern_card(told, reporter, others, shows=shows)


@router.live_card("hidden-text")
async def render_hidden_text(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: datetime
) -> Card | None:
    """Render the note to an author that their words are hidden, or back."""
    text = await records.find_hidden(tx, workspace, subject.id)
    return hidden.author_card(text) if text else None


@router.live_card(sent_words.KIND)
async def render_sent_message(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: datetime
) -> Card | None:
    """Render a message that was written once, without the words that are hidden."""
    return await sent_words.find_sent_card(tx, workspace, subject.id)


@router.live_card("hiding")
async def render_request(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: datetime
) -> Card | None:
    """Render the question to organisers whether to hide a text, until it is decided."""
    request = await records.find_request(tx, workspace, subject.id)
    if request is None:
        return None
    text = await concerns.find_text(tx, workspace, request.about)
    return hidden.request_card(request, text, hidden=text is not None and text.hidden)


async def mention_of(tx: ReadTransaction, workspace: str, person_id: str) -> Mention | None:
    """Return a mention of somebody who is known and has not left."""
    person = await people.find_person(tx, workspace, person_id)
    return person.mention if person and not person.left else None


@router.recheck(notifications.TOLD)
async def recheck_told(
    tx: Transaction, workspace: str, message: DueMessage, now: datetime
) -> tuple[str, ...]:
    """Return who is still named, of those to tell; whoever told them hears if it is nobody."""
    named = await records.list_trusted(tx, workspace)
    able = tuple(person for person in message.recipients if person in named)
    if not able:
        await _return_to_reporter(tx, workspace, message.row_id("concern"), now)
    return able


@router.on_outcome(notifications.TOLD)
async def tell_reporter_of_loss(
    tx: Transaction, workspace: str, keys: Sequence[str], now: datetime
) -> None:
    """Return to whoever told something that it does not arrive, for whatever reason."""
    for key in await message_records.lost_messages(tx, workspace, keys):
        await _return_to_reporter(tx, workspace, Subject.parse(key).id, now)


async def _return_to_reporter(tx: Transaction, workspace: str, number: int, now: datetime) -> None:
    told = await records.find_told(tx, workspace, number)
    if told is None:
        return
    recipient = await mention_of(tx, workspace, told.recipient)
    card = trusted.not_reached_card(recipient, left=False)
    await notifications.tell_reporter(tx, told, "unread", card, now)
