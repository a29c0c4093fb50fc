"""The SQL of plans and their steps."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, update

from bot.kits.kits import load_kits
from bot.kits.rules import Plan, PlanStep, State
from bot.kits.tables import own_kit, plan, plan_step
from bot.store.engine import ReadTransaction, Transaction
from bot.store.rows import read_struct

_RECIPE = func.coalesce(own_kit.c.words, "").label("recipe")
_PLAN = [_RECIPE if name == "recipe" else plan.c[name] for name in Plan.__struct_fields__]
_STEP = [plan_step.c[name] for name in PlanStep.__struct_fields__]


async def insert_plan(tx: Transaction, workspace: str, **values: object) -> Plan:
    """Insert a plan."""
    number = await tx.insert(plan, workspace=workspace, state="open", **values)
    found = await find_plan(tx, workspace, number)
    assert found
    return found


async def insert_steps(
    tx: Transaction, of: Plan, owner: str, steps: Iterable[tuple[str, dt.date]]
) -> None:
    """Insert the steps of a plan, all of them somebody's."""
    common = {"workspace": of.workspace, "plan": of.id, "owner": owner, "state": "open"}
    await tx.insert_many(plan_step, [{**common, "step": name, "due": due} for name, due in steps])


async def find_plan(tx: ReadTransaction, workspace: str, number: int) -> Plan | None:
    """Return one plan, in any state."""
    query = _plans(workspace).where(plan.c.id == number)
    row = await tx.first(query)
    return read_struct(Plan, row) if row else None


async def lock_plan(tx: Transaction, workspace: str, number: int) -> Plan | None:
    """Lock one plan until the transaction ends (`FOR UPDATE`); return it as it is then."""
    if not tx.single_writer:
        query = select(plan.c.id).where(plan.c.workspace == workspace, plan.c.id == number)
        await tx.all(query.with_for_update())
    return await find_plan(tx, workspace, number)


async def open_plans(tx: ReadTransaction, workspace: str, starter: str = "") -> list[Plan]:
    """Return the open plans, of all or of whoever started them."""
    query = _plans(workspace).where(plan.c.state == "open")
    if starter:
        query = query.where(plan.c.starter == starter)
    return [read_struct(Plan, row) for row in await tx.all(query)]


async def plans_with_steps_of(tx: ReadTransaction, workspace: str, owner: str) -> list[Plan]:
    """Return the open plans of which somebody does a step."""
    theirs = select(plan_step.c.plan).where(
        plan_step.c.workspace == workspace, plan_step.c.owner == owner, plan_step.c.state == "open"
    )
    query = _plans(workspace).where(plan.c.state == "open", plan.c.id.in_(theirs))
    return [read_struct(Plan, row) for row in await tx.all(query)]


async def count_done_by(tx: ReadTransaction, workspace: str, owner: str, since: dt.date) -> int:
    """Return how many steps of plans that were due since a day somebody did."""
    query = select(plan_step.c.id).where(
        plan_step.c.workspace == workspace,
        plan_step.c.owner == owner,
        plan_step.c.state == "done",
        plan_step.c.due >= since,
    )
    return len(await tx.scalars(query))


async def plans_of_events(
    tx: ReadTransaction, workspace: str, numbers: Sequence[int]
) -> list[Plan]:
    """Return the plans whose events these are."""
    query = _plans(workspace).where(plan.c.event.in_(list(numbers)))
    return [read_struct(Plan, row) for row in await tx.all(query)]


async def update_plan(tx: Transaction, changed: Plan, **values: object) -> None:
    """Set columns of a plan."""
    statement = update(plan).where(plan.c.workspace == changed.workspace, plan.c.id == changed.id)
    await tx.execute(statement.values(**values))


async def list_steps(tx: ReadTransaction, of: Plan) -> list[PlanStep]:
    """Return the steps of a plan that its kit still has, in their order."""
    query = select(*_STEP).where(
        plan_step.c.workspace == of.workspace,
        plan_step.c.plan == of.id,
        plan_step.c.step.in_([step.id for step in of.of_kit.steps]),
    )
    return [read_struct(PlanStep, row) for row in await tx.all(query.order_by(plan_step.c.id))]


async def find_step_of(
    tx: ReadTransaction, workspace: str, number: int
) -> tuple[Plan, PlanStep] | None:
    """Return one step with its plan, in any state, if its kit still has it."""
    step = await find_step(tx, workspace, number)
    found = await find_plan(tx, workspace, step.plan) if step else None
    steps = await list_steps(tx, found) if found else []
    return next(((found, one) for one in steps if found and one.id == number), None)


async def find_step(tx: ReadTransaction, workspace: str, number: int) -> PlanStep | None:
    """Return one step, in any state."""
    query = select(*_STEP).where(plan_step.c.workspace == workspace, plan_step.c.id == number)
    row = await tx.first(query)
    return read_struct(PlanStep, row) if row else None


async def update_step(
    tx: Transaction,
    changed: PlanStep,
    *,
    due: dt.date | None = None,
    state: State | None = None,
) -> None:
    """Set when a step is due, or its state."""
    values = {"due": due, "state": state}
    given = {name: value for name, value in values.items() if value is not None}
    await _set(tx, changed, given)


async def set_owner(tx: Transaction, changed: PlanStep, owner: str | None) -> None:
    """Set who does a step; nobody where `owner` is None."""
    await _set(tx, changed, {"owner": owner})


async def _set(tx: Transaction, changed: PlanStep, values: Mapping[str, object]) -> None:
    statement = update(plan_step).where(
        plan_step.c.workspace == changed.workspace, plan_step.c.id == changed.id
    )
    await tx.execute(statement.values(**values))


def _plans(workspace: str) -> Select[*tuple[Any, ...]]:
    """Select the plans of kits that there still are."""
    known = or_(plan.c.kit.in_(list(load_kits())), own_kit.c.id.is_not(None))
    written = and_(own_kit.c.workspace == plan.c.workspace, own_kit.c.id == plan.c.own_kit)
    query = select(*_PLAN).select_from(plan.outerjoin(own_kit, written))
    return query.where(plan.c.workspace == workspace, known).order_by(plan.c.id)
