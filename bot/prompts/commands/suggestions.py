"""Suggest prompts, and approve or decline what was suggested."""

from functools import partial

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.core.subjects import Subject
from bot.dates.working_time import WorkingTime, next_open
from bot.people import records as people
from bot.prompts import records, rules
from bot.prompts.deck import SEASONS, THEMES, Prompt
from bot.prompts.live_cards import load_suggestion_card
from bot.prompts.notifications import SETTLED, SUGGESTED
from bot.prompts.views import members as views
from bot.prompts.views import organisers as organiser_views
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import mark, say

router = Router()

_TEXT = Option("text", mark("what people could do, in a sentence or two"), rest=True, posted=True)
_THEME = Option("theme", mark("what it is about"), choices=THEMES)
_HINT = Option("hint", mark("how to go about it"), posted=True)


@router.command(
    "prompt suggest",
    mark("Suggest a prompt to the organisers"),
    Role.ANYONE,
    _TEXT,
    _THEME,
    _HINT,
    example="/prompt suggest Eat lunch with somebody who sits by the other window. theme:reach-out",
)
async def suggest_prompt(call: Invocation, tx: Transaction) -> Answer:
    """Send a suggestion to the organisers, or open the form that asks for its text."""
    if not call.field_text("text"):
        return OpenForm(views.suggestion_form("prompt.suggest", say("Suggest a prompt")))
    return _raise_errors(await _suggest(call, tx))


@router.form("prompt.suggest", Role.ANYONE, posted=("text", "hint"))
async def suggest_prompt_by_form(call: Invocation, tx: Transaction) -> Answer:
    """Send a suggestion that was written in the form."""
    return await _suggest(call, tx)


@router.command(
    "prompt add",
    mark("Add a prompt to the deck"),
    Role.ORGANISER,
    _TEXT,
    _THEME,
    _HINT,
    Option("season", mark("when it fits"), choices=SEASONS),
    example='/prompt add Ask a neighbour how they start their day. theme:go-out hint:"Knock '
    'first."',
)
async def add_prompt(call: Invocation, tx: Transaction) -> Answer:
    """Add a prompt to the deck, or open the form that asks for its text."""
    if not call.field_text("text"):
        return OpenForm(views.suggestion_form("prompt.add", say("Add a prompt")))
    return _raise_errors(await _add(call, tx))


@router.form("prompt.add", Role.ORGANISER, posted=("text", "hint"))
async def add_prompt_by_form(call: Invocation, tx: Transaction) -> Answer:
    """Add a prompt that was written in the form."""
    return await _add(call, tx)


@router.button("prompt.suggestions", Role.ORGANISER)
async def show_suggestion(call: Invocation, tx: Transaction) -> Answer:
    """Show the suggestion that has waited longest."""
    waiting = await records.list_suggestions(tx, call.workspace)
    if not waiting:
        return Reply(organiser_views.no_suggestions_card())
    return Reply(await load_suggestion_card(tx, call.workspace, waiting[0]))


@router.button("prompt.approve", Role.ORGANISER)
async def approve_suggestion(call: Invocation, tx: Transaction) -> Answer:
    """Add a suggestion to the deck."""
    return await _settle(call, tx, "approved")


@router.button("prompt.decline", Role.ORGANISER)
async def decline_suggestion(call: Invocation, tx: Transaction) -> Answer:
    """Keep a suggestion out of the deck."""
    return await _settle(call, tx, "declined")


async def _suggest(call: Invocation, tx: Transaction) -> Answer:
    prompt, errors = await _read_prompt(call, tx)
    suggestions = await records.list_suggestions(tx, call.workspace)
    waiting = sum(suggestion.person == call.person for suggestion in suggestions)
    if not errors and waiting >= rules.MAX_WAITING:
        errors["text"] = views.enough_waiting()
    if errors:
        return FormErrors(errors)

    own = await records.insert_own_prompt(
        tx, call.workspace, prompt, "suggested", call.person, call.now
    )
    subject = Subject("prompt-suggestion", own.id)
    organisers = await people.list_organisers(tx, call.workspace)
    for organiser in organisers:
        await outbox.send_dm(
            tx,
            call.workspace,
            f"{subject}:{organiser.id}",
            organiser.id,
            None,
            subject=subject,
            reason=SUGGESTED,
            due=call.now,
        )
    return Reply(views.suggestion_thanks_card(bool(organisers)))


async def _add(call: Invocation, tx: Transaction) -> Answer:
    prompt, errors = await _read_prompt(call, tx)
    if errors:
        return FormErrors(errors)

    own = await records.insert_own_prompt(
        tx, call.workspace, prompt, "approved", call.person, call.now
    )
    return Reply(organiser_views.prompt_added_card(own.prompt))


async def _read_prompt(call: Invocation, tx: ReadTransaction) -> tuple[Prompt, dict[str, str]]:
    text = rules.tidy_text(call.field_text("text"), rules.MAX_PROMPT)
    hint = rules.tidy_text(call.field_text("hint"), rules.MAX_HINT)
    theme = call.field_text("theme").lower() or THEMES[0]
    season = call.field_text("season").lower() or SEASONS[0]

    errors = {}
    fault = rules.find_fault(text, hint)
    if fault:
        errors["hint" if fault == "hint" else "text"] = views.fault_text(fault)
    if theme not in THEMES:
        errors["theme"] = views.no_such_theme()
    if season not in SEASONS:
        errors["season"] = say(views.NO_SUCH_SEASON)
    if not errors and await _is_in_deck(call, tx, text):
        errors["text"] = say(views.IN_DECK)
    return Prompt("", theme, season, text, hint), errors


async def _is_in_deck(call: Invocation, tx: ReadTransaction, text: str) -> bool:
    deck = await records.load_deck(tx, call.workspace)
    texts = (words for entry in deck for words in (entry.prompt.text, entry.prompt.said))
    return any(words.casefold() == text.casefold() for words in texts)


def _raise_errors(answer: Answer) -> Answer:
    if isinstance(answer, FormErrors):
        raise Refusal(next(iter(answer.errors.values())))
    return answer


async def _settle(call: Invocation, tx: Transaction, state: str) -> Answer:
    number = row_number(call.value)
    was_waiting = await records.settle_suggestion(
        tx, call.workspace, number, state, call.person, call.now
    )
    own = await records.find_own_prompt(tx, call.workspace, number)
    if own is None:
        raise Refusal(say(views.GONE))
    if not was_waiting:
        return Reply(views.settled_already_card(own))

    await outbox.invalidate(tx, call.workspace, Subject("prompt-suggestion", own.id))
    author = await people.find_person(tx, call.workspace, own.person)
    await outbox.send_dm(
        tx,
        call.workspace,
        f"prompt-settled:{own.id}",
        own.person,
        partial(views.suggestion_settled_card, own),
        reason=SETTLED,
        due=next_open(call.now, WorkingTime(author.zone if author else call.zone)),
        solicited=True,
    )
    return Reply(views.settling_thanks_card(own))
