"""Organisers hide what people wrote, wherever it is shown, and bring it back."""

from datetime import timedelta

import pytest

from bot.store.engine import Database
from tests.factories.people import make_people
from tests.reading import complaint, form_of, labels, text, value_of
from tests.world import ADA, BEN, CLEO, DINA, HOME, LUNCH, PROMPTS, World, world_on


@pytest.fixture
async def world(database: Database) -> World:
    """Ada organises."""
    world = await world_on(database)
    await make_people(world, known=True)
    await world.say(ADA, "/mingle")
    return world


async def hide(world: World, organiser: str, about: str, **fields: str) -> str:
    form = form_of(await world.click(organiser, "wrong.hide", about))
    return text(await world.submit(organiser, form, {"reason": "unkind", **fields}))


async def channel_text(world: World, channel: str = LUNCH) -> str:
    await world.pass_time(minutes=2)
    return "\n".join(text(card) for card in await world.posts(channel))


async def test_a_table_is_drawn_without_what_its_host_wrote_and_with_it_again(
    world: World,
) -> None:
    await world.say(BEN, '/lunch tomorrow 12:30 at:"Ramen bar" topic:"why Cleo is late"')
    assert "why Cleo is late" in await channel_text(world)
    [card] = await world.posts(LUNCH)
    answer = await hide(world, ADA, value_of(card, "wrong.open"))
    assert answer.startswith("Hidden")
    assert "Cleo" not in await channel_text(world)
    assert "Cleo" not in text(await world.say(DINA, "/lunch tables"))

    [told] = await world.dms(BEN, "Your words are hidden for now")
    assert "it's unkind to somebody" in text(told)
    assert "Ada" not in text(told)
    listed = await world.say(ADA, "/mingle hidden")
    await world.click(ADA, "text.show", value_of(listed, "text.show"))
    assert "why Cleo is late" in await channel_text(world)
    assert await world.dms(BEN, "Your words are back")
    assert "isn't hidden any more" in text(
        await world.click(ADA, "text.show", value_of(listed, "text.show"))
    )


async def test_what_organisers_hide_is_in_the_log_with_the_reason(world: World) -> None:
    await world.say(BEN, "/lunch tomorrow 12:30 topic:gossip")
    await hide(world, ADA, "table:1", reason="private")
    told = text(await world.say(ADA, "/mingle audit"))
    assert "Ada Wolf hid what somebody wrote (private)" in told
    assert "gossip" not in told


async def test_others_than_organisers_ask_and_nobody_is_named(world: World) -> None:
    await world.say(BEN, "/lunch tomorrow 12:30 topic:gossip")
    form = form_of(await world.click(CLEO, "wrong.hide", "table:1"))
    assert text(await world.submit(CLEO, form, {"reason": "private"})).startswith("Asked")
    await world.submit(DINA, form, {"reason": "unkind"})
    assert "gossip" in await channel_text(world)
    [asked] = await world.dms(ADA, "Hide what somebody wrote?")
    assert "it's somebody's private matter" in text(asked)
    assert not {"Cleo", "Dina"} & set(text(asked).split())
    assert "This one is for organisers" in text(
        await world.submit(CLEO, "text.hide", value="table:1")
    )

    form = form_of(await world.click(ADA, "text.ask", value_of(asked, "text.ask")))
    await world.submit(ADA, form, {"reason": "private"})
    assert "gossip" not in await channel_text(world)
    [asked] = await world.dms(ADA, "Hide what somebody wrote?")
    assert "gone by now" in text(asked) or "hidden now" in text(asked)


async def test_organisers_may_leave_it(world: World) -> None:
    await world.say(BEN, "/lunch tomorrow 12:30 topic:chess")
    form = form_of(await world.click(CLEO, "wrong.hide", "table:1"))
    await world.submit(CLEO, form, {"reason": "unkind"})
    await world.pass_time(minutes=1)
    [asked] = await world.dms(ADA, "Hide what somebody wrote?")
    await world.click(ADA, "text.leave", value_of(asked, "text.leave"))
    await world.pass_time(minutes=1)
    [asked] = await world.dms(ADA, "Hide what somebody wrote?")
    assert "It stays" in text(asked)
    assert not labels(asked)


async def test_a_prompt_of_their_own_goes_from_its_post_and_from_the_deck(world: World) -> None:
    await world.fill(ADA, "/prompt setup", {"channel": PROMPTS}, PROMPTS)
    words = "Ask Ben why he is always late for lunch."
    await world.fill(CLEO, "/prompt suggest", {"text": words}, PROMPTS)
    await world.click(ADA, "prompt.approve", 1)
    await world.click(ADA, "prompt.choose", "ours-1", channel=PROMPTS)
    await world.say(ADA, "/prompt now", PROMPTS)
    assert words in await channel_text(world, PROMPTS)
    [post] = await world.posts(PROMPTS, "prompt")
    await hide(world, ADA, value_of(post, "wrong.open"))
    shown = await channel_text(world, PROMPTS)
    assert words not in shown
    assert "This prompt was taken off" in shown
    assert "can't find" in text(await world.say(ADA, "/prompt next ours-1", PROMPTS)) or (
        words not in text(await world.say(ADA, "/prompt deck", PROMPTS))
    )
    listed = await world.say(ADA, "/mingle hidden")
    await world.click(ADA, "text.show", value_of(listed, "text.show"))
    assert words in await channel_text(world, PROMPTS)


