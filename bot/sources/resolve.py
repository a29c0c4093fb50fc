"""Find the source that an address leads to, or have a look taken at it."""

from msgspec import Struct

from bot.core.router import Invocation, Refusal
from bot.sources import records, register, views
from bot.sources.addresses import NotAnAddress, calendar_of, read_address
from bot.sources.records import Source
from bot.store.engine import Transaction


class ResolvedSource(Struct, frozen=True):
    """The source that an address leads to: a `known` one, or one at which a look is under way."""

    number: int
    address: str
    existing: Source | None = None


async def resolve_source(call: Invocation, tx: Transaction, words: str) -> ResolvedSource:
    """Give the source of an address that somebody names.

    Refuse calmly what is none, and what would be too many.
    """
    try:
        address = read_address(words)
    except NotAnAddress as error:
        raise Refusal(views.NOT_AN_ADDRESS) from error
    known = await records.find_source_by_address(
        tx, call.workspace, address
    ) or await records.find_source_by_feed(tx, call.workspace, calendar_of(address), 0)
    if known and known.state in ("active", "paused"):
        return ResolvedSource(known.id, address, known)
    return ResolvedSource(await register.register_source(tx, call, address, known), address)
