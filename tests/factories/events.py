"""Events that colleagues plan."""

from bot.core.interactions import Answer
from bot.ui.cards import Card
from tests.reading import files, form_of, text
from tests.world import BEN, LUNCH, Fields, World

BOARD_GAMES: Fields = {
    "title": "Board games",
    "place": "Ramen bar",
    "address": "Torstr. 5, Berlin",
    "channel": LUNCH,
}


async def make_event(
    world: World, fields: Fields | None = None, *, by: str = BEN, when: str = "Thursday 18:00"
) -> int:
    """Plan board games on Thursday of this week, unless told otherwise; return their number."""
    await world.fill(by, f"/events new {when}", {**BOARD_GAMES, **(fields or {})})
    await world.pass_time(minutes=1)
    return int(await world.button(by, "event.show"))


async def rsvp(world: World, person: str, event: int, answer: str) -> str:
    """Answer an invitation; return what the person reads."""
    return text(await world.click(person, "event.answer", f"{event}:{answer}"))


async def change_event(world: World, person: str, event: int, fields: Fields) -> Answer:
    """Change an event by its form, and let everybody concerned hear of it."""
    form = form_of(await world.click(person, "event.edit", event))
    answer = await world.submit(person, form, fields)
    await world.pass_time(minutes=1)
    return answer


async def cancel_event(world: World, person: str, event: int, why: str = "") -> Answer:
    """Call an event off by its form, and let everybody concerned hear of it."""
    form = form_of(await world.click(person, "event.off", event))
    answer = await world.submit(person, form, {"why": why})
    await world.pass_time(minutes=1)
    return answer


async def told_about(world: World, person: str, title: str) -> list[str]:
    """Return the messages to one person alone whose title has these words."""
    return [text(card) for card in await world.dms(person, title)]


async def announcement(world: World, title: str = "Board games") -> Card:
    """Return the one announcement in #lunch, as it reads now."""
    (card,) = [card for card in await world.posts(LUNCH, title) if files(card)]
    return card
