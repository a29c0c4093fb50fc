"""Forget years in one night, and keep nobody waiting for long."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event

from bot.core.reasons import Purpose
from bot.core.subjects import Subject
from bot.core.tables import live_card, outbox_message, processed_interaction
from bot.pairings.tables import group_member, pairing_group, pairing_round
from bot.store.engine import Database
from tests.bot.pairings.rounds.test_history import add_program, draw
from tests.jobs.nights import NIGHT, rows, sleep, totals

LONG_AGO = NIGHT - timedelta(days=900)
GROUPS, MESSAGES = 700, 1_500
MOST_ROWS = 1_000  # that a batch may change, whoever else goes with them


def watch_changes(database: Database) -> list[int]:
    """Return a list to which each transaction adds how many rows it changed."""
    connections: list[Any] = []
    changed, before = [], 0

    @event.listens_for(database.engine.sync_engine, "checkout")
    def connect(connection: Any, *_: object) -> None:
        connections.append(connection.driver_connection._conn)

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def hear(*said: Any) -> None:
        nonlocal before
        now = sum({id(each): each.total_changes for each in connections}.values())
        if said[2].startswith("BEGIN"):
            before = now
        elif said[2] == "COMMIT":
            changed.append(now - before)

    return changed


async def live_for_years(database: Database) -> None:
    """Write what one large round, many gestures and many messages left long ago."""
    async with database.transaction() as tx:
        drawn = await draw(tx, await add_program(tx), LONG_AGO)
        about = {"workspace": "w", "round": drawn, "icebreaker": 0, "reasons": (), "slots": ()}
        group = {**about, "state": "met", "meet_at": LONG_AGO}
        await tx.insert_many(pairing_group, [group] * GROUPS)
        members = [
            {"workspace": "w", "group": number, "person": f"w/{number}-{seat}"}
            for number in range(1, GROUPS + 1)
            for seat in range(2)
        ]
        await tx.insert_many(group_member, members)
        message = {
            "workspace": "w", "kind": "introduce", "recipients": (), "state": "sent",
            "reason": "test", "due": LONG_AGO, "sent_at": LONG_AGO, "solicited": False,
            "purpose": Purpose.JOINED,
        }  # fmt: skip
        for number in range(1, MESSAGES + 1):
            of = Subject("group", number)
            keys = {"key": f"{number}", "token": f"{number}", "subject": of}
            await tx.insert(outbox_message, **message, **keys)
            await tx.insert(live_card, workspace="w", subject=of, version=1, rendered_version=1)
        gestures = [{"workspace": "w", "interaction": f"{n}", "at": LONG_AGO} for n in range(2_000)]
        await tx.insert_many(processed_interaction, gestures)


async def test_the_first_night_after_years_forgets_them_in_short_transactions(
    database: Database,
) -> None:
    await live_for_years(database)
    changed = watch_changes(database)
    await database.renew_connections()
    await sleep(database, workspace="w")
    assert max(changed) <= MOST_ROWS
    assert sum(changed) > 8_000
    for table in (pairing_round, pairing_group, group_member, processed_interaction, live_card):
        assert await rows(database, table) == []
    assert await rows(database, outbox_message) == []
    assert await totals(database) == {"groups": GROUPS, "met": GROUPS}
