"""Note what somebody named as a source, as long as there is room for it."""

from bot.core.router import Invocation, Refusal
from bot.people import records as people
from bot.sources import records, rules, views
from bot.sources.records import Source
from bot.store.engine import Transaction


async def ask(tx: Transaction, call: Invocation, address: str, known: Source | None) -> int:
    """Note what is to be looked at, anew if it is `known`; refuse what is too much for one workspace or person."""
    if len(await records.find_all(tx, call.workspace)) >= rules.MOST_SOURCES:
        raise Refusal(views.FULL)
    if known is None and await records.waiting(tx, call.workspace, call.person) >= rules.MOST_WAITING:
        raise Refusal(views.WAIT)
    me = await people.met(call, tx)
    return await records.ask(tx, call.workspace, address, call.person, me.zone, call.now)
