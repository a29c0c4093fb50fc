"""An organiser with four accounts of her own tries to learn what a colleague keeps private.

She toggles each of her accounts and reads every text that any of them sees. It is the same world
with and without the wish of the colleague, so all she reads has to be the same.
"""

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.core.interactions import Answer, FormErrors, OpenForm, Reply
from bot.ui.cards import encode_card
from bot.ui.notices import refusal_card
from tests.lived_world import LIVED
from tests.reading import form_of
from tests.world import ADA, BEN, CLEO, DINA, FATMA, GORO, LUNCH, World, world_in

REFUSED = refusal_card("").title
OWN = (ADA, BEN, CLEO, DINA)
Act = Callable[[World, str, str], Awaitable[Answer]]


async def _button(world: World, person: str, action: str, value: str) -> Answer:
    """Click as somebody, in an interaction that counts for no other."""
    call = world.call(person, "button", action, value, id=f"{person} {action} {value} {world.now}")
    return await world.do(call)


async def _form(
    world: World, person: str, action: str, value: str, **fields: str | tuple[str, ...]
) -> Answer:
    number = f"{person} {action} {sorted(fields.items())} {world.now}"
    return await world.do(world.call(person, "form", action, value, fields, id=number))


async def _wish(world: World, person: str, how: str) -> Answer:
    return await _button(world, person, "happy_hour.wish", "dry" if how == "on" else "any")


async def _diet(world: World, person: str, how: str) -> Answer:
    return await _form(world, person, "diet.save", "", diets=("vegan",) if how == "on" else ())


async def _rather_not(world: World, person: str, how: str) -> Answer:
    others = (FATMA if person != FATMA else GORO,) if how == "on" else ()
    return await _form(world, person, "avoid.save", "", others=others)


async def _vote(world: World, person: str, how: str) -> Answer:
    option = (await world.buttons(ADA, "poll.works"))[0]
    return await _button(world, person, "poll.works" if how == "on" else "poll.none", option)


async def _maybe(world: World, person: str, how: str) -> Answer:
    event = "1"  # chess at noon
    return await _button(
        world, person, "event.answer", f"{event}:{'maybe' if how == 'on' else 'cant'}"
    )


async def _membership(world: World, person: str, how: str) -> Answer:
    standing = "privately" if how == "on" else "no"
    return await _form(
        world, person, "association.member", "1", standing=standing, chapter="", tell="no"
    )


async def _second(world: World, person: str, how: str) -> Answer:
    """Would second a colleague for a role of an association; the opening fits its members."""
    await _membership(world, person, "on")
    return await _button(
        world, person, "opening.second", f"1:{'unnamed' if how == 'on' else 'off'}"
    )


async def _three(world: World, person: str, how: str) -> Answer:
    return await _button(world, person, "three.wish", "three" if how == "on" else "two")


async def _going(world: World, person: str, how: str) -> Answer:
    return await _button(world, person, "event.answer", f"2:{'going' if how == 'on' else 'cant'}")


async def _interest(world: World, person: str, how: str) -> Answer:
    answer = "interested" if how == "on" else "cant"
    return await _button(world, person, "event.answer", f"2:{answer}")  # a summit abroad


async def _prompt(world: World, person: str, how: str) -> Answer:
    return await _button(
        world, person, "prompt.will_do" if how == "on" else "prompt.never_mind", "1"
    )


async def _unseen(world: World, person: str, how: str) -> Answer:
    """Wish to be reminded of a poll, do what a prompt asks, and keep what came of it."""
    await _button(world, person, "poll.remind", "1")
    fields = {"text": "Ask three times." if how == "on" else "", "share": "private"}
    return await _form(world, person, "prompt.did_it", "1", **fields)


