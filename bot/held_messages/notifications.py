"""Questions about what is held or set aside, to organisers and to the people whom it concerns.

Each is a live card, so that one decision settles them all. A question is asked once a matter; where
many come together, organisers get one note a day that lists them. Questions are never held: where
nobody knows whether one arrived, it is sent again.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.core import outbox
from bot.core.alerts import ALERT_REASON, alert_organisers
from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.held_messages import records
from bot.held_messages.records import MESSAGE, Matter
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import mark

MAX_ASKED = 5  # open matters of a workspace that are asked about one by one

MATTER, MATTERS, SEEN = "matter", "matters", "seen"  # kinds of the live cards with the questions
ALL_MATTERS = Subject(MATTERS)

router = Router()
SEEN_REASON = router.declare_reason(
    "held.seen",
    mark("The chat did not say whether a message to you arrived, so I asked you."),
    Purpose.JOINED,
)
QUESTIONS = (str(ALERT_REASON), str(SEEN_REASON))


def matter_subject(table: str, row_id: int) -> Subject:
    """Return the subject of the question to organisers about a row."""
    return Subject(MATTER, row_id, table)


async def tell_of_matter(
    tx: Transaction, workspace: str, table: str, row_id: int, now: datetime
) -> None:
    """Ask organisers about a row that was just held or set aside; nobody about a question."""
    await refresh_questions(tx, workspace, table, row_id)
    matter = await records.find_matter(tx, workspace, table, row_id)
    if matter is None or _is_question(matter):
        return
    await _ask_organisers(tx, matter, now)
    if matter.state == "held":
        await _ask_recipients(tx, matter, now)


async def refresh_questions(tx: Transaction, workspace: str, table: str, row_id: int) -> None:
    """Bring the questions about a row up to date, as it was settled or comes up again."""
    subjects = [ALL_MATTERS, matter_subject(table, row_id)]
    if table == MESSAGE:
        subjects.append(Subject(SEEN, row_id))
    await outbox.invalidate(tx, workspace, *subjects)


async def list_matters_cards(
    _tx: ReadTransaction, _workspace: str, _decided: Sequence[Subject]
) -> list[Subject]:
    """Return the subject of the list of matters, in which restores stand as well."""
    return [ALL_MATTERS]


def _is_question(matter: Matter) -> bool:
    shows_one = matter.subject is not None and matter.subject.kind in (MATTER, MATTERS, SEEN)
    return shows_one or matter.kind in QUESTIONS


async def _ask_organisers(tx: Transaction, matter: Matter, now: datetime) -> None:
    subject, key = matter_subject(matter.table, matter.id), f"matter:{matter.name}"
    others = await records.list_matters(tx, matter.workspace, MAX_ASKED + 1)
    if len(others) > MAX_ASKED:
        subject, key = ALL_MATTERS, f"matters:{now:%Y-%m-%d}"
    await alert_organisers(tx, matter.workspace, key, None, now, subject=subject)


async def _ask_recipients(tx: Transaction, matter: Matter, now: datetime) -> None:
    """Ask the people to whom a message was, if it was to people: they can see it."""
    if not matter.to_people:
        return
    messages = [
        outbox.OutgoingMessage(f"seen:{matter.id}:{who}", (who,), subject=Subject(SEEN, matter.id))
        for who in matter.recipients
    ]
    await outbox.send_dms(tx, matter.workspace, messages, reason=SEEN_REASON, due=now)
