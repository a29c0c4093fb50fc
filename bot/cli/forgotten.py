"""Whom a database has forgotten, so that a backup from before forgets them again."""

import sqlite3
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.people.erasure import erase_person
from bot.people.erasure_records import (
    Erasure,
    forgotten_since,
    insert_erasure,
    list_erasures,
    read_lines,
)
from bot.people.tables import person
from bot.store.engine import Database, open_database
from bot.store.files import database_file, forgotten_file


async def read_forgotten(url: str) -> list[Erasure]:
    """Return whom the database behind a URL has forgotten, and the file beside it.

    One of the two is enough: a database that is damaged, older or not there is passed over.
    """
    beside = forgotten_file(url)
    noted = read_lines(beside.read_text("utf-8")) if beside and beside.exists() else []
    own = database_file(url)
    if own and not own.exists():
        return noted

    database = open_database(url)
    try:
        async with database.read_transaction() as tx:
            return [*noted, *await list_erasures(tx)]
    except (SQLAlchemyError, sqlite3.Error, OSError):
        return noted
    finally:
        await database.close()


async def forget_again(database: Database, ledger: list[Erasure], now: datetime) -> int:
    """Erase whom a restored database still knows from before; return how many."""
    known = select(person.c.workspace, person.c.person, person.c.since)
    forgotten = 0
    async with database.transaction() as tx:
        for row in await tx.all(known):
            made = forgotten_since(ledger, row.workspace, row.person, row.since)
            if made:
                await erase_person(tx, row.workspace, row.person, now, asked=made.asked)
                forgotten += 1
        for made in ledger:
            await insert_erasure(tx, made)
    return forgotten
