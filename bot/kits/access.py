"""Load what a button of a plan means, and check what the caller may do."""

from bot.core.ids import row_number
from bot.core.interactions import Invocation, Refusal
from bot.kits import records
from bot.kits.rules import Plan, PlanStep
from bot.kits.views import plans as views
from bot.store.engine import Transaction
from bot.ui.speech import say
from bot.ui.text import retell


async def require_plan(call: Invocation, tx: Transaction) -> Plan:
    """Return the open plan of an interaction, locked; raise Refusal if it is over.

    A day may follow its number.
    """
    about = call.field_text("choice") or call.value
    number = row_number(about.partition(":")[0])
    return await _require(call, tx, number)


async def require_own_plan(call: Invocation, tx: Transaction) -> Plan:
    """Return the open plan of an interaction; raise Refusal unless the caller may change it."""
    plan = await require_plan(call, tx)
    if not (call.organiser or plan.starter == call.person):
        raise Refusal(say(views.NOT_YOURS))
    return plan


async def require_step(call: Invocation, tx: Transaction) -> tuple[Plan, PlanStep]:
    """Return the step of an interaction and its open plan, locked."""
    return await lock_step(call, tx, row_number(call.field_text("choice") or call.value))


async def lock_step(call: Invocation, tx: Transaction, number: int) -> tuple[Plan, PlanStep]:
    """Return a step and its open plan, locked."""
    found = await records.find_step_of(tx, call.workspace, number)
    if found is None:
        raise Refusal(retell(views.GONE))
    plan = await _require(call, tx, found[0].id)
    # The step may have changed before its plan was locked.
    found = await records.find_step_of(tx, call.workspace, number)
    assert found
    return plan, found[1]


async def require_open_step(call: Invocation, tx: Transaction) -> tuple[Plan, PlanStep]:
    """Return a step that is still to do; raise Refusal for any other."""
    plan, step = await require_step(call, tx)
    if step.state != "open":
        raise Refusal(retell(views.GONE))
    return plan, step


async def require_own_step(call: Invocation, tx: Transaction) -> tuple[Plan, PlanStep]:
    """Return an open step that the caller does; raise Refusal for any other."""
    plan, step = await require_open_step(call, tx)
    if not may_settle(call, step):
        raise Refusal(say(views.NOT_YOUR_STEP))
    return plan, step


def may_settle(call: Invocation, step: PlanStep) -> bool:
    """Return whether the caller may finish or drop a step: they do it, or they organise."""
    return call.organiser or step.owner == call.person


async def _require(call: Invocation, tx: Transaction, number: int) -> Plan:
    plan = await records.lock_plan(tx, call.workspace, number)
    if plan is None or plan.state != "open":
        raise Refusal(retell(views.GONE))
    return plan
