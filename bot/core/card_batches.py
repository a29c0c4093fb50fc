"""Batches of live cards: those of thousands of rows, marked as changed by one query.

The database finds them by itself, so nobody waits for a transaction that names each.
"""

from msgspec import Struct
from sqlalchemy import Select, Text, cast, literal, type_coerce, union_all, update

from bot.core import outbox
from bot.core.home_tabs import mark_tabs
from bot.core.live_cards import dependent_subjects, dependents_of
from bot.core.subjects import Subject
from bot.core.tables import live_card
from bot.store.engine import Transaction


class CardsOf(Struct, frozen=True):
    """The live cards of many rows: their subjects are a stem and the id of each row."""

    stem: Subject
    numbers: Select[tuple[int]]


async def invalidate_batches(tx: Transaction, workspace: str, *batches: CardsOf) -> None:
    """Mark live cards as changed, and those that depend on them, as `outbox.invalidate` does."""
    for batch in batches:
        if dependents_of(batch.stem.kind):
            changed = [Subject(batch.stem.kind, row) for row in await tx.scalars(batch.numbers)]
            dependents = await dependent_subjects(tx, workspace, changed)
            if dependents:
                await outbox.invalidate(tx, workspace, *dependents)

    chosen = union_all(*map(_select_subjects, batches))
    stale = update(live_card).where(
        live_card.c.workspace == workspace, live_card.c.subject.in_(chosen)
    )
    await tx.execute(stale.values(version=live_card.c.version + 1))
    mark_tabs(tx, workspace)
    tx.request_wake()


def _select_subjects(batch: CardsOf) -> Select[tuple[Subject]]:
    [number] = batch.numbers.selected_columns
    text = literal(f"{batch.stem}:", Text) + cast(number, Text)
    return batch.numbers.with_only_columns(type_coerce(text, live_card.c.subject.type))
