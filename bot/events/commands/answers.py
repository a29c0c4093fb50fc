"""The buttons of an event: answer, show one's name, see details, find another host."""

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.interactions import Answer, Invocation, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.events import announce, host_search, records, reminders, rsvps, rules
from bot.events.access import may_manage, require_event, require_open_event, require_own_event
from bot.events.host_search import HostRequest
from bot.events.links import links_of_events
from bot.events.records import EventChange
from bot.events.rules import Event, answers_for
from bot.events.views import answers as views
from bot.events.views import cards
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import say
from bot.ui.text import Mention

router = Router()

_MAX_LOGGED = 3  # entries of an event's log that are shown


@router.button("event.answer", Role.ANYONE)
async def answer_event(call: Invocation, tx: Transaction) -> Answer:
    """Save the caller's answer and show the status that follows from it."""
    number, _, answer = call.value.partition(":")
    event = await require_open_event(call, tx, number)
    if answer not in (*answers_for(event.kind), "cant"):  # "cant" takes back any answer
        raise Refusal(views.not_on(views.GONE))
    if answer in rules.COMING and rules.is_signup_over(event, call.now):
        earlier = await records.find_rsvp(tx, call.workspace, event.id, call.person)
        if earlier is None or earlier.status == "out":
            raise Refusal(say(views.SIGNUP_OVER))

    rsvp = await rsvps.save_rsvp(tx, event, call.person, answer, call.now)
    if event.kind == "listed":
        await reminders.schedule_reminders(tx, event, call.now)
    attendance = await announce.load_attendance(tx, event, call.now)
    placer = await announce.load_placer(tx, event, rsvp)
    return Reply(cards.rsvp_card(event, rsvp, attendance, placer))


@router.button("event.openly", Role.ANYONE)
async def show_name(call: Invocation, tx: Transaction) -> Answer:
    """Show or hide the caller's name on an event."""
    number, _, choice = call.value.partition(":")
    event = await require_open_event(call, tx, number)
    rsvp = await records.find_rsvp(tx, call.workspace, event.id, call.person)
    if rsvp is None or choice not in ("yes", "no"):
        raise Refusal(say(views.NOT_ANSWERED))

    openly = choice == "yes"
    await records.set_name_visibility(tx, call.workspace, event.id, call.person, openly=openly)
    await outbox.invalidate(tx, call.workspace, event.subject, Subject("rsvp", rsvp.id))
    return Reply(views.name_shown_card(event, openly=openly))


@router.button("event.show", Role.ANYONE)
async def show_event(call: Invocation, tx: Transaction) -> Answer:
    """Show the details of an event, and what the caller can do about it."""
    return await event_details_reply(call, tx, call.value)


@router.button("event.swap", Role.ANYONE)
async def find_another_host(call: Invocation, tx: Transaction) -> Answer:
    """Ask the next of those who go to host instead."""
    event = await require_own_event(call, tx)
    person_id = await host_search.ask_next_host(tx, event, call.now)
    if person_id is None:
        raise Refusal(say(views.NOBODY_TO_ASK))

    person = await people.find_person(tx, call.workspace, person_id)
    assert person
    return Reply(views.next_host_asked_card(person.mention))


@router.button("event.host_yes", Role.ANYONE)
async def accept_hosting(call: Invocation, tx: Transaction) -> Answer:
    """Make the caller the host."""
    request, event = await _require_request(call, tx)
    event = await host_search.appoint_host(tx, event, request.person, call.now, by=call.person)
    return Reply(views.you_host_card(event))


@router.button("event.host_me", Role.ANYONE)
async def take_on_hosting(call: Invocation, tx: Transaction) -> Answer:
    """Make the caller, who may manage the event, its host."""
    event = await require_own_event(call, tx)
    event = await host_search.appoint_host(tx, event, call.person, call.now, by=call.person)
    return Reply(views.you_host_card(event))


@router.button("event.host_no", Role.ANYONE)
async def decline_hosting(call: Invocation, tx: Transaction) -> Answer:
    """Decline to host, and ask the next person."""
    request, event = await _require_request(call, tx)
    await host_search.pass_to_next_host(tx, event, request.person, call.now)
    return Reply(views.hosting_declined_card())


async def event_details_reply(call: Invocation, tx: Transaction, number: str) -> Answer:
    """Return the details of an event, with its log for those who may manage it."""
    event = await require_event(call, tx, number)
    rsvp = await records.find_rsvp(tx, call.workspace, event.id, call.person)
    attendance = await announce.load_attendance(tx, event, call.now)
    links = await links_of_events(tx, call.workspace, [event])
    log = await _load_log(tx, event) if may_manage(call, event) else None
    return Reply(views.event_details_card(event, rsvp, attendance, links[event.id], log))


async def _require_request(call: Invocation, tx: Transaction) -> tuple[HostRequest, Event]:
    """Lock the event of a request to the caller; refuse a request that is settled."""
    number = row_number(call.value)
    request = await host_search.find_host_request(tx, call.workspace, number)
    if request is None or request.person != call.person:
        raise Refusal(views.not_on(views.GONE))

    event = await require_open_event(call, tx, str(request.event))
    # The request may have changed before the event was locked.
    request = await host_search.find_host_request(tx, call.workspace, number)
    if request is None or request.state != "asked":
        raise Refusal(say(views.NOT_ASKED))
    return request, event


async def _load_log(tx: ReadTransaction, event: Event) -> list[tuple[Mention, EventChange]]:
    changes = await records.list_event_changes(tx, event, _MAX_LOGGED)
    by_id = await people.find_people(tx, event.workspace, [change.person for change in changes])
    return [(by_id[change.person].mention, change) for change in changes if change.person in by_id]
