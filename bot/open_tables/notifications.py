"""Say what tables have to say, and keep their cards true."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core import outbox
from bot.core.router import Router
from bot.open_tables import records, rules
from bot.open_tables.rules import OpenTable
from bot.open_tables.views import cards
from bot.pairings.programs import channels as program_channels
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card
from bot.ui.text import Mention

router = Router()
OPENED = router.declare_reason("table.opened", cards.WHY_OPENED)
CALLED = router.declare_reason("table.called", cards.WHY_CALLED)
ALONE = router.declare_reason("table.alone", cards.WHY_ALONE)
HOST = router.declare_reason("table.host", cards.WHY_HOST)
MERGER = router.declare_reason("table.merger", cards.WHY_MERGER)
USUAL = router.declare_reason("table.usual", cards.WHY_USUAL)
LEARNED = router.declare_reason("table.learned", cards.WHY_LEARNED)

_OTHERS = 3  # tables named to somebody who sits alone
_LEARNED_FOR = timedelta(days=1)


async def announce_table(tx: Transaction, workspace: str, table: OpenTable, now: datetime) -> None:
    """Tell the channel about a table."""
    subject = f"table:{table.id}"
    await outbox.post(
        tx,
        workspace,
        subject,
        table.channel,
        None,
        subject=subject,
        reason=USUAL if table.usual else OPENED,
        due=now,
        expires=table.starts_at,
        solicited=True,
    )


async def tell_usual(tx: Transaction, workspace: str, table: OpenTable, now: datetime) -> None:
    """Tell those who usually eat at this time about the table that they have."""
    for guest in table.seated:
        await _tell(
            tx,
            workspace,
            table,
            "usual",
            guest.person,
            None,
            USUAL,
            now,
            subject=f"table:{table.id}",
        )


async def invalidate_table(tx: Transaction, workspace: str, table: OpenTable) -> None:
    """Have every card that shows a table drawn again."""
    await outbox.invalidate(tx, workspace, f"table:{table.id}")
    if table.last_called:
        await outbox.invalidate(tx, workspace, f"call:{table.id}")


async def send_last_call(tx: Transaction, workspace: str, table: OpenTable, now: datetime) -> None:
    """Tell everybody at a table, once each, who comes and where."""
    for guest in table.seated:
        await _tell(
            tx,
            workspace,
            table,
            "call",
            guest.person,
            None,
            CALLED,
            now,
            subject=f"call:{table.id}",
        )


async def tell_alone(tx: Transaction, workspace: str, table: OpenTable, now: datetime) -> None:
    """Tell the one person at a table what they can do instead."""
    who = table.seated[0].person
    best = await find_alternatives(tx, workspace, table, [who], now)
    await _tell(
        tx,
        workspace,
        table,
        "alone",
        who,
        cards.sitting_alone_card(table, best[who], now),
        ALONE,
        now,
    )


async def tell_called_off(tx: Transaction, workspace: str, table: OpenTable, now: datetime) -> None:
    """Tell everybody but the host that a table is off, and what they can do instead."""
    guests = [guest.person for guest in table.seated if guest.person != table.host.person]
    best = await find_alternatives(tx, workspace, table, guests, now) if guests else {}
    for who in guests:
        await _tell(
            tx,
            workspace,
            table,
            "off",
            who,
            cards.table_cancelled_card(table, best[who], now),
            ALONE,
            now,
        )


async def tell_host(
    tx: Transaction, workspace: str, table: OpenTable, before: Mention, now: datetime
) -> None:
    """Tell somebody that a table is theirs now."""
    card = cards.new_host_card(table, before, now)
    await _tell(tx, workspace, table, "host", table.host.person, card, HOST, now)


async def tell_joined(tx: Transaction, workspace: str, table: OpenTable, now: datetime) -> None:
    """Tell everybody at a table that took in another where they meet."""
    card = cards.tables_merged_card(table, now)
    for guest in table.seated:
        await _tell(tx, workspace, table, "joined", guest.person, card, MERGER, now)


async def ask_learned(tx: Transaction, workspace: str, table: OpenTable, now: datetime) -> None:
    """Ask those who ate together what they learned, if they have attention to spare."""
    for guest in table.seated:
        await outbox.send_dm(
            tx,
            workspace,
            f"table:{table.id}:learned:{guest.person}",
            guest.person,
            cards.table_learning_card(table, guest.person),
            reason=LEARNED,
            due=now,
            expires=now + _LEARNED_FOR,
            priority=outbox.Priority.DROPPABLE,
        )


async def find_alternatives(
    tx: ReadTransaction, workspace: str, table: OpenTable, who: Sequence[str], now: datetime
) -> dict[str, cards.Alternatives]:
    """Find for each of these people another table today, the same time another day, and whether a
    round comes."""
    tonight = rules.midnight_after(now, table.zone)
    others = [
        t
        for t in await records.tables_with_room(tx, workspace, now, tonight, 2 * _OTHERS)
        if t.id != table.id
    ]
    # Only who wrote a list sees fewer tables: a seat that everybody else is offered would give the
    # list away.
    unwished = await people.avoid_lists(tx, workspace, who)
    in_rounds = await program_channels.people_in_programs(tx, workspace, who)
    time = table.starts_at.astimezone(ZoneInfo(table.zone)).time()
    again = rules.lunch_after(now, table.zone, time)
    return {
        one: cards.Alternatives(
            [
                t
                for t in others
                if not any(t.seats_person(each) for each in (one, *unwished.get(one, ())))
            ][:_OTHERS],
            again,
            table.zone,
            one in in_rounds,
        )
        for one in who
    }


async def _tell(
    tx: Transaction,
    workspace: str,
    table: OpenTable,
    what: str,
    who: str,
    card: Card | None,
    reason: str,
    now: datetime,
    subject: str | None = None,
) -> None:
    """Say something about a table, once, to one person who asked for it by sitting there."""
    key = f"table:{table.id}:{what}:{who}"
    await outbox.send_dm(
        tx,
        workspace,
        key,
        who,
        card,
        subject=subject,
        reason=reason,
        due=now,
        expires=table.starts_at,
        solicited=True,
    )


ASKED = router.declare_reason("table.asked", cards.WHY_ASKED)
