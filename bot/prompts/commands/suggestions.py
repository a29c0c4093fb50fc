"""Suggest prompts, and let organisers settle what was suggested."""

import datetime as dt

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Option, Refusal, Reply, Router
from bot.dates.recurrence import next_open
from bot.people import records as people
from bot.prompts import records, rules
from bot.prompts.deck import SEASONS, THEMES, Prompt
from bot.prompts.records import OwnPrompt
from bot.prompts.views import members as views
from bot.prompts.views import organisers
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card

router = Router()
SUGGESTED = router.declare_reason("prompt.suggested", views.WHY_SUGGESTED)
SETTLED = router.declare_reason("prompt.settled", views.WHY_SETTLED)

_TEXT = Option("text", "what people could do, in a sentence or two", rest=True)
_THEME = Option("theme", "what it is about", choices=THEMES)
_HINT = Option("hint", "how to go about it")


@router.command(
    "prompt suggest",
    "Suggest a prompt to the organisers",
    Role.ANYONE,
    _TEXT,
    _THEME,
    _HINT,
    example="/prompt suggest Eat lunch with somebody who sits by the other window. theme:reach-out",
)
async def suggest_prompt(call: Invocation, tx: Transaction) -> Answer:
    """Send a suggestion to the organisers, or ask for its words."""
    if not call.field_text("text"):
        return OpenForm(views.suggestion_form("prompt.suggest", "Suggest a prompt"))
    return _raise_errors(await _suggest(call, tx))


@router.form("prompt.suggest", Role.ANYONE)
async def suggest_prompt_by_form(call: Invocation, tx: Transaction) -> Answer:
    """Send a suggestion that was written in the form."""
    return await _suggest(call, tx)


@router.command(
    "prompt add",
    "Add a prompt to the deck",
    Role.ORGANISER,
    _TEXT,
    _THEME,
    _HINT,
    Option("season", "when it fits", choices=SEASONS),
    example='/prompt add Ask a neighbour how they start their day. theme:go-out hint:"Knock '
    'first."',
)
async def add_prompt(call: Invocation, tx: Transaction) -> Answer:
    """Add a prompt, or ask for its words."""
    if not call.field_text("text"):
        return OpenForm(views.suggestion_form("prompt.add", "Add a prompt"))
    return _raise_errors(await _add(call, tx))


@router.form("prompt.add", Role.ORGANISER)
async def add_prompt_by_form(call: Invocation, tx: Transaction) -> Answer:
    """Add a prompt that was written in the form."""
    return await _add(call, tx)


@router.button("prompt.suggestions", Role.ORGANISER)
async def show_suggestion(call: Invocation, tx: Transaction) -> Answer:
    """Show the suggestion that has waited longest."""
    waiting = await records.list_suggestions(tx, call.workspace)
    if not waiting:
        return Reply(organisers.no_suggestions_card())
    return Reply(await _card(tx, call.workspace, waiting[0]))


@router.button("prompt.approve", Role.ORGANISER)
async def approve_suggestion(call: Invocation, tx: Transaction) -> Answer:
    """Put a suggestion into the deck."""
    return await _settle(call, tx, "approved")


@router.button("prompt.decline", Role.ORGANISER)
async def decline_suggestion(call: Invocation, tx: Transaction) -> Answer:
    """Leave a suggestion out of the deck."""
    return await _settle(call, tx, "declined")


@router.live_card("prompt-suggestion")
async def render_suggestion(
    tx: ReadTransaction, workspace: str, number: str, _now: dt.datetime
) -> Card | None:
    """Draw a suggestion as it stands."""
    own = await records.find_own_prompt(tx, workspace, row_number(number))
    return await _card(tx, workspace, own) if own else None


async def _suggest(call: Invocation, tx: Transaction) -> Answer:
    new, errors = await _read(call, tx)
    mine = [
        own
        for own in await records.list_suggestions(tx, call.workspace)
        if own.person == call.person
    ]
    if not errors and len(mine) >= rules.MAX_WAITING:
        errors["text"] = views.ENOUGH_WAITING
    if errors:
        return FormErrors(errors)
    own = await records.insert_own_prompt(
        tx, call.workspace, new, "suggested", call.person, call.now
    )
    subject = f"prompt-suggestion:{own.id}"
    known = await people.list_organisers(tx, call.workspace)
    for organiser in known:
        key = f"{subject}:{organiser.id}"
        await outbox.send_dm(
            tx,
            call.workspace,
            key,
            organiser.id,
            None,
            subject=subject,
            reason=SUGGESTED,
            due=call.now,
        )
    return Reply(views.suggestion_thanks_card(bool(known)))


async def _add(call: Invocation, tx: Transaction) -> Answer:
    new, errors = await _read(call, tx)
    if errors:
        return FormErrors(errors)
    own = await records.insert_own_prompt(
        tx, call.workspace, new, "approved", call.person, call.now
    )
    return Reply(organisers.prompt_added_card(own.prompt))


async def _read(call: Invocation, tx: ReadTransaction) -> tuple[Prompt, dict[str, str]]:
    text, hint = (
        rules.tidy_text(call.field_text("text"), rules.MAX_PROMPT),
        rules.tidy_text(call.field_text("hint"), rules.MAX_HINT),
    )
    theme, season = (
        call.field_text("theme").lower() or THEMES[0],
        call.field_text("season").lower() or SEASONS[0],
    )
    wrong = rules.find_fault(text, hint)
    errors = {"hint" if wrong == "hint" else "text": views.FAULTS[wrong]} if wrong else {}
    if theme not in THEMES:
        errors["theme"] = views.NO_SUCH_THEME
    if season not in SEASONS:
        errors["season"] = views.NO_SUCH_SEASON
    if not errors and text.casefold() in {
        each.prompt.text.casefold() for each in await records.load_deck(tx, call.workspace)
    }:
        errors["text"] = views.IN_DECK
    return Prompt("", theme, season, text, hint), errors


def _raise_errors(answer: Answer) -> Answer:
    if isinstance(answer, FormErrors):
        raise Refusal(next(iter(answer.errors.values())))
    return answer


async def _settle(call: Invocation, tx: Transaction, state: str) -> Answer:
    number = row_number(call.value)
    first = await records.settle_suggestion(
        tx, call.workspace, number, state, call.person, call.now
    )
    own = await records.find_own_prompt(tx, call.workspace, number)
    if own is None:
        raise Refusal(views.GONE)
    if not first:
        return Reply(views.settled_already_card(own))
    await outbox.invalidate(tx, call.workspace, f"prompt-suggestion:{own.id}")
    writer = await people.find_person(tx, call.workspace, own.person)
    await outbox.send_dm(
        tx,
        call.workspace,
        f"prompt-settled:{own.id}",
        own.person,
        views.suggestion_settled_card(own),
        reason=SETTLED,
        due=next_open(call.now, writer.zone if writer else call.zone),
        solicited=True,
    )
    return Reply(views.settling_thanks_card(own))


async def _card(tx: ReadTransaction, workspace: str, own: OwnPrompt) -> Card:
    settled_by = own.settled_by or ""
    known = await people.find_people(tx, workspace, [own.person, settled_by])
    by = known[own.person].mention if own.person in known else views.SOMEBODY
    return views.suggestion_card(
        own, by, known[settled_by].mention if settled_by in known else None
    )
