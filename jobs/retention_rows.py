"""Rows that are old enough to be forgotten, and the totals that are kept of them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    Text,
    and_,
    bindparam,
    exists,
    func,
    select,
    true,
)

from bot.core.tables import setting
from bot.dates.local_time import local_date
from bot.events.tables import event, rsvp
from bot.matching.model import Rules
from bot.open_tables.tables import open_table
from bot.pairings.rounds.snapshot import Snapshot
from bot.pairings.tables import pairing_group
from bot.prompts.tables import prompt_answer
from bot.store.engine import Transaction
from bot.store.kept import Aged
from bot.store.types import Day

TOTALS = (
    "totals"  # what they are about in `setting`; names: groups, met, tables, events, prompts_done
)

# What columns hold once they are cleared.
EMPTIED: dict[str, dict[str, Any]] = {
    "event_change": {"words": ""},
    "poll_change": {"words": ""},
    "swap_lunch": {"other_name": "", "other_field": "", "other_topic": ""},
    "pairing_round": {"inputs": Snapshot((), Rules(), 0)},
}
# Tables with rules of their own, besides what they declare.
OWN_RULES = {"outbox_message", "event"}

# The totals that rows of a table are counted in, each with which of them.
_COUNTED: dict[Table, dict[str, ColumnElement[bool]]] = {
    pairing_group: {
        "groups": pairing_group.c.state.not_in(("alone", "late")),
        "met": pairing_group.c.state == "met",
    },
    open_table: {"tables": true()},
    event: {"events": event.c.kind != "listed"},
    prompt_answer: {"prompts_done": prompt_answer.c.state == "did"},
}


async def add_to_totals(
    tx: Transaction, workspace: str, table: Table, going: ColumnElement[bool]
) -> None:
    """Add what is about to be deleted from a table to the totals of it."""
    for name, counted in _COUNTED.get(table, {}).items():
        mine = table.c.workspace == workspace, going, counted
        more = await tx.scalar(select(func.count(table.c.id)).where(*mine))
        if more:
            keys = {"workspace": workspace, "about": TOTALS, "name": name}
            so_far = select(setting.c.number).where(
                *(setting.c[column] == value for column, value in keys.items())
            )
            await tx.upsert(setting, keys, number=(await tx.scalar(so_far) or 0) + more)


def is_unanswered() -> ColumnElement[bool]:
    """Return whether an event was listed by a source, and nobody answered."""
    answered = exists().where(rsvp.c.event == event.c.id)
    return and_(event.c.kind == "listed", ~answered)


def is_old(table: Table, aged: Aged) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for the rows of the workspace `here` that are from `before` a moment."""
    columns = [table.c[name] for name in aged.columns]
    moment = func.coalesce(*columns) if len(columns) > 1 else columns[0]
    in_state = (table.c.state.in_(aged.states),) if aged.states else ()
    here, before = bindparam("here", type_=Text()), bindparam("before", type_=columns[0].type)
    return table.c.workspace == here, moment < before, *in_state


def when_old(table: Table, aged: Aged) -> Callable[[dt.datetime], dt.date]:
    """Return what tells before when rows of a table are old."""
    if isinstance(table.c[aged.columns[0]].type, Day):
        return lambda now: local_date(now - aged.after, "UTC")
    return lambda now: now - aged.after
