"""The live cards of prompts: a posted prompt, and a suggestion."""

import datetime as dt

from bot.core.ids import row_number
from bot.core.router import Router
from bot.learnings import records as learnings
from bot.people import records as people
from bot.prompts import records
from bot.prompts.records import OwnPrompt
from bot.prompts.rules import prompt_subject
from bot.prompts.views import members
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


@router.live_card("prompt")
async def render_prompt(
    tx: ReadTransaction, workspace: str, number: str, _now: dt.datetime
) -> Card | None:
    """Draw a posted prompt: how many take it up, and what they share."""
    found = await records.find_posting(tx, workspace, row_number(number))
    if found is None:
        return None
    shared = await learnings.shared_about(
        tx, workspace, prompt_subject(found.id), members.MAX_QUOTES
    )
    return members.prompt_card(found, shared)


@router.live_card("prompt-suggestion")
async def render_suggestion(
    tx: ReadTransaction, workspace: str, number: str, _now: dt.datetime
) -> Card | None:
    """Draw a suggestion as it stands."""
    own = await records.find_own_prompt(tx, workspace, row_number(number))
    return await load_suggestion_card(tx, workspace, own) if own else None


async def load_suggestion_card(tx: ReadTransaction, workspace: str, own: OwnPrompt) -> Card:
    """Return the card of a suggestion, with who wrote it and who settled it."""
    settled_by = own.settled_by or ""
    known = await people.find_people(tx, workspace, [own.person, settled_by])
    by = known[own.person].mention if own.person in known else members.SOMEBODY
    return members.suggestion_card(
        own, by, known[settled_by].mention if settled_by in known else None
    )
