"""The live cards of a plan: its steps in the channel, and the nudge of one."""

from datetime import datetime

from bot.core.router import Router
from bot.core.subjects import Subject
from bot.kits import plans, records
from bot.kits.rules import Plan
from bot.kits.views import plans as views
from bot.people import records as people
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


@router.live_card("plan")
async def render_plan_card(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render a plan with its steps and who does them."""
    plan = await records.find_plan(tx, workspace, subject.id)
    return await draw_plan(tx, plan, now) if plan else None


@router.live_card("plan-step")
async def render_nudge(
    tx: ReadTransaction, workspace: str, subject: Subject, _now: datetime
) -> Card | None:
    """Render the nudge of one step."""
    found = await records.find_step_of(tx, workspace, subject.id)
    if found is None:
        return None
    plan, step = found
    return views.nudge_card(plan, step, await plans.find_event(tx, plan))


async def draw_plan(tx: ReadTransaction, plan: Plan, now: datetime, said: str = "") -> Card:
    """Return the card of a plan; `said` is a confirmation at its top."""
    steps = await records.list_steps(tx, plan)
    named = {plan.starter, *(step.owner for step in steps if step.owner)}
    known = await people.find_people(tx, plan.workspace, named)
    mentions = {person.id: person.mention for person in known.values() if not person.left}
    return views.plan_card(plan, steps, mentions, await plans.find_event(tx, plan), now, said)
