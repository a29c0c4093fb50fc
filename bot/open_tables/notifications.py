"""Say what tables have to say, and keep their cards true."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.router import Router
from bot.open_tables import records, rules
from bot.open_tables.rules import Table
from bot.open_tables.views import cards
from bot.people import records as people
from bot.store.engine import Transaction
from bot.ui.cards import Card
from bot.ui.text import Mention

router = Router()
OPENED = router.rule("table.opened", cards.WHY_OPENED)
CALLED = router.rule("table.called", cards.WHY_CALLED)
ALONE = router.rule("table.alone", cards.WHY_ALONE)
HOST = router.rule("table.host", cards.WHY_HOST)
MERGER = router.rule("table.merger", cards.WHY_MERGER)
USUAL = router.rule("table.usual", cards.WHY_USUAL)
LEARNED = router.rule("table.learned", cards.WHY_LEARNED)

_OTHERS = 3  # tables named to somebody who sits alone
_LEARNED_FOR = timedelta(days=1)


async def announce(tx: Transaction, workspace: str, table: Table, now: datetime) -> None:
    """Tell the channel about a table."""
    subject = f"table:{table.id}"
    await outbox.post(
        tx,
        workspace,
        subject,
        table.channel,
        None,
        subject=subject,
        rule=USUAL if table.usual else OPENED,
        due=now,
        expires=table.starts_at,
        asked=True,
    )


async def tell_usual(tx: Transaction, workspace: str, table: Table, now: datetime) -> None:
    """Tell those who usually eat at this time about the table that they have."""
    for guest in table.seated:
        await _tell(tx, workspace, table, "usual", guest.person, None, USUAL, now, subject=f"table:{table.id}")


async def changed(tx: Transaction, workspace: str, table: Table) -> None:
    """Have every card that shows a table drawn again."""
    await outbox.stale(tx, workspace, f"table:{table.id}")
    if table.last_called:
        await outbox.stale(tx, workspace, f"call:{table.id}")


async def call_in(tx: Transaction, workspace: str, table: Table, now: datetime) -> None:
    """Tell everybody at a table, once each, who comes and where."""
    for guest in table.seated:
        await _tell(tx, workspace, table, "call", guest.person, None, CALLED, now, subject=f"call:{table.id}")


async def tell_alone(tx: Transaction, workspace: str, table: Table, now: datetime) -> None:
    """Tell the one person at a table what they can do instead."""
    who = table.seated[0].person
    best = await next_best(tx, workspace, table, [who], now)
    await _tell(tx, workspace, table, "alone", who, cards.alone(table, best[who], now), ALONE, now)


async def tell_called_off(tx: Transaction, workspace: str, table: Table, now: datetime) -> None:
    """Tell everybody but the host that a table is off, and what they can do instead."""
    guests = [guest.person for guest in table.seated if guest.person != table.host.person]
    best = await next_best(tx, workspace, table, guests, now) if guests else {}
    for who in guests:
        await _tell(tx, workspace, table, "off", who, cards.called_off(table, best[who], now), ALONE, now)


async def tell_host(tx: Transaction, workspace: str, table: Table, before: Mention, now: datetime) -> None:
    """Tell somebody that a table is theirs now."""
    card = cards.passed_on(table, before, now)
    await _tell(tx, workspace, table, "host", table.host.person, card, HOST, now)


async def tell_joined(tx: Transaction, workspace: str, table: Table, now: datetime) -> None:
    """Tell everybody at a table that took in another where they meet."""
    card = cards.joined_up(table, now)
    for guest in table.seated:
        await _tell(tx, workspace, table, "joined", guest.person, card, MERGER, now)


async def ask_learned(tx: Transaction, workspace: str, table: Table, now: datetime) -> None:
    """Ask those who ate together what they learned, if they have attention to spare."""
    for guest in table.seated:
        await outbox.whisper(
            tx,
            workspace,
            f"table:{table.id}:learned:{guest.person}",
            guest.person,
            cards.learned(table, guest.person),
            rule=LEARNED,
            due=now,
            expires=now + _LEARNED_FOR,
            weight=outbox.MAY_DROP,
        )


async def next_best(
    tx: Transaction, workspace: str, table: Table, who: Sequence[str], now: datetime
) -> dict[str, cards.NextBest]:
    """Find for each of these people another table today, the same time another day, and whether a round comes."""
    tonight = rules.midnight_after(now, table.zone)
    others = [t for t in await records.with_room(tx, workspace, now, tonight, 2 * _OTHERS) if t.id != table.id]
    # Only who wrote a list sees fewer tables: a seat that everybody else is offered would give the list away.
    unwished = await people.avoided_by(tx, workspace, who)
    in_rounds = await records.take_part(tx, workspace, who)
    time = table.starts_at.astimezone(ZoneInfo(table.zone)).time()
    again = rules.lunch_after(now, table.zone, time)
    return {
        one: cards.NextBest(
            [t for t in others if not any(t.seats_person(each) for each in (one, *unwished.get(one, ())))][:_OTHERS],
            again,
            table.zone,
            one in in_rounds,
        )
        for one in who
    }


@router.living_card("table")
async def draw_table(tx: Transaction, workspace: str, number: str, now: datetime) -> Card | None:
    """Draw the public card of a table."""
    table = await records.find(tx, workspace, row_number(number))
    if table is None:
        return None
    other = await records.find(tx, workspace, table.merged_into) if table.merged_into else None
    return cards.table_card(table, now, other)


@router.living_card("call")
async def draw_call(tx: Transaction, workspace: str, number: str, now: datetime) -> Card | None:
    """Draw the last call that those at a table read."""
    table = await records.find(tx, workspace, row_number(number))
    return cards.call_card(table, now) if table else None


async def _tell(
    tx: Transaction,
    workspace: str,
    table: Table,
    what: str,
    who: str,
    card: Card | None,
    rule: str,
    now: datetime,
    subject: str | None = None,
) -> None:
    """Say something about a table, once, to one person who asked for it by sitting there."""
    key = f"table:{table.id}:{what}:{who}"
    await outbox.whisper(
        tx, workspace, key, who, card, subject=subject, rule=rule, due=now, expires=table.starts_at, asked=True
    )
