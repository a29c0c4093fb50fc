"""Plan an evening of board games, and see what becomes of it."""

from bot.core.router import Answer
from bot.ui.cards import Card, as_text
from tests.reading import files, form_of, text
from tests.world import BEN, LUNCH, Fields, World

GAMES: Fields = {
    "title": "Board games",
    "place": "Ramen bar",
    "address": "Torstr. 5, Berlin",
    "channel": LUNCH,
}


async def plan(
    town: World, fields: Fields | None = None, *, by: str = BEN, when: str = "Thursday 18:00"
) -> int:
    """Plan an evening, Thursday of this week unless told otherwise; give its number."""
    await town.fill(by, f"/events new {when}", {**GAMES, **(fields or {})})
    await town.pass_time(minutes=1)
    return int(await town.button(by, "event.show"))


async def says(town: World, person: str, event: int, answer: str) -> str:
    return text(await town.click(person, "event.answer", f"{event}:{answer}"))


async def change(town: World, person: str, event: int, fields: Fields) -> Answer:
    form = form_of(await town.click(person, "event.edit", event))
    answer = await town.submit(person, form, fields)
    await town.pass_time(minutes=1)
    return answer


async def call_off(town: World, person: str, event: int, why: str = "") -> Answer:
    form = form_of(await town.click(person, "event.off", event))
    answer = await town.submit(person, form, {"why": why})
    await town.pass_time(minutes=1)
    return answer


async def heard(town: World, person: str, about: str) -> list[str]:
    """Give the messages to one person alone whose title has these words, oldest first."""
    return [
        as_text(card)
        for room, card in await town.seen(person)
        if "mingle-" in room and about in card.title
    ]


async def announced(town: World, title: str = "Board games") -> Card:
    """Give the one announcement as the channel sees it now."""
    (card,) = [
        card
        for room, card in await town.seen(BEN)
        if room == LUNCH and title in card.title and files(card)
    ]
    return card
