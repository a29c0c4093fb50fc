"""Answer to an event, show one's name or not, see more of it, and find another host."""

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, Refusal, Reply, Router
from bot.events import announce, host_search, records, reminders, rsvps
from bot.events.access import may_manage, require_event, require_open_event, require_own_event
from bot.events.host_search import HostRequest
from bot.events.links import links_of_events
from bot.events.records import EventChange
from bot.events.rules import Event, answers_for
from bot.events.views import answers as views
from bot.events.views import cards
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import Mention

router = Router()

_MAX_LOGGED = 3  # latest things done to an event


@router.button("event.answer", Role.ANYONE)
async def answer_event(call: Invocation, tx: Transaction) -> Answer:
    """Take somebody's answer, and say what comes of it."""
    number, _, said = call.value.partition(":")
    event = await require_open_event(call, tx, number)
    if said not in (*answers_for(event.kind), "cant"):  # whoever goes can always think better of it
        raise Refusal(views.GONE)
    mine = await rsvps.save_rsvp(tx, event, call.person, said, call.now)
    if event.kind == "listed":
        await reminders.schedule_reminders(tx, event, call.now)
    return Reply(cards.rsvp_card(event, mine, await announce.load_attendance(tx, event)))


@router.button("event.openly", Role.ANYONE)
async def show_name(call: Invocation, tx: Transaction) -> Answer:
    """Let others see that somebody comes, or no longer."""
    number, _, choice = call.value.partition(":")
    event = await require_open_event(call, tx, number)
    mine = await records.find_rsvp(tx, call.workspace, event.id, call.person)
    if mine is None or choice not in ("yes", "no"):
        raise Refusal(views.NOT_ANSWERED)
    await records.set_name_visibility(
        tx, call.workspace, event.id, call.person, openly=choice == "yes"
    )
    await outbox.invalidate(tx, call.workspace, event.subject, f"rsvp:{mine.id}")
    return Reply(views.name_shown_card(event, openly=choice == "yes"))


@router.button("event.show", Role.ANYONE)
async def show_event(call: Invocation, tx: Transaction) -> Answer:
    """Show more about an event, and what this person can do about it."""
    return await event_details_reply(call, tx, call.value)


@router.button("event.swap", Role.ANYONE)
async def find_another_host(call: Invocation, tx: Transaction) -> Answer:
    """Ask the next of those who go, by turns, to host instead."""
    event = await require_own_event(call, tx)
    who = await host_search.ask_next_host(tx, event, call.now)
    if who is None:
        raise Refusal(views.NOBODY_TO_ASK)
    known = await people.find_person(tx, call.workspace, who)
    assert known
    return Reply(views.next_host_asked_card(known.mention))


@router.button("event.host_yes", Role.ANYONE)
async def accept_hosting(call: Invocation, tx: Transaction) -> Answer:
    """Take over as host."""
    wish, event = await _asked(call, tx)
    event = await host_search.appoint_host(tx, event, wish.person, call.now, by=call.person)
    return Reply(views.you_host_card(event))


@router.button("event.host_no", Role.ANYONE)
async def decline_hosting(call: Invocation, tx: Transaction) -> Answer:
    """Leave hosting to the next one."""
    wish, event = await _asked(call, tx)
    await host_search.pass_to_next_host(tx, event, wish.person, call.now)
    return Reply(views.hosting_declined_card())


async def event_details_reply(call: Invocation, tx: Transaction, number: str) -> Answer:
    """Show more about the event of this number."""
    event = await require_event(call, tx, number)
    mine = await records.find_rsvp(tx, call.workspace, event.id, call.person)
    log = await _log(tx, event) if may_manage(call, event) else None
    links = (await links_of_events(tx, call.workspace, [event]))[event.id]
    return Reply(
        views.event_details_card(event, mine, await announce.load_attendance(tx, event), links, log)
    )


async def _asked(call: Invocation, tx: Transaction) -> tuple[HostRequest, Event]:
    number = row_number(call.value)
    wish = await host_search.find_host_request(tx, call.workspace, number)
    if wish is None or wish.person != call.person:
        raise Refusal(views.GONE)
    event = await require_open_event(call, tx, str(wish.event))
    wish = await host_search.find_host_request(tx, call.workspace, number)
    if wish is None or wish.state != "asked":
        raise Refusal(views.NOT_ASKED)
    return wish, event


async def _log(tx: ReadTransaction, event: Event) -> list[tuple[Mention, EventChange]]:
    done = await records.list_event_changes(tx, event, _MAX_LOGGED)
    known = await people.find_people(tx, event.workspace, [one.person for one in done])
    return [(known[one.person].mention, one) for one in done if one.person in known]
