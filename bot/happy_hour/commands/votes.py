"""Take votes: secret, changed as often as people like, counted until just before the close."""

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply, Router
from bot.dates.local_time import local_date
from bot.happy_hour import records, rules
from bot.happy_hour.notifications import POLL_PROPOSED
from bot.happy_hour.poll_details import load_poll_view
from bot.happy_hour.rules import NEED, WORKS, Poll, PollOption
from bot.happy_hour.views import ballots, polls, proposals
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.venues import form_input
from bot.venues import records as venues
from bot.venues.rules import Venue, rests

router = Router()


@router.button("poll.works", Role.ANYONE)
async def works(call: Invocation, tx: Transaction) -> Answer:
    """Note that an option works for somebody."""
    return await _vote(call, tx, WORKS)


@router.button("poll.need", Role.ANYONE)
async def need(call: Invocation, tx: Transaction) -> Answer:
    """Note that an option works for somebody if need be."""
    return await _vote(call, tx, NEED)


@router.button("poll.none", Role.ANYONE)
async def withdraw_vote(call: Invocation, tx: Transaction) -> Answer:
    """Take an answer back."""
    return await _vote(call, tx, None)


@router.button("poll.ballot", Role.ANYONE)
async def open_ballot_form(call: Invocation, tx: Transaction) -> Answer:
    """Open all answers of somebody at once."""
    poll = await _open(call, tx, call.value)
    return OpenForm(
        ballots.ballot_form(
            await load_poll_view(tx, poll),
            await records.find_ballot(tx, poll, call.person),
        )
    )


@router.form("poll.ballot", Role.ANYONE)
async def fill_ballot(call: Invocation, tx: Transaction) -> Answer:
    """Take all answers of somebody at once."""
    poll = await _open(call, tx, call.value)
    shown = await load_poll_view(tx, poll)
    form = ballots.ballot_form(shown, {})
    errors, chosen = {}, {}
    for field in form.fields:
        for value in call.field_values(field.id):
            if value not in {str(one.id) for one in shown.options if one.state == "offered"}:
                errors[field.id] = ballots.NO_CHOICE
            elif int(value) in chosen:
                errors[field.id] = ballots.BOTH
            else:
                chosen[int(value)] = field.id.rpartition("_")[2]
    if errors:
        return FormErrors(errors)
    for option in shown.options:
        await records.cast_vote(
            tx, call.workspace, option, call.person, chosen.get(option.id), call.now
        )
    await outbox.invalidate(tx, call.workspace, poll.subject)
    return await _ballot(call, tx, poll, None)


@router.button("poll.remind", Role.ANYONE)
async def toggle_reminder(call: Invocation, tx: Transaction) -> Answer:
    """Remind somebody of polls from now on, or no longer."""
    await _open(call, tx, call.value)
    wish = not await records.wants_reminder(tx, call.workspace, call.person)
    await records.set_reminder_wish(tx, call.workspace, call.person, wish=wish)
    return Reply(ballots.reminder_choice_card(wish=wish))


@router.button("poll.propose", Role.ANYONE)
async def open_proposal_form(call: Invocation, tx: Transaction) -> Answer:
    """Ask which place somebody proposes."""
    return OpenForm(proposals.proposal_form((await _open(call, tx, call.value)).id))


@router.form("poll.propose", Role.ANYONE)
async def propose_venue(call: Invocation, tx: Transaction) -> Answer:
    """Send a place to the organisers."""
    poll = await _open(call, tx, call.value)
    values, wrong = form_input.read_venue(
        {name: call.field_text(name) for name in ("name", "part", "address", "map_link")}
    )
    known = await venues.find_venue_by_name(tx, call.workspace, str(values.get("name", "")))
    options = await records.list_options(tx, poll)
    if not wrong and (sentence := await _fault(call, tx, poll, options, known)):
        wrong["name"] = sentence
    if wrong:
        return FormErrors(wrong)
    number = known.id if known else 0
    if known is None:
        proposal = {**values, "good_for": "evening"}
        number = await venues.upsert_venue(
            tx, call.workspace, call.person, call.now, state="proposed", **proposal
        )
    option = await records.add_proposal(tx, poll, number, call.person, len(options))
    venue = await venues.find_venue(tx, call.workspace, number)
    if venue is None or option is None:  # somebody else was quicker
        return FormErrors({"name": proposals.KNOWN})
    await _tell_organisers(call, tx, poll, option, venue)
    return Reply(proposals.proposal_sent_card(venue.name))


@router.button("poll.approve", Role.ORGANISER)
async def approve_proposal(call: Invocation, tx: Transaction) -> Answer:
    """Put a proposed place on the poll and on the list."""
    return await _settle(call, tx, "offered")


@router.button("poll.decline", Role.ORGANISER)
async def decline_proposal(call: Invocation, tx: Transaction) -> Answer:
    """Leave a proposed place out."""
    return await _settle(call, tx, "declined")


