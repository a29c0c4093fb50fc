"""The messages about a table: to its channel, its host and its guests."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.core import message_records, outbox
from bot.core.ids import row_number
from bot.core.outbox import Drawing
from bot.core.reasons import MessageReason, Purpose
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.open_tables import records, rules
from bot.open_tables.rules import OpenTable
from bot.open_tables.views import cards
from bot.pairings.programs import channels as program_channels
from bot.people import records as people
from bot.people.hours.records import working_times
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import Mention

router = Router()
OPENED = router.declare_reason("table.opened", cards.WHY_OPENED, Purpose.JOINED)
CALLED = router.declare_reason("table.called", cards.WHY_CALLED, Purpose.NEWS)
ALONE = router.declare_reason("table.alone", cards.WHY_ALONE, Purpose.NEWS)
HOST = router.declare_reason("table.host", cards.WHY_HOST, Purpose.NEWS)
MERGER = router.declare_reason("table.merger", cards.WHY_MERGER, Purpose.NEWS)
USUAL = router.declare_reason("table.usual", cards.WHY_USUAL, Purpose.NEWS)
LEARNED = router.declare_reason("table.learned", cards.WHY_LEARNED, Purpose.ADDED)
ASKED = router.declare_reason("table.asked", cards.WHY_ASKED, Purpose.COLLEAGUE)

_MAX_ALTERNATIVES = 3  # other tables that are offered to somebody who sits alone
_LEARNING_VALID_FOR = timedelta(days=1)
_NEARBY = timedelta(hours=18)  # tables so far apart may be offered in place of each other
_ABOUT_SEAT = ("alone", "host", "joined", "hidden", "unreached", "gone", "off")


async def announce_table(tx: Transaction, workspace: str, table: OpenTable, now: datetime) -> None:
    """Post the live card of a table to its channel."""
    await outbox.post(
        tx,
        workspace,
        f"{table.subject}",
        table.channel,
        None,
        subject=table.subject,
        reason=USUAL if table.usual else OPENED,
        due=now,
        expires=table.starts_at,
        solicited=True,
    )


async def tell_usual(tx: Transaction, workspace: str, table: OpenTable, now: datetime) -> None:
    """Send the live card of a table to the usual eaters who sit at it."""
    for guest in table.seated:
        await _send(
            tx,
            workspace,
            table,
            "usual",
            guest.person,
            None,
            USUAL,
            now,
            subject=table.subject,
        )


async def invalidate_table(tx: Transaction, workspace: str, table: OpenTable) -> None:
    """Invalidate every live card of a table: in the channel, of its guests and of who was asked."""
    subjects = [table.subject, Subject("call", table.id)]
    subjects += await records.subjects_of_requests(tx, workspace, table.id)
    for guest in table.seated:
        subjects += await _seat_subjects(tx, workspace, table, guest.person)
    begin = table.starts_at
    subjects += await message_records.subjects_expiring(
        tx, workspace, ALONE, begin - _NEARBY, begin + _NEARBY
    )  # they offer a seat elsewhere
    await outbox.invalidate(tx, workspace, *subjects)
    await invalidate_mergers(tx, workspace, table)


async def invalidate_seat(tx: Transaction, workspace: str, table: OpenTable, person: str) -> None:
    """Invalidate what somebody was told about their seat at a table."""
    await outbox.invalidate(tx, workspace, *await _seat_subjects(tx, workspace, table, person))


async def invalidate_mergers(tx: Transaction, workspace: str, table: OpenTable) -> None:
    """Invalidate the questions to hosts whether a table joins another."""
    for merger in await records.list_mergers(tx, workspace, [table.id]):
        sides = [Subject("merger", merger.id, side) for side in ("stays", "moves")]
        await outbox.invalidate(tx, workspace, *sides)


async def _seat_subjects(
    tx: ReadTransaction, workspace: str, table: OpenTable, person: str
) -> list[Subject]:
    keys = [f"{table.subject}:{what}:{person}" for what in _ABOUT_SEAT]
    return await message_records.subjects_of(tx, workspace, keys)


async def send_last_call(tx: Transaction, workspace: str, table: OpenTable, now: datetime) -> None:
    """Send the last call to everybody at a table, once each, as a live card."""
    for guest in table.seated:
        await _send(
            tx,
            workspace,
            table,
            "call",
            guest.person,
            None,
            CALLED,
            now,
            subject=Subject("call", table.id),
        )


async def tell_alone(tx: Transaction, workspace: str, table: OpenTable, now: datetime) -> None:
    """Offer alternatives to the only person at a table, as a live card."""
    person = table.seated[0].person
    subject = Subject("alone", table.id, person)
    await _send(tx, workspace, table, "alone", person, None, ALONE, now, subject=subject)


async def tell_called_off(tx: Transaction, workspace: str, table: OpenTable, now: datetime) -> None:
    """Notify the guests of a cancelled table, with alternatives for each while there are any."""
    guests = [guest.person for guest in table.seated if guest.person != table.host.person]
    for person in guests:
        await tell_news(tx, workspace, table, "off", person, ALONE, now)


async def tell_host(
    tx: Transaction, workspace: str, table: OpenTable, former: str, now: datetime
) -> None:
    """Notify the new host of a table, as a live card whose subject names the former one."""
    person = table.host.person
    subject = Subject("seat", table.id, "host", person, former)
    await _send(tx, workspace, table, "host", person, None, HOST, now, subject=subject)


async def tell_joined(tx: Transaction, workspace: str, table: OpenTable, now: datetime) -> None:
    """Notify everybody at a merged table where they meet."""
    for guest in table.seated:
        person = guest.person
        subject = Subject("seat", table.id, "joined", person)
        await _send(tx, workspace, table, "joined", person, None, MERGER, now, subject=subject)


async def ask_learned(tx: Transaction, workspace: str, table: OpenTable, now: datetime) -> None:
    """Ask those who ate together what they learned; dropped for people whose budget is used up."""
    for guest in table.seated:
        await outbox.send_dm(
            tx,
            workspace,
            f"{table.subject}:learned:{guest.person}",
            guest.person,
            partial(cards.table_learning_card, table, guest.person),
            reason=LEARNED,
            due=now,
            expires=now + _LEARNING_VALID_FOR,
        )


async def tables_waiting_for(
    tx: ReadTransaction, workspace: str, person: str, now: datetime
) -> list[int]:
    """Return the ids of the tables to which a person was asked and that are still to come."""
    keys = await message_records.keys_to(tx, workspace, person, ASKED, now)
    return [row_number(key.split(":")[1]) for key in keys]


async def tell_invited_left(
    tx: Transaction, workspace: str, table: OpenTable, invited: Mention, now: datetime
) -> None:
    """Notify a host that the colleague whom they asked has left the workspace."""
    await tell_news(
        tx, workspace, table, "gone", table.host.person, HOST, now, about=invited.person
    )


async def tell_news(
    tx: Transaction,
    workspace: str,
    table: OpenTable,
    what: str,
    person: str,
    reason: MessageReason,
    now: datetime,
    about: str = "",
) -> None:
    """Send somebody at a table news of it, as a live card that ends when the meal begins."""
    subject = Subject("news", table.id, what, person, *filter(None, (about,)))
    await _send(tx, workspace, table, what, person, None, reason, now, subject=subject)


async def find_alternatives(
    tx: ReadTransaction, workspace: str, table: OpenTable, person_ids: Sequence[str], now: datetime
) -> dict[str, cards.Alternatives]:
    """Return what each of these people can do instead: other tables, another day, a round."""
    tonight = rules.midnight_after(now, table.zone)
    tables = await records.tables_with_room(tx, workspace, now, tonight, 2 * _MAX_ALTERNATIVES)
    others = [other for other in tables if other.id != table.id]

    # Only the owner of an avoid list sees fewer tables: were a seat that everybody else is offered
    # missing for the people on it, the list would show.
    avoided = await people.avoid_lists(tx, workspace, person_ids)
    in_rounds = await program_channels.people_in_programs(tx, workspace, person_ids)
    time = table.starts_at.astimezone(ZoneInfo(table.zone)).time()
    times = await working_times(tx, workspace, person_ids)

    alternatives = {}
    for person in person_ids:
        unsuitable = {person, *avoided.get(person, ())}
        suitable = [other for other in others if not any(map(other.seats_person, unsuitable))]
        again = rules.lunch_after(now, table.zone, times[person], time)
        alternatives[person] = cards.Alternatives(
            suitable[:_MAX_ALTERNATIVES], again, table.zone, person in in_rounds
        )
    return alternatives


async def _send(
    tx: Transaction,
    workspace: str,
    table: OpenTable,
    what: str,
    person: str,
    card: Drawing | None,
    reason: MessageReason,
    now: datetime,
    subject: Subject | None = None,
) -> None:
    """Send one person at a table a DM about it, once; taking a seat has solicited it."""
    await outbox.send_dm(
        tx,
        workspace,
        f"{table.subject}:{what}:{person}",
        person,
        card,
        subject=subject,
        reason=reason,
        due=now,
        expires=table.starts_at,
        solicited=True,
    )
