"""The live cards of open tables: a table, its last call, and the question whether two join."""

from datetime import datetime

from bot.core.ids import row_number
from bot.core.router import Router
from bot.open_tables import records
from bot.open_tables.mergers import tables_of_merger
from bot.open_tables.views import cards
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


@router.live_card("table")
async def render_table(
    tx: ReadTransaction, workspace: str, number: str, now: datetime
) -> Card | None:
    """Draw the public card of a table."""
    table = await records.find_table(tx, workspace, row_number(number))
    if table is None:
        return None
    other = (
        await records.find_table(tx, workspace, table.merged_into) if table.merged_into else None
    )
    return cards.table_card(table, now, other)


@router.live_card("call")
async def render_last_call(
    tx: ReadTransaction, workspace: str, number: str, now: datetime
) -> Card | None:
    """Draw the last call that those at a table read."""
    table = await records.find_table(tx, workspace, row_number(number))
    return cards.last_call_card(table, now) if table else None


@router.live_card("merger")
async def render_merger(
    tx: ReadTransaction, workspace: str, about: str, _now: datetime
) -> Card | None:
    """Draw the question for one of the two hosts."""
    number, _, side = about.partition(":")
    merger = await records.find_merger(tx, workspace, row_number(number))
    if merger is None:
        return None
    stays, moves = await tables_of_merger(tx, workspace, merger)
    said = merger.stays_agrees, merger.moves_agrees
    if side == "stays":
        return cards.merger_card(stays, moves, stays, merger.id, said)
    return cards.merger_card(moves, stays, stays, merger.id, (said[1], said[0]))
