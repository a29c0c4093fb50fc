"""Erasure: nothing that is kept names somebody any more, as `bot/store/kept` declares it.

What is only about them is deleted. What others need (they met somebody) stays, of a former
colleague without a name. One transaction does all of it.
"""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Table, Text, and_, delete, or_, select, type_coerce, update

from bot.core import outbox, signals
from bot.core.message_removal import delete_messages
from bot.core.signals import PersonForgotten
from bot.core.subjects import Subject
from bot.core.tables import live_card, outbox_message
from bot.people import departures, erasure_records, records
from bot.people.erasure_records import Erasure
from bot.people.erasure_texts import erase_from_texts
from bot.people.pseudonyms import FORMER, Pseudonym, is_former, quoted_id
from bot.people.records import Person
from bot.people.tables import person
from bot.store.columns import metadata
from bot.store.engine import ReadTransaction, Transaction
from bot.store.kept import FORMER_NAME, KEPT, Kept, Role

# What a profile says about somebody of whom nothing is kept.
_NOTHING: dict[str, Any] = {
    "name": FORMER_NAME,
    "zone": "UTC",
    "team": "",
    "manager": "",
    "office": "",
    "mode": "either",
    "interests": (),
    "slots": (),
    "offers": (),
    "wants": (),
    "rather_three": False,
    "organiser": False,
    "paused_until": None,
    "silent_until": None,
    "profile_at": None,
    "line_asked_in": "",
}


async def erase_person(
    tx: Transaction, workspace: str, person_id: str, now: datetime, *, asked: bool
) -> bool:
    """Forget somebody; return False if nobody has this id.

    First everything that is under way ends as when they leave. `asked` is for those who asked for
    it: no census lists them again before they come by themselves.
    """
    who = await records.find_person(tx, workspace, person_id)
    if who is None or is_former(person_id):
        return False

    await departures.record_departures(tx, workspace, [person_id], now)
    await signals.emit(tx, PersonForgotten(workspace, now, person_id))
    await _redraw_cards(tx, workspace, who)
    await _delete_messages(tx, workspace, person_id)
    for name, kept in KEPT.items():
        if not name.startswith("playground_"):  # stands for Slack or Discord
            await _delete_rows(tx, workspace, metadata.tables[name], kept, person_id)

    pseudonym = Pseudonym(who.id, who.name, f"{workspace}/{FORMER}{secrets.token_hex(8)}")
    await _rename(tx, workspace, pseudonym, now)
    await erase_from_texts(tx, workspace, pseudonym)
    made = Erasure(workspace, erasure_records.fingerprint(workspace, person_id), now, asked)
    await erasure_records.insert_erasure(tx, made)
    return True


async def _redraw_cards(tx: Transaction, workspace: str, who: Person) -> None:
    """Invalidate the live cards on which somebody may stand."""
    await outbox.invalidate(tx, workspace, *await _cards_showing(tx, workspace, who))
    written = type_coerce(live_card.c.subject, Text)
    about_them = update(live_card).where(
        live_card.c.workspace == workspace, written.contains(quoted_id(who.id), autoescape=True)
    )
    await tx.execute(about_them.values(version=live_card.c.version + 1))


async def _cards_showing(tx: ReadTransaction, workspace: str, who: Person) -> list[Subject]:
    subjects = [who.subject]
    for name, kept in KEPT.items():
        if not kept.cards:
            continue
        table = metadata.tables[name]
        ways = [table.c[each] == who.id for each in kept.names(Role.MINE, Role.NAMED)]
        for each in kept.names(Role.TEXT):
            ways.append(type_coerce(table.c[each], Text).contains(who.id, autoescape=True))
        theirs = or_(*ways)
        for kind, number in kept.cards:
            query = select(table.c[number]).where(table.c.workspace == workspace, theirs)
            found = await tx.scalars(query.distinct())
            subjects += [Subject(kind, found_id) for found_id in found]
    return subjects


async def _delete_messages(tx: Transaction, workspace: str, person_id: str) -> None:
    """Delete the messages to somebody alone; take them out of the recipients of others."""
    here = outbox_message.c.workspace == workspace
    await delete_messages(tx, workspace, outbox_message.c.recipients == (person_id,))
    among = type_coerce(outbox_message.c.recipients, Text).contains(person_id, autoescape=True)
    rows = await tx.all(select(outbox_message).where(here, among))
    for row in rows:
        if person_id in row.recipients:
            others = tuple(other for other in row.recipients if other != person_id)
            asked = tuple(other for other in row.asked_by if other != person_id)
            mine = update(outbox_message).where(outbox_message.c.id == row.id)
            await tx.execute(mine.values(recipients=others, asked_by=asked))


async def _delete_rows(
    tx: Transaction, workspace: str, table: Table, kept: Kept, person_id: str
) -> None:
    for column in kept.theirs:
        theirs = and_(table.c.workspace == workspace, table.c[column] == person_id)
        await tx.execute(delete(table).where(theirs))


async def _rename(tx: Transaction, workspace: str, pseudonym: Pseudonym, now: datetime) -> None:
    """Put a former colleague in the place of somebody, wherever others need the row."""
    for name, kept in KEPT.items():
        if name.startswith("playground_"):
            continue
        table = metadata.tables[name]
        for column in kept.names(Role.NAMED):
            theirs = and_(table.c.workspace == workspace, table.c[column] == pseudonym.person)
            await tx.execute(update(table).where(theirs).values({column: pseudonym.former}))
    former = and_(person.c.workspace == workspace, person.c.person == pseudonym.former)
    await tx.execute(update(person).where(former).values(**_NOTHING, since=now))
