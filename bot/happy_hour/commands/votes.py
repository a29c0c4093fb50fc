"""Take votes: secret, changed as often as people like, counted until just before the close."""

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.permissions import Who
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply, Router
from bot.dates.recurrence import local_date
from bot.happy_hour import live_cards, records, rules
from bot.happy_hour.rules import NEED, WORKS, Option, Poll
from bot.happy_hour.views import organisers
from bot.happy_hour.views import polls as views
from bot.people import records as people
from bot.store.engine import Transaction
from bot.venues import form_input
from bot.venues import records as venues
from bot.venues.rules import Venue, rests

router = Router()
PROPOSED = router.rule("poll.proposed", organisers.WHY_TOLD)


@router.button("poll.works", Who.ANYONE)
async def works(call: Invocation, tx: Transaction) -> Answer:
    """Note that an option works for somebody."""
    return await _vote(call, tx, WORKS)


@router.button("poll.need", Who.ANYONE)
async def need(call: Invocation, tx: Transaction) -> Answer:
    """Note that an option works for somebody if need be."""
    return await _vote(call, tx, NEED)


@router.button("poll.none", Who.ANYONE)
async def take_back(call: Invocation, tx: Transaction) -> Answer:
    """Take an answer back."""
    return await _vote(call, tx, None)


@router.button("poll.ballot", Who.ANYONE)
async def ask(call: Invocation, tx: Transaction) -> Answer:
    """Open all answers of somebody at once."""
    poll = await _open(call, tx, call.value)
    return OpenForm(views.ballot_form(await live_cards.gather(tx, poll), await records.ballot(tx, poll, call.person)))


@router.form("poll.ballot", Who.ANYONE)
async def fill(call: Invocation, tx: Transaction) -> Answer:
    """Take all answers of somebody at once."""
    poll = await _open(call, tx, call.value)
    shown = await live_cards.gather(tx, poll)
    form = views.ballot_form(shown, {})
    errors, chosen = {}, {}
    for field in form.fields:
        for value in call.several(field.id):
            if value not in {str(one.id) for one in shown.options if one.state == "offered"}:
                errors[field.id] = views.NO_CHOICE
            elif int(value) in chosen:
                errors[field.id] = views.BOTH
            else:
                chosen[int(value)] = field.id.rpartition("_")[2]
    if errors:
        return FormErrors(errors)
    for option in shown.options:
        await records.vote_for(tx, call.workspace, option, call.person, chosen.get(option.id), call.now)
    await outbox.stale(tx, call.workspace, poll.subject)
    return await _ballot(call, tx, poll, None)


@router.button("poll.remind", Who.ANYONE)
async def remind(call: Invocation, tx: Transaction) -> Answer:
    """Remind somebody of polls from now on, or no longer."""
    await _open(call, tx, call.value)
    wish = not await records.wants_reminder(tx, call.workspace, call.person)
    await records.want_reminder(tx, call.workspace, call.person, wish=wish)
    return Reply(views.will_remind(wish=wish))


@router.button("poll.propose", Who.ANYONE)
async def ask_place(call: Invocation, tx: Transaction) -> Answer:
    """Ask which place somebody proposes."""
    return OpenForm(views.proposal_form((await _open(call, tx, call.value)).id))


@router.form("poll.propose", Who.ANYONE)
async def propose(call: Invocation, tx: Transaction) -> Answer:
    """Send a place to the organisers."""
    poll = await _open(call, tx, call.value)
    values, wrong = form_input.read({name: call.text(name) for name in ("name", "part", "address", "map_link")})
    known = await venues.by_name(tx, call.workspace, values.get("name", ""))
    options = await records.options(tx, poll)
    if not wrong and (sentence := await _fault(call, tx, poll, options, known)):
        wrong["name"] = sentence
    if wrong:
        return FormErrors(wrong)
    number = known.id if known else 0
    if known is None:
        proposal = {**values, "good_for": "evening"}
        number = await venues.add(tx, call.workspace, call.person, call.now, state="proposed", **proposal)
    option = await records.propose(tx, poll, number, call.person, len(options))
    venue = await venues.find(tx, call.workspace, number)
    if venue is None or option is None:  # somebody else was quicker
        return FormErrors({"name": views.KNOWN})
    await _tell_organisers(call, tx, poll, option, venue)
    return Reply(views.proposed(venue.name))


@router.button("poll.approve", Who.ORGANISER)
async def approve(call: Invocation, tx: Transaction) -> Answer:
    """Put a proposed place on the poll and on the list."""
    return await _settle(call, tx, "offered")


