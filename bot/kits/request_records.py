"""The SQL of questions to colleagues, whether they do a step."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update

from bot.core.subjects import Subject
from bot.kits.rules import RequestState, StepRequest
from bot.kits.tables import plan_request
from bot.store.engine import ReadTransaction, Transaction
from bot.store.rows import read_struct

_COLUMNS = [plan_request.c[name] for name in StepRequest.__struct_fields__]


async def insert_request(tx: Transaction, workspace: str, **values: object) -> StepRequest:
    """Insert a question that was just asked."""
    number = await tx.insert(plan_request, workspace=workspace, state="asked", **values)
    found = await find_request(tx, workspace, number)
    assert found
    return found


async def find_request(tx: ReadTransaction, workspace: str, number: int) -> StepRequest | None:
    """Return one question, in any state."""
    row = await tx.first(_requests(workspace).where(plan_request.c.id == number))
    return read_struct(StepRequest, row) if row else None


async def open_requests(
    tx: ReadTransaction, workspace: str, steps: Collection[int]
) -> dict[int, StepRequest]:
    """Return the questions about steps that nobody has answered yet, by the step."""
    query = _requests(workspace).where(
        plan_request.c.plan_step.in_(list(steps)), plan_request.c.state == "asked"
    )
    found = [read_struct(StepRequest, row) for row in await tx.all(query)]
    return {request.plan_step: request for request in found}


async def requests_to(tx: ReadTransaction, workspace: str, person: str) -> list[StepRequest]:
    """Return the questions to somebody that they have not answered yet."""
    query = _requests(workspace).where(
        plan_request.c.person == person, plan_request.c.state == "asked"
    )
    return [read_struct(StepRequest, row) for row in await tx.all(query)]


async def count_requests(
    tx: ReadTransaction, workspace: str, person: str, asker: str, since: datetime
) -> tuple[int, int]:
    """Return how often somebody was asked since a moment: by one person, and by all."""
    query = select(plan_request.c.asker).where(
        plan_request.c.workspace == workspace,
        plan_request.c.person == person,
        plan_request.c.at > since,
    )
    askers = await tx.scalars(query)
    return askers.count(asker), len(askers)


async def was_asked(tx: ReadTransaction, workspace: str, step: int, person: str) -> bool:
    """Return whether somebody was asked to do this very step before."""
    query = select(func.count()).where(
        plan_request.c.workspace == workspace,
        plan_request.c.plan_step == step,
        plan_request.c.person == person,
    )
    return bool(await tx.scalar(query))


async def settle_request(tx: Transaction, request: StepRequest, state: RequestState) -> None:
    """Set what came of a question."""
    chosen = plan_request.c.workspace == request.workspace, plan_request.c.id == request.id
    await tx.execute(update(plan_request).where(*chosen).values(state=state))


async def close_requests(tx: Transaction, workspace: str, steps: Collection[int]) -> None:
    """End the questions about steps that nobody needs to answer any more."""
    statement = update(plan_request).where(
        plan_request.c.workspace == workspace,
        plan_request.c.plan_step.in_(list(steps)),
        plan_request.c.state == "asked",
    )
    await tx.execute(statement.values(state="over"))


async def cards_of_requests(
    tx: ReadTransaction, workspace: str, steps: Sequence[int]
) -> list[Subject]:
    """Return the cards of all questions about steps, and of what came of them."""
    query = _requests(workspace).where(plan_request.c.plan_step.in_(list(steps)))
    found = [read_struct(StepRequest, row) for row in await tx.all(query)]
    return [subject for one in found for subject in (one.subject, one.answer_subject)]


def _requests(workspace: str) -> Select[*tuple[Any, ...]]:
    query = select(*_COLUMNS).where(plan_request.c.workspace == workspace)
    return query.order_by(plan_request.c.id)
