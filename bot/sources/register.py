"""Note what somebody named as a source, as long as there is room for it."""

from bot.core.router import Invocation, Refusal
from bot.people import records as people
from bot.sources import records, rules, views
from bot.sources.records import Source
from bot.store.engine import Transaction


async def register_source(
    tx: Transaction, call: Invocation, address: str, known: Source | None
) -> int:
    """Note what is to be looked at, anew if it is `known`.

    Refuse what is too much for one workspace or person.
    """
    if len(await records.list_sources(tx, call.workspace)) >= rules.MAX_SOURCES:
        raise Refusal(views.FULL)
    if (
        known is None
        and await records.count_unanswered(tx, call.workspace, call.person) >= rules.MAX_UNANSWERED
    ):
        raise Refusal(views.WAIT)
    me = await people.get_caller(call, tx)
    return await records.enqueue_source(tx, call.workspace, address, call.person, me.zone, call.now)
