"""Whoever has written nothing about themselves is asked for one line, once.

As they join, or on the notice of their next round: the question is a part of what they read anyway.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, update

from bot.core import message_records
from bot.people.records import Person, find_people
from bot.people.tables import person
from bot.store.engine import ReadTransaction, Transaction

AT_JOINING = "joined"

_ASK = (
    update(person)
    .where(person.c.workspace == bindparam("home"), person.c.person == bindparam("who"))
    .values(line_asked_in=bindparam("message"))
)


async def people_to_ask(
    tx: ReadTransaction, workspace: str, people: Sequence[Person]
) -> list[Person]:
    """Return those who wrote nothing yet, and have not read a message that asks them."""
    silent = [person for person in people if not person.describes_likes]
    messages = [person.line_asked_in for person in silent if person.line_asked_in]
    lost = await message_records.lost_messages(tx, workspace, messages)
    return [person for person in silent if person.line_asked_in in ("", *lost)]


async def asking_messages(tx: ReadTransaction, workspace: str, people: Sequence[str]) -> list[str]:
    """Return the keys of the messages that asked these people for one line."""
    found = await find_people(tx, workspace, people)
    keys = [person.line_asked_in for person in found.values()]
    return [key for key in keys if key not in ("", AT_JOINING)]


async def record_questions(tx: Transaction, workspace: str, asked: Mapping[str, str]) -> None:
    """Save where people are asked: AT_JOINING, or the key of the message, by person."""
    rows = [
        {"home": workspace, "who": person_id, "message": key} for person_id, key in asked.items()
    ]
    await tx.execute_many(_ASK, rows)
