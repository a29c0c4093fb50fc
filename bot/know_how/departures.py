"""What becomes of questions when somebody leaves or is forgotten: whoever waits hears at once."""

from bot.core import outbox
from bot.core.signals import PersonForgotten, PersonLeft
from bot.know_how import introductions, records
from bot.open_tables.records import introduction_key
from bot.store.engine import Transaction


async def end_requests(tx: Transaction, signal: PersonLeft | PersonForgotten) -> None:
    """End the requests of somebody, and those to them, unless they were introduced already."""
    workspace, gone = signal.workspace, signal.person
    for each in await records.list_requests(tx, workspace, gone, ("asked", "introduced")):
        request = await records.find_request_for_update(tx, workspace, each.id)
        if request is None:
            continue
        if request.state == "asked":
            await introductions.end_request(tx, request, signal.now, gone=gone)
        elif await outbox.cancel_messages(tx, workspace, introduction_key(request.subject)):
            await introductions.end_lost_introduction(tx, request, signal.now, gone=gone)
