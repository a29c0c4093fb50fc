"""Suggest prompts, and let organisers settle what was suggested."""

import datetime as dt

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.permissions import Who
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Option, Refusal, Reply, Router
from bot.dates.recurrence import next_open
from bot.people import records as people
from bot.prompts import records, rules
from bot.prompts.deck import SEASONS, THEMES, Prompt
from bot.prompts.records import Own
from bot.prompts.views import members as views
from bot.prompts.views import organisers
from bot.store.engine import Transaction
from bot.ui.cards import Card

router = Router()
SUGGESTED = router.rule("prompt.suggested", views.WHY_SUGGESTED)
SETTLED = router.rule("prompt.settled", views.WHY_SETTLED)

_TEXT = Option("text", "what people could do, in a sentence or two", rest=True)
_THEME = Option("theme", "what it is about", choices=THEMES)
_HINT = Option("hint", "how to go about it")


@router.command(
    "prompt suggest",
    "Suggest a prompt to the organisers",
    Who.ANYONE,
    _TEXT,
    _THEME,
    _HINT,
    example="/prompt suggest Eat lunch with somebody who sits by the other window. theme:reach-out",
)
async def suggest(call: Invocation, tx: Transaction) -> Answer:
    """Send a suggestion to the organisers, or ask for its words."""
    if not call.text("text"):
        return OpenForm(views.suggestion_form("prompt.suggest", "Suggest a prompt"))
    return _told(await _suggest(call, tx))


@router.form("prompt.suggest", Who.ANYONE)
async def suggest_by_form(call: Invocation, tx: Transaction) -> Answer:
    """Send a suggestion that was written in the form."""
    return await _suggest(call, tx)


@router.command(
    "prompt add",
    "Add a prompt to the deck",
    Who.ORGANISER,
    _TEXT,
    _THEME,
    _HINT,
    Option("season", "when it fits", choices=SEASONS),
    example='/prompt add Ask a neighbour how they start their day. theme:go-out hint:"Knock first."',
)
async def add(call: Invocation, tx: Transaction) -> Answer:
    """Add a prompt, or ask for its words."""
    if not call.text("text"):
        return OpenForm(views.suggestion_form("prompt.add", "Add a prompt"))
    return _told(await _add(call, tx))


@router.form("prompt.add", Who.ORGANISER)
async def add_by_form(call: Invocation, tx: Transaction) -> Answer:
    """Add a prompt that was written in the form."""
    return await _add(call, tx)


@router.button("prompt.suggestions", Who.ORGANISER)
async def look(call: Invocation, tx: Transaction) -> Answer:
    """Show the suggestion that has waited longest."""
    waiting = await records.suggested(tx, call.workspace)
    if not waiting:
        return Reply(organisers.no_suggestions())
    return Reply(await _card(tx, call.workspace, waiting[0]))


@router.button("prompt.approve", Who.ORGANISER)
async def approve(call: Invocation, tx: Transaction) -> Answer:
    """Put a suggestion into the deck."""
    return await _settle(call, tx, "approved")


@router.button("prompt.decline", Who.ORGANISER)
async def decline(call: Invocation, tx: Transaction) -> Answer:
    """Leave a suggestion out of the deck."""
    return await _settle(call, tx, "declined")


@router.living_card("prompt-suggestion")
async def draw(tx: Transaction, workspace: str, number: str, _now: dt.datetime) -> Card | None:
    """Draw a suggestion as it stands."""
    own = await records.find_own(tx, workspace, row_number(number))
    return await _card(tx, workspace, own) if own else None


async def _suggest(call: Invocation, tx: Transaction) -> Answer:
    new, errors = await _read(call, tx)
    mine = [own for own in await records.suggested(tx, call.workspace) if own.person == call.person]
    if not errors and len(mine) >= rules.MOST_WAITING:
        errors["text"] = views.ENOUGH_WAITING
    if errors:
        return FormErrors(errors)
    own = await records.add(tx, call.workspace, new, "suggested", call.person, call.now)
    subject = f"prompt-suggestion:{own.id}"
    known = await people.organisers(tx, call.workspace)
    for organiser in known:
        key = f"{subject}:{organiser.id}"
        await outbox.whisper(tx, call.workspace, key, organiser.id, None, subject=subject, rule=SUGGESTED, due=call.now)
    return Reply(views.suggested(bool(known)))


async def _add(call: Invocation, tx: Transaction) -> Answer:
    new, errors = await _read(call, tx)
    if errors:
        return FormErrors(errors)
    own = await records.add(tx, call.workspace, new, "approved", call.person, call.now)
    return Reply(organisers.added(own.prompt))


async def _read(call: Invocation, tx: Transaction) -> tuple[Prompt, dict[str, str]]:
    text, hint = rules.tidy(call.text("text"), rules.LONGEST), rules.tidy(call.text("hint"), rules.HINT)
    theme, season = call.text("theme").lower() or THEMES[0], call.text("season").lower() or SEASONS[0]
    wrong = rules.fault(text, hint)
    errors = {"hint" if wrong == "hint" else "text": views.FAULTS[wrong]} if wrong else {}
    if theme not in THEMES:
        errors["theme"] = views.NO_SUCH_THEME
    if season not in SEASONS:
        errors["season"] = views.NO_SUCH_SEASON
    if not errors and text.casefold() in {
        each.prompt.text.casefold() for each in await records.deck(tx, call.workspace)
    }:
        errors["text"] = views.IN_DECK
    return Prompt("", theme, season, text, hint), errors


def _told(answer: Answer) -> Answer:
    if isinstance(answer, FormErrors):
        raise Refusal(next(iter(answer.errors.values())))
    return answer


async def _settle(call: Invocation, tx: Transaction, state: str) -> Answer:
    number = row_number(call.value)
    first = await records.settle(tx, call.workspace, number, state, call.person, call.now)
    own = await records.find_own(tx, call.workspace, number)
    if own is None:
        raise Refusal(views.GONE)
    if not first:
        return Reply(views.settled_already(own))
    await outbox.stale(tx, call.workspace, f"prompt-suggestion:{own.id}")
    writer = await people.find(tx, call.workspace, own.person)
    await outbox.whisper(
        tx,
        call.workspace,
        f"prompt-settled:{own.id}",
        own.person,
        views.settled(own),
        rule=SETTLED,
        due=next_open(call.now, writer.zone if writer else call.zone),
        asked=True,
    )
    return Reply(views.thanks_for_settling(own))


async def _card(tx: Transaction, workspace: str, own: Own) -> Card:
    settled_by = own.settled_by or ""
    known = await people.find_all(tx, workspace, [own.person, settled_by])
    by = known[own.person].mention if own.person in known else views.SOMEBODY
    return views.suggestion(own, by, known[settled_by].mention if settled_by in known else None)
