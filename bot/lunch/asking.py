"""Answer questions about rounds: what would be drawn, why this group, does the last draw repeat."""

import asyncio

from bot import agenda
from bot.authority import Who
from bot.ids import row_number
from bot.lunch import draft as drafts
from bot.lunch import history, records, trial, whole
from bot.lunch.belonging import here
from bot.lunch.history import Group
from bot.lunch.records import Circle
from bot.lunch.trial import Trial
from bot.lunch.views import introduction
from bot.lunch.views import rounds as views
from bot.people import records as people
from bot.router import Answer, Invocation, Option, Refusal, Reply, Router
from bot.schedule import local_date
from bot.store.engine import Transaction

router = Router()


@router.command(
    "round preview", "See what would be drawn now; nothing is saved", Who.ORGANISER, example="/round preview"
)
async def preview(call: Invocation, tx: Transaction) -> Answer:
    """Draw as if it were time, and keep nothing."""
    circle = await here(call, tx)
    return await _try(call, tx, circle, trial.preview, await records.count_in(tx, circle))


@router.command(
    "round explain",
    "Learn why your last group came about",
    Who.ANYONE,
    Option("person", "Somebody else, for organisers", "person", rest=True),
    example="/round explain",
)
async def explain(call: Invocation, tx: Transaction) -> Answer:
    """Explain somebody's last group in plain words."""
    circle = await here(call, tx)
    whose = call.text("person") or call.person
    if whose != call.person and not call.organiser:
        raise Refusal(views.ONLY_YOUR_OWN)
    if await people.find(tx, call.workspace, whose) is None:
        raise Refusal(views.NOT_THEIRS)
    last = await history.last_group_of(tx, circle, whose, company=whose != call.person)
    if last is None:
        raise Refusal(views.NO_GROUP_YET)
    return await _because(call, tx, last[0], whose)


@router.command("round replay", "Check that the last round comes out the same again", Who.ORGANISER)
async def replay(call: Invocation, tx: Transaction) -> Answer:
    """Draw the last round again from what was kept of it."""
    circle = await here(call, tx)
    last = await history.last_round(tx, circle)
    if last is None:
        raise Refusal(views.NO_ROUND_YET)
    return await _try(call, tx, circle, trial.replay, await history.count_drawn(tx, last))


@router.button("lunch.how", Who.ANYONE)
async def how(call: Invocation, tx: Transaction) -> Answer:
    """Explain how a round was matched, with the reasons for one's own group."""
    of = await history.round_by_id(tx, call.workspace, row_number(call.value))
    if of is None:
        raise Refusal(views.NO_ROUND_YET)
    mine = next((each for each in await whole.of_round(tx, of) if call.person in each.names), None)
    return Reply(introduction.because(mine, call.person) if mine else views.how())


async def _because(call: Invocation, tx: Transaction, group: Group, whose: str) -> Answer:
    found = await whole.of_group(tx, call.workspace, group.id)
    assert found
    return Reply(introduction.because(found, whose))


async def _try(call: Invocation, tx: Transaction, circle: Circle, what: Trial, people: int) -> Answer:
    """Answer at once where that is quick; else a job thinks about it and writes to whoever asked."""
    if drafts.is_quick(people, circle.size):
        think = await what(tx, circle, call.now, call.rng)
        return Reply(await think(asyncio.to_thread))
    kind = next(kind for kind, other in trial.TRIALS.items() if other is what)
    subject = f"{circle.id} {call.person} {call.id}"
    await agenda.plan(tx, call.workspace, kind, subject, call.now, local_date(call.now, circle.zone))
    return Reply(views.takes_a_moment())
