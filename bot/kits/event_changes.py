"""What becomes of plans when their event is moved or called off where events are changed."""

from collections.abc import Sequence

from bot.core.signals import EventChanged
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.kits import plans, records, request_records
from bot.kits.rules import is_called_off
from bot.store.engine import ReadTransaction, Transaction


async def follow_event(tx: Transaction, signal: EventChanged) -> None:
    """Move the steps of a plan to the new day of its event, or end it if that was called off."""
    for found in await records.plans_of_events(tx, signal.workspace, [signal.event]):
        plan = await records.lock_plan(tx, signal.workspace, found.id)
        event = await plans.find_event(tx, plan) if plan else None
        if plan is None or event is None or plan.state != "open":
            continue
        day = local_date(event.starts_at, plan.zone)
        if is_called_off(event):
            await plans.drop_plan(tx, plan)
        elif day != plan.day:
            await plans.move_steps(tx, plan, day, signal.now)


async def plans_showing(
    tx: ReadTransaction, workspace: str, events: Sequence[Subject]
) -> list[Subject]:
    """Return the cards of plans that show any of these events, and the nudges of their steps."""
    found = await records.plans_of_events(tx, workspace, [event.id for event in events])
    shown: list[Subject] = []
    for plan in found:
        steps = await records.list_steps(tx, plan)
        shown += [plan.subject, *(step.subject for step in steps)]
        numbers = [step.id for step in steps]
        shown += await request_records.cards_of_requests(tx, workspace, numbers)
    return shown
