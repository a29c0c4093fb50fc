"""Answer to an event, show one's name or not, see more of it, and find another host."""

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.permissions import Who
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.digest import dependents, introductions
from bot.events import announce, host_search, records, reminders, rsvps
from bot.events.access import any_event, looks_after, open_event, own_event
from bot.events.host_search import Wish
from bot.events.records import Done
from bot.events.rules import Event, answers_for
from bot.events.views import answers as views
from bot.events.views import cards
from bot.people import records as people
from bot.sources.listings import links_of
from bot.store.engine import Transaction
from bot.ui.text import Mention

router = Router()

_LOGGED = 3  # latest things done to an event


@router.button("event.answer", Who.ANYONE)
async def answer(call: Invocation, tx: Transaction) -> Answer:
    """Take somebody's answer, and say what comes of it."""
    number, _, said = call.value.partition(":")
    event = await open_event(call, tx, number)
    if said not in (*answers_for(event.kind), "cant"):  # whoever goes can always think better of it
        raise Refusal(views.GONE)
    mine = await rsvps.answer(tx, event, call.person, said, call.now)
    if event.kind == "listed":
        await reminders.plan(tx, event, call.now)
        await introductions.plan(tx, event, call.now)
    return Reply(cards.standing(event, mine, await announce.crowd(tx, event)))


@router.button("event.openly", Who.ANYONE)
async def show_name(call: Invocation, tx: Transaction) -> Answer:
    """Let others see that somebody comes, or no longer."""
    number, _, choice = call.value.partition(":")
    event = await open_event(call, tx, number)
    mine = await records.answer_of(tx, call.workspace, event.id, call.person)
    if mine is None or choice not in ("yes", "no"):
        raise Refusal(views.NOT_ANSWERED)
    await records.show(tx, call.workspace, event.id, call.person, openly=choice == "yes")
    await outbox.stale(tx, call.workspace, event.subject, f"rsvp:{mine.id}")
    await dependents.touch(tx, call.workspace, event.id)
    return Reply(views.shown_openly(event, openly=choice == "yes"))


@router.button("event.show", Who.ANYONE)
async def show(call: Invocation, tx: Transaction) -> Answer:
    """Show more about an event, and what this person can do about it."""
    return await details_of(call, tx, call.value)


@router.button("event.swap", Who.ANYONE)
async def find_another_host(call: Invocation, tx: Transaction) -> Answer:
    """Ask the next of those who go, by turns, to host instead."""
    event = await own_event(call, tx)
    who = await host_search.ask_next(tx, event, call.now)
    if who is None:
        raise Refusal(views.NOBODY_TO_ASK)
    known = await people.find(tx, call.workspace, who)
    assert known
    return Reply(views.asked_next(known.mention))


@router.button("event.host_yes", Who.ANYONE)
async def host(call: Invocation, tx: Transaction) -> Answer:
    """Take over as host."""
    wish, event = await _asked(call, tx)
    event = await host_search.appoint(tx, event, wish.person, call.now, by=call.person)
    return Reply(views.you_host(event))


@router.button("event.host_no", Who.ANYONE)
async def rather_not_host(call: Invocation, tx: Transaction) -> Answer:
    """Leave hosting to the next one."""
    wish, event = await _asked(call, tx)
    await host_search.decline(tx, event, wish.person, call.now)
    return Reply(views.declined())


async def details_of(call: Invocation, tx: Transaction, number: str) -> Answer:
    """Show more about the event of this number."""
    event = await any_event(call, tx, number)
    mine = await records.answer_of(tx, call.workspace, event.id, call.person)
    log = await _log(tx, event) if looks_after(call, event) else None
    links = (await links_of(tx, call.workspace, [event]))[event.id]
    return Reply(views.details(event, mine, await announce.crowd(tx, event), links, log))


async def _asked(call: Invocation, tx: Transaction) -> tuple[Wish, Event]:
    number = row_number(call.value)
    wish = await host_search.find_wish(tx, call.workspace, number)
    if wish is None or wish.person != call.person:
        raise Refusal(views.GONE)
    event = await open_event(call, tx, str(wish.event))
    wish = await host_search.find_wish(tx, call.workspace, number)
    if wish is None or wish.state != "asked":
        raise Refusal(views.NOT_ASKED)
    return wish, event


async def _log(tx: Transaction, event: Event) -> list[tuple[Mention, Done]]:
    done = await records.done_to(tx, event, _LOGGED)
    known = await people.find_all(tx, event.workspace, [one.person for one in done])
    return [(known[one.person].mention, one) for one in done if one.person in known]