ACTS = {
    "no alcohol": _wish,
    "a diet": _diet,
    "a rather-not list": _rather_not,
    "a vote": _vote,
    "a maybe": _maybe,
    "a private membership": _membership,
    "that they would second somebody": _second,
    "a wish for three": _three,
    "that they go": _going,
    "an interest": _interest,
    "a prompt they will do": _prompt,
    "what nobody is to see": _unseen,
}
LOOKS = (
    "/round preview", "/round explain", "/happyhour polls", "/associations", "/events", "/venues",
    "/lunch", "/mingle",
)  # fmt: skip


@pytest.mark.parametrize("wish", ACTS)
async def test_four_accounts_of_an_organiser_learn_no_wish(
    lived: Path, tmp_path: Path, wish: str
) -> None:
    without = await _attack(lived, tmp_path / "without.db", ACTS[wish], "")
    assert without == await _attack(lived, tmp_path / "with.db", ACTS[wish], GORO)


async def _attack(lived: Path, path: Path, act: Act, holder: str) -> list[str]:
    """Return all that an organiser reads who tries; `holder` has the wish, if anybody."""
    shutil.copy(lived, path)
    read: list[str] = []
    async with world_in(path, first=20_000, moment=LIVED) as world:
        if holder:
            answer = await act(world, holder, "on")
            assert isinstance(answer, Reply)
            assert answer.card.title != REFUSED
        await world.pass_time(minutes=1)
        for accounts in range(len(OWN) + 1):
            if accounts:
                read.append(_words(await act(world, OWN[accounts - 1], "on")))
            await world.pass_time(minutes=1)
            read += await _look(world)
        for person in OWN:
            read.append(_words(await act(world, person, "off")))
        await world.pass_time(minutes=1)
        read += await _look(world)
    return read


async def _look(world: World) -> list[str]:
    """Return the answers to all that she can ask, a preview of a poll, and all four inboxes."""
    seen = [_words(await world.say(ADA, line)) for line in LOOKS]
    form = {"channel": LUNCH, "deadline": "in 5 days"}
    opened = form_of(await world.click(ADA, "happy_hour.begin"))
    seen.append(_words(await world.submit(ADA, opened, form)))
    seen.append(_words(await _button(world, ADA, "event.show", "1")))
    seen += [_words(await _button(world, person, "opening.show", "1")) for person in OWN]
    for person in OWN:
        seen += [encode_card(card) for card in await world.inbox(person)]
    return seen


def _words(answer: Answer) -> str:
    match answer:
        case Reply(card):
            return encode_card(card)
        case OpenForm(form):
            return encode_card(form)
        case FormErrors(errors):
            return repr(errors)
    return ""


async def test_a_poll_that_an_organiser_closes_and_opens_again_tells_her_no_vote(
    lived: Path, tmp_path: Path
) -> None:
    """All four vote for one date, so that what the poll decides is the same."""
    without = await _close(lived, tmp_path / "without.db", ())
    assert without == await _close(lived, tmp_path / "with.db", (GORO,))


async def _close(lived: Path, path: Path, others: tuple[str, ...]) -> list[str]:
    shutil.copy(lived, path)
    read: list[str] = []
    async with world_in(path, first=20_000, moment=LIVED) as world:
        for person in (*others, *OWN):
            await _vote(world, person, "on")
        for action in ("poll.show", "poll.close", "poll.reopen", "poll.close"):
            await _button(world, ADA, action, "1")
            await world.pass_time(minutes=1)
            read += await _look(world)
    return read


async def test_nobody_learns_who_wrote_what_has_no_name(lived: Path, tmp_path: Path) -> None:
    one = await _write(lived, tmp_path / "one.db", FATMA)
    assert one == await _write(lived, tmp_path / "two.db", GORO)


async def _write(lived: Path, path: Path, author: str) -> list[str]:
    shutil.copy(lived, path)
    async with world_in(path, first=20_000, moment=LIVED) as world:
        fields = {"text": "Ask three times.", "share": "unnamed"}
        await world.do(
            world.call(author, "form", "prompt.did_it", "1", fields, id="somebody writes")
        )
        await world.pass_time(minutes=1)
        return await _look(world)
