"""The live cards of open tables: a table, its last call, and a proposed merger."""

from datetime import datetime

from bot.core.router import Router, Undelivered
from bot.core.subjects import Subject
from bot.open_tables import records, rules
from bot.open_tables.mergers import tables_of_merger
from bot.open_tables.notifications import ASKED, HOST, OPENED, find_alternatives, tell_news
from bot.open_tables.views import cards
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card

router = Router()


@router.live_card("table")
async def render_table(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render the public card of a table."""
    table = await records.find_table(tx, workspace, subject.id)
    if table is None:
        return None

    other = None
    if table.merged_into:
        other = await records.find_table(tx, workspace, table.merged_into)
    return cards.table_card(table, now, other)


@router.live_card("call")
async def render_last_call(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render the last call for the guests of a table."""
    table = await records.find_table(tx, workspace, subject.id)
    return cards.last_call_card(table, now) if table else None


@router.live_card("merger")
async def render_merger(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render a proposed merger for one of the two hosts; the subject says which."""
    side = subject.parts[0]
    merger = await records.find_merger(tx, workspace, subject.id)
    if merger is None:
        return None

    stays, moves = await tables_of_merger(tx, workspace, merger)
    if now >= merger.until and "merged" not in (stays.state, moves.state):
        return cards.tables_kept_card(moves if side == "stays" else stays)
    if side == "stays":
        agreed = merger.stays_agrees, merger.moves_agrees
        return cards.merger_card(stays, moves, stays, merger.id, agreed)
    agreed = merger.moves_agrees, merger.stays_agrees
    return cards.merger_card(moves, stays, stays, merger.id, agreed)


@router.live_card("asked")
async def render_invitation(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render the request of a colleague to lunch, as long as it can be answered."""
    table = await records.find_table(tx, workspace, subject.id)
    if table is None:
        return None
    for invited in subject.parts:
        if table.host.person in await people.avoid_list(tx, workspace, invited):
            return cards.invitation_ended_card(table)
    return cards.invitation_card(table, now)


@router.live_card("alone")
async def render_alone(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render the warning to the only person at a table, until the meal begins."""
    [person] = subject.parts
    table = await records.find_table(tx, workspace, subject.id)
    if table is None:
        return None
    if not rules.is_ahead(table, now) or not table.seats_person(person):
        return cards.seat_card(table, person, now)
    if len(table.seated) > 1:
        return cards.seat_card(table, person, now)
    alternatives = await find_alternatives(tx, workspace, table, [person], now)
    return cards.sitting_alone_card(table, alternatives[person], now)


@router.live_card("seat")
async def render_seat(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render the news to somebody at a table that they host it or share it."""
    what, person, *others = subject.parts
    table = await records.find_table(tx, workspace, subject.id)
    if table is None:
        return None
    if not rules.is_ahead(table, now) or not table.seats_person(person):
        return cards.seat_card(table, person, now)
    if what == "joined":
        return cards.tables_merged_card(table, now)
    former = await people.find_person(tx, workspace, others[0])
    return cards.new_host_card(table, former.mention if former else None, now)


@router.live_card("news")
async def render_news(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    """Render news of a table to somebody at it, until the meal begins or would have begun."""
    what, person, *others = subject.parts
    table = await records.find_table(tx, workspace, subject.id)
    if table is None:
        return None
    if what == "off":
        if now >= table.starts_at:
            return cards.table_cancelled_card(table, None, now)
        alternatives = await find_alternatives(tx, workspace, table, [person], now)
        return cards.table_cancelled_card(table, alternatives[person], now)
    if not rules.is_ahead(table, now) or not table.seats_person(person):
        return cards.seat_card(table, person, now)
    if what == "hidden":
        return cards.table_hidden_card(table, now)
    if what == "unreached":
        return cards.invitation_unreached_card(table, now)
    invited = await people.find_person(tx, workspace, others[0])
    return cards.invited_left_card(table, invited.mention, now) if invited else None


@router.on_undelivered(OPENED)
async def tell_host_of_refused_card(tx: Transaction, message: Undelivered) -> None:
    """Return a card that tells the host that the channel does not show their table."""
    if message.subject:
        await _tell_host(tx, message, message.subject.id, "hidden")


@router.on_undelivered(ASKED)
async def tell_host_of_refused_invitation(tx: Transaction, message: Undelivered) -> None:
    """Return a card that tells the host that whom they asked to lunch cannot be reached."""
    about = Subject.parse(":".join(message.key.split(":")[:2]))
    await _tell_host(tx, message, about.id, "unreached")


async def _tell_host(tx: Transaction, message: Undelivered, number: int, what: str) -> None:
    table = await records.find_table(tx, message.workspace, number)
    if table is None or table.state != "open":
        return
    await tell_news(tx, message.workspace, table, what, table.host.person, HOST, message.now)
