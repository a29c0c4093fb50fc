"""A guild in the directory, with a chapter, members and an opening."""

import itertools

from bot.ui.cards import Select
from tests.reading import controls, form_of
from tests.world import World

GUILD, ROLE = "Guild of Tidemakers", "Keeper of the lantern"


async def found_guild(world: World, member: str, other: str) -> None:
    """Add an association with a chapter without a calendar, and an opening that is announced."""
    told, world.interactions = world.interactions, itertools.count(8_000)
    await world.fill(member, "/associations add", {"name": GUILD, "chapter": "Harbour"})
    number = await world.button(member, "association.join")
    form = form_of(await world.click(other, "association.join", number))
    await world.submit(other, form, {"standing": "privately", "tell": "yes"})
    form = form_of(await world.click(member, "opening.add", number))
    await world.submit(member, form, {"kind": "role", "title": ROLE, "due": "in 3 weeks"})
    for one in (member, other):
        await world.click(one, "chapter.show", choice=await choice(world, one, "chapter.show"))
        await world.click(one, "association.show", number)
    world.interactions = told


async def choice(world: World, person: str, action: str) -> str:
    """Return the last choice of the latest select of this action that somebody can see."""
    shown = [item for card in await world.inbox(person) for item in controls(card)]
    selects = [item for item in shown if isinstance(item, Select) and item.action == action]
    assert selects, f"{person} sees no select {action}"
    return selects[-1].choices[-1].value
