"""Votes: secret, changeable, counted until the instant of the close; and proposals of venues."""

from functools import partial

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.happy_hour import records, rules
from bot.happy_hour.notifications import POLL_PROPOSED, PROPOSAL_SUBJECT
from bot.happy_hour.poll_details import load_poll_view
from bot.happy_hour.rules import NEED, WORKS, Poll, PollOption
from bot.happy_hour.views import ballots, polls, proposals
from bot.happy_hour.views.polls import PollView
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import mark, say
from bot.venues import form_input
from bot.venues import records as venues
from bot.venues.rules import Venue, rests

router = Router()


@router.button("poll.works", Role.ANYONE)
async def works(call: Invocation, tx: Transaction) -> Answer:
    """Vote that an option works."""
    return await _vote(call, tx, WORKS)


@router.button("poll.need", Role.ANYONE)
async def need(call: Invocation, tx: Transaction) -> Answer:
    """Vote that an option works if need be."""
    return await _vote(call, tx, NEED)


@router.button("poll.none", Role.ANYONE)
async def withdraw_vote(call: Invocation, tx: Transaction) -> Answer:
    """Take a vote back."""
    return await _vote(call, tx, None)


@router.button("poll.ballot", Role.ANYONE)
async def open_ballot_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form with all answers of the caller."""
    poll = await _get_open_poll(call, tx, call.value)
    view = await load_poll_view(tx, poll)
    answers = await records.find_ballot(tx, poll, call.person)
    return OpenForm(ballots.ballot_form(view, answers))


@router.form("poll.ballot", Role.ANYONE)
async def fill_ballot(call: Invocation, tx: Transaction) -> Answer:
    """Replace all answers of the caller."""
    poll = await _get_open_poll(call, tx, call.value)
    view = await load_poll_view(tx, poll)
    answers, errors = _read_ballot(call, view)
    if errors:
        return FormErrors(errors)

    for option in view.options:
        answer = answers.get(option.id)
        await records.cast_vote(tx, call.workspace, option, call.person, answer, call.now)
    await outbox.invalidate(tx, call.workspace, poll.subject)
    return await _ballot(call, tx, poll, None)


def _read_ballot(call: Invocation, view: PollView) -> tuple[dict[int, str], dict[str, str]]:
    """Return the answers by option, and the errors by field."""
    offered = {str(option.id) for option in view.options if option.state == "offered"}
    answers: dict[int, str] = {}
    errors: dict[str, str] = {}
    for field in ballots.ballot_form(view, {}).fields:
        for value in call.field_values(field.id):
            if value not in offered:
                errors[field.id] = say(ballots.NO_CHOICE)
            elif int(value) in answers:
                errors[field.id] = say(ballots.BOTH)
            else:
                answers[int(value)] = field.id.rpartition("_")[2]
    return answers, errors


@router.button("poll.remind", Role.ANYONE)
async def toggle_reminder(call: Invocation, tx: Transaction) -> Answer:
    """Remind the caller of polls from now on, or no longer."""
    await _get_open_poll(call, tx, call.value)
    wish = not await records.wants_reminder(tx, call.workspace, call.person)
    await records.set_reminder_wish(tx, call.workspace, call.person, wish=wish)
    return Reply(ballots.reminder_choice_card(wish=wish))


@router.button("poll.counting", Role.ANYONE)
async def explain_counting(call: Invocation, tx: Transaction) -> Answer:  # noqa: ARG001
    """Show how votes are counted; the card of a poll has no room for it."""
    return Reply(polls.counting_card())


@router.button("poll.propose", Role.ANYONE)
async def open_proposal_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form to propose a venue."""
    poll = await _get_open_poll(call, tx, call.value)
    return OpenForm(proposals.proposal_form(poll.id))


@router.form("poll.propose", Role.ANYONE, posted=("name", "part", "address", "map_link"))
async def propose_venue(call: Invocation, tx: Transaction) -> Answer:
    """Save a proposal, and ask the organisers to decide on it."""
    poll = await _get_open_poll(call, tx, call.value)
    fields = ("name", "part", "address", "map_link")
    values, errors = form_input.read_venue({name: call.field_text(name) for name in fields})
    known = await venues.find_venue_by_name(tx, call.workspace, str(values.get("name", "")))
    options = await records.list_options(tx, poll)
    if not errors:
        objection = await _objection(call, tx, poll, options, known)
        if objection:
            errors["name"] = objection
    if errors:
        return FormErrors(errors)

    if known:
        number = known.id
    else:
        proposed = {**values, "good_for": "evening", "state": "proposed"}
        number = await venues.upsert_venue(tx, call.workspace, call.person, call.now, **proposed)
    option = await records.add_proposal(tx, poll, number, call.person, len(options))
    venue = await venues.find_venue(tx, call.workspace, number)
    if venue is None or option is None:  # somebody else was quicker
        return FormErrors({"name": say(proposals.KNOWN)})
    await _ask_organisers(call, tx, poll, option)
    return Reply(proposals.proposal_sent_card(venue.name))


@router.button("poll.approve", Role.ORGANISER)
async def approve_proposal(call: Invocation, tx: Transaction) -> Answer:
    """Add a proposed venue to the poll and to the list of places."""
    return await _settle(call, tx, "offered")