@router.command(
    "happyhour wish", "Say in private that you'd rather go without alcohol", Role.ANYONE
)
async def show_alcohol_wish(call: Invocation, tx: Transaction) -> Answer:
    """Show somebody their own wish."""
    dry = await records.is_dry(tx, call.workspace, call.person)
    return Reply(ballots.alcohol_wish_card(dry=dry))


@router.button("happy_hour.wish", Role.ANYONE)
async def change_alcohol_wish(call: Invocation, tx: Transaction) -> Answer:
    """Keep that somebody would rather go without alcohol, or forget it."""
    if call.value not in ("dry", "any"):
        raise Refusal(polls.GONE)
    await records.set_dry(tx, call.workspace, call.person, wish=call.value == "dry")
    return Reply(ballots.alcohol_wish_card(dry=call.value == "dry"))


async def _vote(call: Invocation, tx: Transaction, answer: str | None) -> Answer:
    option = await records.find_option(tx, call.workspace, row_number(call.value))
    poll = await _open(call, tx, str(option.poll) if option else "")
    if option is None or not await _can_win(tx, call, option):
        raise Refusal(polls.OFF_THE_LIST)
    await records.cast_vote(tx, call.workspace, option, call.person, answer, call.now)
    await outbox.invalidate(tx, call.workspace, poll.subject)
    return await _ballot(call, tx, poll, option)


async def _open(call: Invocation, tx: Transaction, number: str) -> Poll:
    """Give a poll that takes votes, and goes on taking them until this vote is in."""
    poll = await records.get_poll_for_update(
        tx, call.workspace, row_number(number), exclusive=False
    )
    if poll is None or poll.state == "draft":
        raise Refusal(polls.GONE)
    if not rules.takes_votes(poll, call.now):
        raise Refusal(polls.OVER)
    return poll


async def _can_win(tx: ReadTransaction, call: Invocation, option: PollOption) -> bool:
    if option.state != "offered":
        return False
    if option.starts_at:
        return option.starts_at > call.now
    venue = await venues.find_venue(tx, call.workspace, option.venue or 0)
    return venue is not None and venue.state == "open"


async def _ballot(
    call: Invocation, tx: ReadTransaction, poll: Poll, just: PollOption | None
) -> Answer:
    mine = await records.find_ballot(tx, poll, call.person)
    dry = await records.is_dry(tx, call.workspace, call.person)
    return Reply(ballots.ballot_card(await load_poll_view(tx, poll), mine, just, dry=dry))


async def _fault(
    call: Invocation,
    tx: ReadTransaction,
    poll: Poll,
    options: list[PollOption],
    known: Venue | None,
) -> str | None:
    mine = [one for one in options if one.state == "proposed" and one.proposed_by == call.person]
    if len(rules.offered_venues(options)) >= rules.MAX_OPTIONS:
        return proposals.FULL
    if len(mine) >= rules.MAX_PROPOSALS:
        return proposals.ENOUGH
    if known and any(one.venue == known.id for one in options):
        return proposals.KNOWN
    past = await venues.load_visit_history(tx, call.workspace)
    day = min(
        (
            local_date(one.starts_at, poll.zone)
            for one in rules.offered_dates(options)
            if one.starts_at
        ),
        default=None,
    )
    return proposals.RESTING if known and day and rests(known, past, day) else None


async def _tell_organisers(
    call: Invocation, tx: Transaction, poll: Poll, option: int, venue: Venue
) -> None:
    me = await people.get_caller(call, tx)
    for organiser in await people.list_organisers(tx, call.workspace):
        key, card = (
            f"proposal:{option}:{organiser.id}",
            proposals.proposal_card(poll, option, venue, (me.mention,)),
        )
        await outbox.send_dm(
            tx,
            call.workspace,
            key,
            organiser.id,
            card,
            reason=POLL_PROPOSED,
            due=call.now,
            expires=poll.closes_at,
        )


async def _settle(call: Invocation, tx: Transaction, state: str) -> Answer:
    option = await records.find_option(tx, call.workspace, row_number(call.value))
    poll = await _open(call, tx, str(option.poll) if option else "")
    if option is None or not await records.settle_option(tx, option, call.workspace, state):
        raise Refusal(proposals.SETTLED)
    venue = await venues.find_venue(tx, call.workspace, option.venue or 0)
    assert venue
    taken = state == "offered"
    if venue.state != "open":
        await venues.update_venue(
            tx, call.workspace, venue.id, state="open" if taken else "declined"
        )
    await records.record_poll_change(
        tx, poll, call.person, "approved" if taken else "declined", venue.name, call.now
    )
    await outbox.invalidate(tx, call.workspace, poll.subject)
    card = proposals.proposal_settled_card(venue.name, taken=taken)
    await outbox.send_dm(
        tx, call.workspace, f"proposal:{option.id}:settled", option.proposed_by, card,
        reason=POLL_PROPOSED, due=call.now, solicited=True,
    )  # fmt: skip
    return Reply(proposals.proposal_decided_card(venue.name, taken=taken))
