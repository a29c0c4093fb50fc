"""Diets that people state in private: read where they choose another place, and by nobody else."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select

from bot.people.tables import person_diet
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import mark

DIETS: Mapping[str, str] = {
    "vegetarian": mark("Vegetarian"),
    "vegan": mark("Vegan"),
    "halal": mark("Halal"),
    "kosher": mark("Kosher"),
    "gluten-free": mark("Gluten-free"),
    "lactose-free": mark("Lactose-free"),
    "nut-free": mark("Nut-free"),
}


def read_diets(given: Sequence[str]) -> tuple[str, ...] | None:
    """Return diets in their usual order, or None if one of them is unknown."""
    if not set(given) <= set(DIETS):
        return None
    return tuple(diet for diet in DIETS if diet in given)


async def find_diets(tx: ReadTransaction, workspace: str, person_id: str) -> tuple[str, ...]:
    """Return the diets of a person. Show them to that person only."""
    query = select(person_diet.c.diets).where(
        person_diet.c.workspace == workspace, person_diet.c.person == person_id
    )
    return await tx.scalar(query) or ()


async def save_diets(
    tx: Transaction, workspace: str, person_id: str, diets: tuple[str, ...]
) -> None:
    """Replace the diets of a person; none deletes the row."""
    if diets:
        keys = {"workspace": workspace, "person": person_id}
        await tx.upsert(person_diet, keys, diets=diets)
        return
    await tx.execute(
        delete(person_diet).where(
            person_diet.c.workspace == workspace, person_diet.c.person == person_id
        )
    )
