"""The buttons of a newcomer's first ninety days: spread them, stop, or welcome the next one."""

from bot.core import channels
from bot.core.interactions import Answer, Invocation, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.dates.local_time import local_date
from bot.first_days import live_cards, notifications, recheck, steps, views
from bot.know_how.views.answers import MEANT
from bot.pairings.programs import records as programs
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import welcomers
from bot.people import newcomers
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.notices import outdated_button_card

router = Router().include_routers(live_cards.router, notifications.router, recheck.router)


@router.button("newcomer.spread", Role.ANYONE)
async def spread_first_days(call: Invocation, tx: Transaction) -> Answer:
    """Spread the caller's first ninety days, and tell what is ahead."""
    await people.lock_people(tx, call.workspace, call.person)
    caller = await people.get_caller(call, tx)
    today = local_date(call.now, caller.zone)
    newcomer = await newcomers.find_newcomer(tx, call.workspace, call.person)
    if newcomer is None or newcomer.started_on is None or not newcomer.is_new(today):
        return Reply(views.over_card())

    if newcomer.spread_at is None:
        await steps.begin(tx, newcomer, call.now, today)
    card = views.spread_card(
        newcomer.started_on,
        today,
        has_lunches=await _looks_across(tx, call),
        has_team=bool(caller.team),
        has_wants=bool(caller.wants),
    )
    return Reply(card)


@router.button("newcomer.stop", Role.ANYONE)
async def stop_first_days(call: Invocation, tx: Transaction) -> Answer:
    """Spread the caller's first days no longer."""
    await people.lock_people(tx, call.workspace, call.person)
    newcomer = await newcomers.find_newcomer(tx, call.workspace, call.person)
    if newcomer and newcomer.spread_at:
        await steps.end(tx, newcomer)
    return Reply(views.stopped_card())


@router.button("newcomer.welcome", Role.ANYONE)
async def welcome_newcomer(call: Invocation, tx: Transaction) -> Answer:
    """Let the caller welcome the next newcomer."""
    if call.value != MEANT:
        return Reply(outdated_button_card())
    await people.lock_people(tx, call.workspace, call.person)
    caller = await people.get_caller(call, tx)
    offer = await welcomers.find_welcomer(tx, call.workspace, call.person, call.now)
    if offer is None or offer.has_welcomed:
        await welcomers.offer_welcome(tx, call.workspace, call.person, call.now)
        offer = welcomers.Welcomer(call.now)
    taken = await _lunches_of(tx, call)
    return Reply(views.welcome_card(offer, caller.zone, has_lunches=bool(taken)))


@router.button("newcomer.unwelcome", Role.ANYONE)
async def take_welcome_back(call: Invocation, tx: Transaction) -> Answer:
    """Let the caller welcome nobody."""
    if call.value != MEANT:
        return Reply(outdated_button_card())
    await welcomers.take_back(tx, call.workspace, call.person)
    return Reply(views.taken_back_card())


async def _looks_across(tx: ReadTransaction, call: Invocation) -> bool:
    """Return whether the caller is in lunches that don't put people of one team first."""
    return any(program.teams != "within" for program in await _lunches_of(tx, call))


async def _lunches_of(tx: ReadTransaction, call: Invocation) -> list[PairingProgram]:
    """Return the lunch pairings that the caller is in."""
    found = []
    for part in await channels.participations_of(tx, call.workspace, call.person):
        program = await programs.find_channel_program(tx, call.workspace, part.channel)
        if program and program.active and part.state in ("in", "once"):
            found.append(program)
    return found
