"""Answer questions about rounds: what would be drawn, why this group, does the last draw repeat."""

import asyncio
import random

from bot.authority import Who
from bot.ids import row_number
from bot.lunch import draw, history, party, rules, whole
from bot.lunch.belonging import here
from bot.lunch.history import Group
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
    everybody = await party.gather(tx, circle, local_date(call.now, circle.zone), call.now)
    seed = f"{random.Random(call.rng.getrandbits(64)).getrandbits(64):016x}"
    company = draw.split(await asyncio.to_thread(draw.match, everybody.inputs, everybody.past, seed))
    teams = {who: person.team.casefold() for who, person in everybody.people.items()}
    tally = rules.tally(company.groups, teams, everybody.past.rounds)
    named = {who: person.mention for who, person in everybody.people.items()}
    groups = [[named[who] for who in group] for group in company.groups]
    return Reply(views.preview(circle, groups, [named[who] for who in company.alone], tally))


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
    last = await history.last_group_of(tx, circle, whose)
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
    inputs = await history.snapshot(tx, last)
    past = await history.past(tx, circle, last.local_date, inputs.earlier)
    again = await asyncio.to_thread(draw.match, inputs, past, last.seed)
    drawn = await history.drawn_groups(tx, last)
    same = _compare(again) == _compare(drawn)
    company = draw.split(again)
    complete = len(past.rounds) == inputs.earlier
    return Reply(views.replayed(last, circle, same=same, complete=complete, groups=len(company.groups)))


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


def _compare(groups: list[list[str]]) -> list[list[str]]:
    return sorted(sorted(group) for group in groups)
