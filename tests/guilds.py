"""Let people found a guild in their workspace, with a chapter, and an opening of which somebody is
told."""

import itertools
from typing import TYPE_CHECKING

from bot.core.router import Answer, OpenForm
from bot.ui.cards import Form
from tests.clicks import clicks

if TYPE_CHECKING:
    from tests.world import World

GUILD, ROLE = "Guild of Tidemakers", "Keeper of the lantern"


async def found(world: "World", member: str, other: str) -> None:
    """Name an association with a chapter that has no calendar, and an opening of which somebody is
    told at once."""
    told, world.gestures = world.gestures, itertools.count(8_000)
    await world.fill(member, "/associations add", {"name": GUILD, "chapter": "Harbour"})
    number = await world.button(member, "association.join")
    form = _opened(await world.click(other, "association.join", number))
    await world.submit(other, form, {"standing": "privately", "tell": "yes"})
    form = _opened(await world.click(member, "opening.add", number))
    await world.submit(member, form, {"kind": "role", "title": ROLE, "due": "in 3 weeks"})
    for one in (member, other):
        await world.click(one, "chapter.show", choice=await choice(world, one, "chapter.show"))
        await world.click(one, "association.show", number)
    world.gestures = told


async def choice(world: "World", person: str, action: str) -> str:
    """Give the last choice of the latest select of this action that somebody can see."""
    shown = [item for card in await world.inbox(person) for item in clicks(card)]
    values: list[str] = [item.choices[-1].value for item in shown if item.action == action]
    assert values, f"{person} sees no select {action}"
    return values[-1]


def _opened(answer: Answer) -> Form:
    assert isinstance(answer, OpenForm), answer
    return answer.form