async def test_a_learning_goes_wherever_it_is_quoted_and_its_words_do_not_come_back_by_a_click(
    world: World,
) -> None:
    await world.fill(ADA, "/prompt setup", {"channel": PROMPTS}, PROMPTS)
    await world.say(ADA, "/prompt now", PROMPTS)
    await world.pass_time(minutes=1)
    line = "Cleo's salary is too high."
    number = await world.button(BEN, "prompt.did")
    form = form_of(await world.click(BEN, "prompt.did", number))
    await world.submit(BEN, form, {"text": line, "share": "unnamed"})
    assert line in await channel_text(world, PROMPTS)

    about = f"prompt:{number}"
    choices = await world.click(CLEO, "wrong.open", about)
    assert "Ben" not in text(choices) + " ".join(labels(choices))  # nobody learns who wrote it
    await hide(world, ADA, about, reason="private")
    assert line not in await channel_text(world, PROMPTS)
    form = form_of(await world.click(BEN, "prompt.did", number))
    again = await world.submit(BEN, form, {"text": line, "share": "named"})
    assert "took this line off" in complaint(again, "text")
    await world.submit(BEN, form, {"text": line, "share": "private"})
    again = await world.submit(BEN, form, {"text": line, "share": "named"})
    assert "took this line off" in complaint(again, "text")
    await world.submit(BEN, form, {"text": "Ask before you guess.", "share": "named"})
    assert "Ask before you guess." in await channel_text(world, PROMPTS)


async def test_an_event_keeps_its_hour_and_loses_its_words_on_every_evening(world: World) -> None:
    await world.fill(
        BEN,
        "/events new next Thursday 18:00",
        {
            "title": "Roast of Cleo",
            "description": "Bring jokes about her.",
            "place": "Cellar",
            "channel": LUNCH,
            "repeat": "week",
        },
    )
    assert "Roast of Cleo" in await channel_text(world)
    await world.click(DINA, "event.answer", "1:going")
    await hide(world, ADA, "event:1", reason="unkind")
    await world.pass_time(days=15)
    shown = await channel_text(world) + text(await world.say(DINA, "/events"))
    assert "Cleo" not in shown
    assert "jokes" not in shown
    assert "An event" in shown
    listed = await world.say(ADA, "/mingle hidden")
    await world.click(ADA, "text.show", value_of(listed, "text.show"))
    assert "Roast of Cleo" in await channel_text(world)


async def test_what_somebody_wrote_anew_stays_when_the_old_words_come_back(world: World) -> None:
    await world.fill(BEN, "/events new next Thursday 18:00", {"title": "Roast", "channel": LUNCH})
    await hide(world, ADA, "event:1")
    form = form_of(await world.click(BEN, "event.edit", 1))
    await world.submit(BEN, form, {"title": "Chess"})
    listed = await world.say(ADA, "/mingle hidden")
    await world.click(ADA, "text.show", value_of(listed, "text.show"))
    shown = await channel_text(world)
    assert "Chess" in shown
    assert "Roast" not in shown


async def test_a_profile_is_shown_without_what_was_hidden(world: World) -> None:
    await world.fill(BEN, "/mingle profile", {"interests": "mocking Cleo, chess"})
    async with world.database.read_transaction() as tx:
        from bot.core import concerns
        from bot.people.texts import profile_subject

        found = await concerns.find_text(tx, HOME, profile_subject(BEN))
    assert found
    await world.submit(ADA, "text.hide", {"reason": "unkind"}, value=f"{found.about}")
    assert "Cleo" not in text(await world.say(BEN, "/mingle me"))
    await world.pass_time(minutes=1)
    assert await world.dms(BEN, "Your words are hidden for now")
    listed = await world.say(ADA, "/mingle hidden")
    await world.click(ADA, "text.show", value_of(listed, "text.show"))
    assert "chess" in text(await world.say(BEN, "/mingle me"))


async def test_five_requests_a_week_reach_organisers(world: World) -> None:
    for number in range(6):
        day = world.now + timedelta(days=1)
        await world.say(BEN, f"/lunch {day:%Y-%m-%d} {11 + number}:45 topic:gossip{number}")
    answers = []
    for number in range(1, 7):
        form = form_of(await world.click(CLEO, "wrong.hide", f"table:{number}"))
        answers.append(text(await world.submit(CLEO, form, {"reason": "unkind"})))
    assert [answer.startswith("Asked") for answer in answers] == [True] * 5 + [False]
    assert "wasn't sent" in answers[-1]
