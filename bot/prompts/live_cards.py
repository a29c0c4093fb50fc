"""The live cards of prompts: a posting and a suggestion."""

import datetime as dt

from bot.core.router import Router
from bot.core.subjects import Subject
from bot.learnings import records as learnings
from bot.people import records as people
from bot.people.views.authors import author_mention
from bot.prompts import records
from bot.prompts.records import OwnPrompt
from bot.prompts.views import members
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


@router.live_card("prompt")
async def render_prompt(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: dt.datetime
) -> Card | None:
    """Render a posted prompt, with the numbers of answers and what people share."""
    posting = await records.find_posting(tx, workspace, subject.id)
    if posting is None:
        return None

    shared = await learnings.shared_about(tx, workspace, subject, members.MAX_QUOTES)
    return members.prompt_card(posting, shared)


@router.live_card("prompt-suggestion")
async def render_suggestion(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: dt.datetime
) -> Card | None:
    """Render a suggestion with its state."""
    own = await records.find_own_prompt(tx, workspace, subject.id)
    return await load_suggestion_card(tx, workspace, own) if own else None


async def load_suggestion_card(tx: ReadTransaction, workspace: str, own: OwnPrompt) -> Card:
    """Return the card of a suggestion, with its author and who decided on it."""
    decider_id = own.settled_by or ""
    by_id = await people.find_people(tx, workspace, [own.person, decider_id])
    author, decider = by_id.get(own.person), by_id.get(decider_id)
    return members.suggestion_card(
        own,
        author_mention(author),
        decider.mention if decider else None,
    )
