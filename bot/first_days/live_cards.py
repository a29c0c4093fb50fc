"""The live cards of a newcomer's first ninety days: true as long as they stand."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import message_records
from bot.core.ids import row_number
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.events import records as events
from bot.events.views.cards import event_card
from bot.events.views.parts import UNTITLED, Attendance
from bot.first_days import look_back, steps, views
from bot.first_days.notifications import STEP
from bot.first_days.steps import EVENT, EXPERT, Asking
from bot.know_how.access import find_named
from bot.know_how.rules import choose_experts
from bot.next_step.event_steps import find_event_step
from bot.pairings.rounds import welcomers
from bot.people import newcomers
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card

router = Router()


@router.live_card(EVENT)
async def render_event(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render an event for a newcomer, with the company that it has now, or what became of it."""
    newcomer = await newcomers.find_by_number(tx, workspace, subject.id)
    if newcomer is None or newcomer.event is None:
        return None
    event = await events.find_event(tx, workspace, newcomer.event)
    if event is None or event.title == UNTITLED:
        return views.no_event_card()
    if event.state != "open" or event.ends_at <= now:
        return event_card(event, Attendance())
    step = await find_event_step(tx, workspace, newcomer.person, event)
    return views.event_card(step, is_stopped=newcomer.spread_at is None)


@router.live_card(EXPERT)
async def render_expert(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render whom a newcomer could ask, while that may be said to them."""
    newcomer = await newcomers.find_by_number(tx, workspace, subject.id)
    if newcomer is None or not newcomer.expert:
        return None
    asking = Asking(workspace, newcomer.person, now)
    person = await people.find_person(tx, workspace, newcomer.person)
    named = await find_named(asking, tx, newcomer.expert)
    if person is None or named is None:
        return views.no_expert_card()
    expert, evidence = named
    wants = [want for want in person.wants if choose_experts([evidence], want)]
    if not wants:
        return views.no_expert_card()
    return views.expert_card(wants[0], expert, evidence, is_stopped=newcomer.spread_at is None)


@router.live_card("newcomer_thanks")
async def render_thanks(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render the thanks for somebody's ninety days, with what they offered since."""
    person = await people.find_person(tx, workspace, subject.parts[0]) if subject.parts else None
    if person is None:
        return None
    newcomer = await newcomers.find_newcomer(tx, workspace, person.id)
    known = look_back.LookBack()
    if newcomer and newcomer.started_on and not person.left:
        known = await look_back.look_back(tx, workspace, person, newcomer.started_on, now)
    offer = await welcomers.find_welcomer(tx, workspace, person.id, now)
    return views.thanks_card(known, offer, person.zone)


@router.on_outcome(STEP)
async def look_after_loss(
    tx: Transaction, workspace: str, keys: Sequence[str], now: datetime
) -> None:
    """Look again for something for those newcomers who were not written to after all."""
    for key in await message_records.lost_messages(tx, workspace, keys):
        number = row_number(key.split(":")[1])
        newcomer = await newcomers.find_by_number(tx, workspace, number)
        if newcomer:
            await steps.look_again(tx, newcomer, now)


async def cards_about_events(
    tx: ReadTransaction, workspace: str, changed: Sequence[Subject]
) -> list[Subject]:
    """Return the cards that told newcomers of any of these events."""
    numbers = {subject.id for subject in changed}
    told = await newcomers.list_told(tx, workspace)
    return [Subject(EVENT, each.id) for each in told if each.event in numbers]


async def cards_naming(
    tx: ReadTransaction, workspace: str, changed: Sequence[Subject]
) -> list[Subject]:
    """Return the cards that tell newcomers to ask any of these people, or tell it any of these."""
    named = {person for subject in changed for person in subject.parts}
    told = [each for each in await newcomers.list_told(tx, workspace) if each.expert]
    return [
        Subject(EXPERT, each.id)
        for each in told
        if {each.person, each.expert.rpartition(":")[0]} & named
    ]
