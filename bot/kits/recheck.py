"""What is checked again when the nudge of a step is claimed."""

from datetime import datetime

from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.kits import plans, records
from bot.kits.notifications import NUDGE
from bot.kits.rules import is_called_off
from bot.store.engine import Transaction

router = Router()


@router.recheck(NUDGE)
async def recheck_nudge(
    tx: Transaction, workspace: str, message: DueMessage, _now: datetime
) -> tuple[str, ...]:
    """Nudge only whoever still does a step that is still to do."""
    found = await records.find_step_of(tx, workspace, message.row_id("plan-step"))
    if found is None:
        return ()
    plan, step = found
    if not step.state == plan.state == "open" or is_called_off(await plans.find_event(tx, plan)):
        return ()
    return tuple(person for person in message.recipients if person == step.owner)
