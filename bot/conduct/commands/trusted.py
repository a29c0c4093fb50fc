"""Whom to tell: organisers name people, who may say no, and read what they are told."""

from collections.abc import Mapping

from msgspec import structs

from bot.conduct import notifications, records, rules
from bot.conduct.departures import step_back
from bot.conduct.live_cards import mention_of
from bot.conduct.records import ToldConcern
from bot.conduct.views import trusted as views
from bot.core import concerns, outbox
from bot.core.ids import row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import CardRenderer, Router
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Actions
from bot.ui.speech import mark, say

router = Router()


def make_show_router(live_cards: Mapping[str, CardRenderer]) -> Router:
    """Return the router of the button that shows a trusted person what a concern is about."""
    show = Router()

    @show.button("concern.show", Role.ANYONE)
    async def show_card(call: Invocation, tx: Transaction) -> Answer:
        told = await _require_told(call, tx)
        seen = await concerns.find_concern(tx, call.workspace, told.person, told.about)
        render = live_cards.get(told.about.kind)
        card = None
        if seen is not None and render:
            card = await render(tx, call.workspace, told.about, call.now)
        if card is None:
            raise Refusal(say(views.CARD_GONE))
        parts = tuple(part for part in card.parts if not isinstance(part, Actions))
        return Reply(structs.replace(card, parts=parts))

    return show


@router.command(
    "mingle trusted", mark("Name whom people can tell that something is wrong"), Role.ORGANISER
)
async def open_trusted_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form with those who are named now."""
    return OpenForm(views.trusted_form(await records.list_trusted(tx, call.workspace)))


@router.form("trusted.save", Role.ORGANISER)
async def save_trusted(call: Invocation, tx: Transaction) -> Answer:
    """Name these people and no others; whoever is new hears of it."""
    chosen = list(dict.fromkeys(call.field_values("people")))
    known = await people.find_people(tx, call.workspace, chosen)
    if len(chosen) > rules.MAX_TRUSTED:
        return FormErrors({"people": views.too_many()})
    if len(known) < len(chosen) or any(person.left for person in known.values()):
        return FormErrors({"people": say(views.UNKNOWN)})

    named = await records.list_trusted(tx, call.workspace)
    await records.remove_trusted(tx, call.workspace, *(set(named) - set(chosen)))
    caller = await people.get_caller(call, tx)
    for person in chosen:
        if person in named:
            continue
        await records.add_trusted(tx, call.workspace, person, call.person, call.now)
        card = views.named_card(caller.mention)
        await notifications.tell_named(tx, call.workspace, person, card, call.now)
    return Reply(views.trusted_saved_card([known[person].mention for person in chosen]))


@router.button("trusted.decline", Role.ANYONE)
async def decline(call: Invocation, tx: Transaction) -> Answer:
    """Take the caller off the list of those who can be told."""
    if not await step_back(tx, call.workspace, call.person, call.now, left=False):
        raise Refusal(say(views.NOT_NAMED))
    return Reply(views.declined_card())


@router.button("concern.read", Role.ANYONE)
async def mark_read(call: Invocation, tx: Transaction) -> Answer:
    """Save that the caller has read what they were told, and tell whoever told it."""
    told = await _require_told(call, tx)
    reporter = await mention_of(tx, call.workspace, told.person)
    if told.read_at is None:
        await records.mark_read(tx, told, call.now)
        await outbox.invalidate(tx, call.workspace, told.subject)
        caller = await people.get_caller(call, tx)
        card = views.was_read_card(caller.mention)
        await notifications.tell_reporter(tx, told, "read", card, call.now)
    return Reply(views.read_thanks_card(reporter))


async def _require_told(call: Invocation, tx: ReadTransaction) -> ToldConcern:
    told = await records.find_told(tx, call.workspace, row_number(call.value))
    if told is None or told.recipient != call.person:
        raise Refusal(say(views.NOT_YOURS))
    return told
