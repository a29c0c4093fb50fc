"""Resolve an address to a saved source, or queue it to be fetched."""

from msgspec import Struct

from bot.core.interactions import Invocation, Refusal
from bot.sources import records, register
from bot.sources.addresses import NotAnAddress, calendar_of, read_address
from bot.sources.records import Source
from bot.sources.views import discovery
from bot.store.engine import Transaction
from bot.ui.speech import say


class ResolvedSource(Struct, frozen=True):
    """The source of an address: an `existing` one, or one that is being fetched."""

    number: int
    address: str
    existing: Source | None = None


async def resolve_source(call: Invocation, tx: Transaction, words: str) -> ResolvedSource:
    """Return the saved source of an address, or register a new one.

    Raise Refusal if it is no address, or there are too many sources.
    """
    try:
        address = read_address(words)
    except NotAnAddress as error:
        raise Refusal(say(discovery.NOT_AN_ADDRESS)) from error

    known = await records.find_source_by_address(tx, call.workspace, address)
    if known is None:
        feed = calendar_of(address)
        known = await records.find_source_by_feed(tx, call.workspace, feed, except_id=0)
    if known and known.state in ("active", "paused"):
        return ResolvedSource(known.id, address, known)

    number = await register.register_source(tx, call, address, known)
    return ResolvedSource(number, address)
