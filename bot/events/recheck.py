"""What is checked again when messages about events are claimed: who still goes, who hosts."""

from datetime import datetime

from bot.core.due_messages import DueMessage
from bot.core.router import Router
from bot.events import host_search, notifications, records
from bot.store.engine import Transaction

router = Router()


@router.recheck(notifications.HOST)
async def recheck_host(
    tx: Transaction, workspace: str, message: DueMessage, _now: datetime
) -> tuple[str, ...]:
    """Write of hosting only to the host, and ask only somebody whose answer is awaited."""
    if message.about and message.about.kind == "host_wish":
        request = await host_search.find_host_request(tx, workspace, message.about.id)
        return message.recipients if request and request.state == "asked" else ()
    if message.about is None:
        return message.recipients

    event = await records.find_event(tx, workspace, message.about.id)
    if message.about.kind == "hidden":
        return message.recipients
    if message.about.kind == "hostless":
        is_missing = event and event.state == "open" and event.host is None
        return message.recipients if is_missing else ()
    hosts = event and event.state == "open" and event.host == message.recipients[0]
    return message.recipients if hosts else ()


@router.recheck(notifications.LEARNED)
async def recheck_thanks(
    tx: Transaction, workspace: str, message: DueMessage, _now: datetime
) -> tuple[str, ...]:
    """Thank only somebody who was going to the end."""
    event_id = message.row_id("event")
    event = await records.find_event(tx, workspace, event_id)
    if event is None or event.state != "over":  # it turned out not to have been on
        return ()
    rsvp = await records.find_rsvp(tx, workspace, event_id, message.recipients[0])
    return message.recipients if rsvp and rsvp.status == "in" else ()
