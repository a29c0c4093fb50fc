"""Register an address as a source, within the limits per workspace and person."""

from bot.core.interactions import Invocation, Refusal
from bot.people import records as people
from bot.sources import records, rules
from bot.sources.records import Source
from bot.sources.views import discovery
from bot.store.engine import Transaction
from bot.ui.speech import say


async def register_source(
    tx: Transaction, call: Invocation, address: str, known: Source | None
) -> int:
    """Queue an address to be fetched, again if it is `known`; return the source's id.

    Raise Refusal if the workspace has too many sources, or the person too many undecided ones.
    """
    sources = await records.list_sources(tx, call.workspace)
    if len(sources) >= rules.MAX_SOURCES:
        raise Refusal(say(discovery.FULL, most=rules.MAX_SOURCES))
    if known is None:
        undecided = await records.count_unanswered(tx, call.workspace, call.person)
        if undecided >= rules.MAX_UNANSWERED:
            raise Refusal(say(discovery.WAIT, most=rules.MAX_UNANSWERED))

    caller = await people.get_caller(call, tx)
    return await records.enqueue_source(
        tx, call.workspace, address, call.person, caller.zone, call.now
    )