@router.button("poll.decline", Role.ORGANISER)
async def decline_proposal(call: Invocation, tx: Transaction) -> Answer:
    """Decline a proposed venue."""
    return await _settle(call, tx, "declined")


@router.command(
    "happyhour wish", mark("Say in private that you'd rather go without alcohol"), Role.ANYONE
)
async def show_alcohol_wish(call: Invocation, tx: Transaction) -> Answer:
    """Show the caller their own wish."""
    dry = await records.is_dry(tx, call.workspace, call.person)
    return Reply(ballots.alcohol_wish_card(dry=dry))


@router.button("happy_hour.wish", Role.ANYONE)
async def change_alcohol_wish(call: Invocation, tx: Transaction) -> Answer:
    """Save that the caller would rather go without alcohol, or delete it."""
    if call.value not in ("dry", "any"):
        raise Refusal(say(polls.GONE))
    dry = call.value == "dry"
    await records.set_dry(tx, call.workspace, call.person, wish=dry)
    return Reply(ballots.alcohol_wish_card(dry=dry))


async def _vote(call: Invocation, tx: Transaction, answer: str | None) -> Answer:
    option = await records.find_option(tx, call.workspace, row_number(call.value))
    poll = await _get_open_poll(call, tx, str(option.poll) if option else "")
    if option is None or not await _can_win(tx, call, option):
        raise Refusal(say(polls.OFF_THE_LIST))
    await records.cast_vote(tx, call.workspace, option, call.person, answer, call.now)
    await outbox.invalidate(tx, call.workspace, poll.subject)
    return await _ballot(call, tx, poll, option)


async def _get_open_poll(call: Invocation, tx: Transaction, number: str) -> Poll:
    """Return a poll that takes votes, locked so that it stays open until this vote is in."""
    poll = await records.get_poll_for_update(
        tx, call.workspace, row_number(number), exclusive=False
    )
    if poll is None or poll.state == "draft":
        raise Refusal(say(polls.GONE))
    if not rules.takes_votes(poll, call.now):
        raise Refusal(say(polls.OVER))
    return poll


async def _can_win(tx: ReadTransaction, call: Invocation, option: PollOption) -> bool:
    if option.state != "offered":
        return False
    if option.starts_at:
        return option.starts_at > call.now
    venue = await venues.find_venue(tx, call.workspace, option.venue or 0)
    return venue is not None and venue.state == "open"


async def _ballot(
    call: Invocation, tx: ReadTransaction, poll: Poll, last_option: PollOption | None
) -> Answer:
    answers = await records.find_ballot(tx, poll, call.person)
    dry = await records.is_dry(tx, call.workspace, call.person)
    view = await load_poll_view(tx, poll)
    return Reply(ballots.ballot_card(view, answers, last_option, dry=dry))


async def _objection(
    call: Invocation,
    tx: ReadTransaction,
    poll: Poll,
    options: list[PollOption],
    known: Venue | None,
) -> str | None:
    """Return why a venue cannot be proposed, or None."""
    waiting = [option for option in options if option.state == "proposed"]
    own = [option for option in waiting if option.proposed_by == call.person]
    if len(rules.offered_venues(options)) >= rules.MAX_OPTIONS:
        return say(proposals.FULL)
    if len(own) >= rules.MAX_PROPOSALS:
        return say(proposals.ENOUGH)
    if known is None:
        return None
    if any(option.venue == known.id for option in options):
        return say(proposals.KNOWN)

    history = await venues.load_visit_history(tx, call.workspace)
    moments = rules.offered_moments(options)
    if moments and rests(known, history, local_date(min(moments), poll.zone)):
        return say(proposals.RESTING)
    return None


async def _ask_organisers(call: Invocation, tx: Transaction, poll: Poll, option: int) -> None:
    subject = Subject(PROPOSAL_SUBJECT, option)
    for organiser in await people.list_organisers(tx, call.workspace):
        await outbox.send_dm(
            tx,
            call.workspace,
            f"proposal:{option}:{organiser.id}",
            organiser.id,
            None,
            subject=subject,
            reason=POLL_PROPOSED,
            due=call.now,
            expires=poll.closes_at,
        )


async def _settle(call: Invocation, tx: Transaction, state: str) -> Answer:
    """Offer or decline a proposal, and notify the member who made it."""
    option = await records.find_option(tx, call.workspace, row_number(call.value))
    poll = await _get_open_poll(call, tx, str(option.poll) if option else "")
    if option is None or not await records.settle_option(tx, option, call.workspace, state):
        raise Refusal(say(proposals.SETTLED))
    venue = await venues.find_venue(tx, call.workspace, option.venue or 0)
    assert venue

    taken = state == "offered"
    if venue.state != "open":
        venue_state = "open" if taken else "declined"
        await venues.update_venue(tx, call.workspace, venue.id, state=venue_state)
    change = "approved" if taken else "declined"
    await records.record_poll_change(tx, poll, call.person, change, venue.name, call.now)
    await outbox.invalidate(tx, call.workspace, poll.subject)
    await outbox.send_dm(
        tx,
        call.workspace,
        f"proposal:{option.id}:settled",
        option.proposed_by,
        partial(proposals.proposal_settled_card, venue.name, taken=taken),
        reason=POLL_PROPOSED,
        due=call.now,
        solicited=True,
    )
    return Reply(proposals.proposal_decided_card(venue.name, taken=taken))