@router.button("poll.decline", Who.ORGANISER)
async def decline(call: Invocation, tx: Transaction) -> Answer:
    """Leave a proposed place out."""
    return await _settle(call, tx, "declined")


@router.command("happyhour wish", "Say in private that you'd rather go without alcohol", Who.ANYONE)
async def wish(call: Invocation, tx: Transaction) -> Answer:
    """Show somebody their own wish."""
    return Reply(views.wish(dry=await records.is_dry(tx, call.workspace, call.person)))


@router.button("happy_hour.wish", Who.ANYONE)
async def change_wish(call: Invocation, tx: Transaction) -> Answer:
    """Keep that somebody would rather go without alcohol, or forget it."""
    if call.value not in ("dry", "any"):
        raise Refusal(views.GONE)
    await records.set_dry(tx, call.workspace, call.person, wish=call.value == "dry")
    return Reply(views.wish(dry=call.value == "dry"))


async def _vote(call: Invocation, tx: Transaction, answer: str | None) -> Answer:
    option = await records.find_option(tx, call.workspace, row_number(call.value))
    poll = await _open(call, tx, str(option.poll) if option else "")
    if option is None or not await _can_win(tx, call, option):
        raise Refusal(views.OFF_THE_LIST)
    await records.vote_for(tx, call.workspace, option, call.person, answer, call.now)
    await outbox.stale(tx, call.workspace, poll.subject)
    return await _ballot(call, tx, poll, option)


async def _open(call: Invocation, tx: Transaction, number: str) -> Poll:
    """Give a poll that takes votes, and goes on taking them until this vote is in."""
    poll = await records.find_held(tx, call.workspace, row_number(number), alone=False)
    if poll is None or poll.state == "draft":
        raise Refusal(views.GONE)
    if not rules.takes_votes(poll, call.now):
        raise Refusal(views.OVER)
    return poll


async def _can_win(tx: Transaction, call: Invocation, option: Option) -> bool:
    if option.state != "offered":
        return False
    if option.starts_at:
        return option.starts_at > call.now
    venue = await venues.find(tx, call.workspace, option.venue or 0)
    return venue is not None and venue.state == "open"


async def _ballot(call: Invocation, tx: Transaction, poll: Poll, just: Option | None) -> Answer:
    mine = await records.ballot(tx, poll, call.person)
    dry = await records.is_dry(tx, call.workspace, call.person)
    return Reply(views.ballot(await live_cards.gather(tx, poll), mine, just, dry=dry))


async def _fault(
    call: Invocation, tx: Transaction, poll: Poll, options: list[Option], known: Venue | None
) -> str | None:
    mine = [one for one in options if one.state == "proposed" and one.proposed_by == call.person]
    if len(rules.venues(options)) >= rules.MOST_OPTIONS:
        return views.FULL
    if len(mine) >= rules.MOST_PROPOSED:
        return views.ENOUGH
    if known and any(one.venue == known.id for one in options):
        return views.KNOWN
    past = await venues.past(tx, call.workspace)
    day = min((local_date(one.starts_at, poll.zone) for one in rules.dates(options) if one.starts_at), default=None)
    return views.RESTING if known and day and rests(known, past, day) else None


async def _tell_organisers(call: Invocation, tx: Transaction, poll: Poll, option: int, venue: Venue) -> None:
    me = await people.met(call, tx)
    for organiser in await people.organisers(tx, call.workspace):
        key, card = f"proposal:{option}:{organiser.id}", organisers.proposal(poll, option, venue, (me.mention,))
        await outbox.whisper(
            tx, call.workspace, key, organiser.id, card, rule=PROPOSED, due=call.now, expires=poll.closes_at
        )


async def _settle(call: Invocation, tx: Transaction, state: str) -> Answer:
    option = await records.find_option(tx, call.workspace, row_number(call.value))
    poll = await _open(call, tx, str(option.poll) if option else "")
    if option is None or not await records.settle_option(tx, option, call.workspace, state):
        raise Refusal(organisers.SETTLED)
    venue = await venues.find(tx, call.workspace, option.venue or 0)
    assert venue
    taken = state == "offered"
    if venue.state != "open":
        await venues.change(tx, call.workspace, venue.id, state="open" if taken else "declined")
    await records.note_change(tx, poll, call.person, "approved" if taken else "declined", venue.name, call.now)
    await outbox.stale(tx, call.workspace, poll.subject)
    card = views.proposal_settled(venue.name, taken=taken)
    await outbox.whisper(
        tx, call.workspace, f"proposal:{option.id}:settled", option.proposed_by, card,
        rule=PROPOSED, due=call.now, asked=True,
    )  # fmt: skip
    return Reply(organisers.settled(venue.name, taken=taken))
