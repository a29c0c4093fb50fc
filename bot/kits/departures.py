"""What becomes of plans when somebody leaves: their steps wait for somebody who takes them."""

from bot.core.signals import PersonForgotten, PersonLeft
from bot.kits import plans, records, request_records, requests
from bot.store.engine import Transaction


async def free_steps(tx: Transaction, signal: PersonLeft) -> None:
    """Let the open steps of somebody who left wait for another, and say so on the card.

    Whoever asked them to do one is told that there is no answer.
    """
    for request in await request_records.requests_to(tx, signal.workspace, signal.person):
        await requests.give_up(tx, request, signal.now)
    for plan in await records.plans_with_steps_of(tx, signal.workspace, signal.person):
        for step in await records.list_steps(tx, plan):
            if step.owner == signal.person and step.state == "open":
                await plans.hand_step(tx, step, plan, None)


async def redraw_plans(tx: Transaction, signal: PersonForgotten) -> None:
    """Render the cards of open plans anew, which may name somebody who is forgotten."""
    for plan in await records.open_plans(tx, signal.workspace):
        await plans.invalidate_plan(tx, plan)
