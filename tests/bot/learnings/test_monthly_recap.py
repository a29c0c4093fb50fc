"""Early in a month a channel hears what people learned in the last one, once and as they wish
it."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.core.interactions import Reply
from bot.core.subjects import Subject
from bot.core.tables import outbox_message
from bot.features import ROUTER
from bot.people import records as people
from bot.store.engine import Database
from bot.ui.cards import Card, Quote, as_text
from tests.factories.digests import make_listed_event
from tests.factories.people import make_people
from tests.reading import form_of, labels, text
from tests.world import (
    ADA,
    BEN,
    CLEO,
    DINA,
    EMIL,
    FATMA,
    GORO,
    HOME,
    LUNCH,
    MONDAY,
    PROMPTS,
    World,
    world_on,
)

APRIL = datetime(2026, 4, 2, 8, tzinfo=UTC)  # the first Thursday, 10:00 in Berlin
MINUTE = timedelta(minutes=1)
TITLE = "What we learned in March"


async def skip(world: World, moment: datetime) -> None:
    """Pass weeks in which nobody does a thing."""
    await world.clock.move_to(moment - timedelta(hours=2))
    await world.until(moment)


async def evening(world: World, *people: str, zone: str = "Europe/Berlin") -> str:
    """List an event for a digest in #lunch, and let people go there; return its subject."""
    number = await make_listed_event(world, "Python evening", 9)
    await world.fill(ADA, "/events digest", {"channel": LUNCH, "zone": zone})
    await skip(world, MONDAY + timedelta(days=7, minutes=1))
    for person in people:
        await world.click(person, "event.answer", f"{number}:going")
    await skip(world, MONDAY + timedelta(days=11))
    return f"event:{number}"


async def write(world: World, person: str, about: str, words: str, share: str = "named") -> str:
    form = form_of(await world.click(person, "learning.share", about))
    return text(await world.submit(person, form, {"text": words, "share": share}))


async def posts(world: World, channel: str = LUNCH) -> list[Card]:
    """Return what a channel read of the learnings of a month."""
    return await world.posts(channel, "What we")


async def test_a_month_of_learnings_becomes_one_post_in_the_channel_that_was_told_of_the_evening(
    world: World,
) -> None:
    about = await evening(world, BEN, CLEO, DINA, EMIL)
    assert "with your name when the channel hears" in await write(
        world, BEN, about, "Ask for the second floor."
    )
    assert "without your name" in await write(
        world, CLEO, about, "Questions first, slides later.", "unnamed"
    )
    assert "stays with you" in await write(world, DINA, about, "For me alone.", "private")
    await world.until(APRIL - MINUTE)
    assert await posts(world) == []
    await world.until(APRIL + MINUTE)
    [card] = await posts(world)
    words = as_text(card)
    assert card.title == TITLE
    assert "Python evening, Data Loft · Wed 11 Mar" in words
    assert "“Ask for the second floor.” (Ben Marsh)" in words
    assert "“Questions first, slides later.”\n" in words
    assert "For me alone" not in words
    assert await posts(world, PROMPTS) == []
    await world.until(APRIL + timedelta(days=40))
    assert len(await posts(world)) == 1
    async with world.database.read_transaction() as tx:
        assert await ROUTER.live_cards["learnings"](tx, HOME, Subject("learnings", 1), world.now)
        assert (
            await ROUTER.live_cards["learnings"](tx, "acme2", Subject("learnings", 1), world.now)
            is None
        )


async def test_nothing_is_posted_when_nobody_shared_anything(world: World) -> None:
    await write(world, BEN, await evening(world, BEN), "For me alone.", "private")
    await skip(world, APRIL + timedelta(days=7))
    assert await posts(world) == []


async def test_the_post_follows_those_who_change_their_words_or_take_them_back(
    world: World,
) -> None:
    about = await evening(world, BEN, CLEO)
    await write(world, BEN, about, "Ask for the second floor.")
    await write(world, CLEO, about, "Bring a friend.")
    await skip(world, APRIL + MINUTE)
    assert "follows" in await write(world, BEN, about, "Ask for the third floor.", "unnamed")
    assert "leaves the channel's post" in await write(
        world, CLEO, about, "Bring a friend.", "private"
    )
    await world.pass_time(minutes=1)
    [card] = await posts(world)
    assert "third floor" in as_text(card)
    assert not [gone for gone in ("second", "Ben", "friend") if gone in as_text(card)]
    await write(world, BEN, about, "Ask for the third floor.", "private")
    await skip(world, APRIL + timedelta(days=40))
    [card] = await posts(world)
    assert "until they take it back" in as_text(card)


async def test_what_people_wrote_leaves_the_post_when_it_is_kept_no_longer(world: World) -> None:
    await write(world, BEN, await evening(world, BEN, CLEO), "Ask for the second floor.")
    await skip(world, APRIL + MINUTE)
    [card] = await posts(world)
    assert "Ben" in as_text(card)
    await skip(world, APRIL + timedelta(days=90))
    [card] = await posts(world)
    assert "kept for 90 days" in as_text(card)
    assert not [gone for gone in ("second", "Ben") if gone in as_text(card)]


async def test_what_is_written_later_is_told_a_month_later_and_nothing_twice(world: World) -> None:
    about = await evening(world, BEN, CLEO)
    await write(world, BEN, about, "Ask for the second floor.")
    await skip(world, APRIL - timedelta(hours=20))
    await write(world, CLEO, about, "Bring a friend.")
    await skip(world, APRIL + MINUTE)
    await skip(world, APRIL + timedelta(days=40))
    march, april = await posts(world)
    assert (march.title, april.title) == (TITLE, "What we learned in April")
    assert "friend" not in as_text(march)
    assert "second floor" not in as_text(april)
    assert "friend" in as_text(april)


async def test_own_events_and_tables_are_told_in_their_channel(world: World) -> None:
    await world.fill(DINA, "/events new 2026-03-12 18:00", {"title": "Chess", "channel": PROMPTS})
    await world.say(BEN, '/lunch tomorrow 12:30 at:"Ramen bar" topic:SQL')
    await world.pass_time(minutes=1)
    await world.click(CLEO, "table.join", await world.button(CLEO, "table.join"))
    await world.until(MONDAY + timedelta(days=14))
    await write(world, CLEO, await world.button(CLEO, "learning.share"), "Window functions.")
    await write(world, DINA, await world.button(DINA, "learning.share"), "Open with the knight.")
    await skip(world, APRIL + MINUTE)
    assert [
        "Lunch about SQL, Ramen bar · Tue 3 Mar" in as_text(card) for card in await posts(world)
    ] == [True]
    assert ["Open with the knight." in as_text(card) for card in await posts(world, PROMPTS)] == [
        True
    ]


async def test_a_long_month_stands_behind_a_button(world: World) -> None:
    about = [f"event:{await make_listed_event(world, title, 13)}" for title in ("Chess", "Go")]
    about.append(await evening(world, BEN, CLEO, DINA, EMIL))
    for person in (BEN, CLEO, DINA, EMIL):
        for each in about[:2]:
            await world.click(person, "event.answer", f"{each.removeprefix('event:')}:going")
        for number, each in enumerate(about):
            await write(world, person, each, f"Line {number} of {person}.")
    await skip(world, APRIL + MINUTE)
    [card] = await posts(world)
    assert as_text(card).count("Line") == 10
    assert "Thank you, Ben Marsh, Cleo Duarte, Dina Haddad and Emil Novak." in as_text(card)
    assert labels(card) == ["Show the rest (2)", "Something wrong?"]
    rest = await world.click(GORO, "learnings.rest", await world.button(GORO, "learnings.rest"))
    assert isinstance(rest, Reply)
    assert as_text(rest.card).count("Line") == 2
    for each in about:
        await write(world, BEN, each, "long " * 99)
        await write(world, CLEO, each, "long " * 99)
    await world.pass_time(minutes=1)
    [card] = await posts(world)
    assert sum(len(part.text) for part in card.parts if isinstance(part, Quote)) < 2_000, (
        "one message of Discord"
    )


async def test_words_without_a_name_stand_in_no_order_of_writing_and_apart_where_few_were(
    world: World,
) -> None:
    lonely = f"event:{await make_listed_event(world, 'Chess', 13)}"
    await world.click(FATMA, "event.answer", f"{lonely.removeprefix('event:')}:going")
    about = await evening(world, BEN, CLEO, DINA, EMIL, FATMA)
    await write(world, FATMA, lonely, "Castle early.", "unnamed")
    for person, words in ((EMIL, "Zoom in."), (DINA, "Ask why."), (CLEO, "Bring a friend.")):
        await write(world, person, about, words, "unnamed")
    await write(world, BEN, about, "Sit in front.")
    await skip(world, APRIL + MINUTE)
    [card] = await posts(world)
    told = (
        "“Sit in front.” (Ben Marsh)\nHere and there\n“Ask why.”\n“Bring a friend.”\n“Castle "
        "early.”\n“Zoom in.”\nThank"
    )
    assert told in as_text(card)
    assert "Chess" not in as_text(card)


async def test_what_somebody_who_has_left_wrote_is_told_no_more(world: World) -> None:
    about = await evening(world, BEN, CLEO)
    await write(world, BEN, about, "Ask for the second floor.")
    await write(world, CLEO, about, "Bring a friend.")
    async with world.database.transaction() as tx:
        await people.update_person(tx, HOME, BEN, left=True)
    await skip(world, APRIL + MINUTE)
    [card] = await posts(world)
    assert "Bring a friend." in as_text(card)
    assert "Ben" not in as_text(card)
    assert "second floor" not in as_text(card)


async def test_what_is_taken_back_before_it_arrives_is_not_told(world: World) -> None:
    about = await evening(world, BEN, zone="Pacific/Auckland")
    await write(world, BEN, about, "Ask for the second floor.")
    await skip(
        world, APRIL - timedelta(hours=2)
    )  # 10:00 in Auckland is long past; people here still sleep
    async with world.database.read_transaction() as tx:
        assert await tx.scalars(
            select(outbox_message.c.state).where(outbox_message.c.reason == "learnings.month")
        ) == ["ready"]
    await write(world, BEN, about, "Ask for the second floor.", "private")
    await skip(world, APRIL + timedelta(days=14))
    assert await posts(world) == []


async def test_whoever_went_where_no_channel_was_told_hears_that_nobody_reads_it(
    world: World,
) -> None:
    number = await make_listed_event(world, "Python evening", 9)
    await world.click(BEN, "event.answer", f"{number}:going")
    await world.until(MONDAY + timedelta(days=11))
    assert "nobody else reads it" in await write(
        world, BEN, f"event:{number}", "Ask for the second floor."
    )
    await skip(world, APRIL + timedelta(days=7))
    assert await posts(world) == []


async def test_a_month_is_told_once_after_days_without_mingle_on_every_database(
    either_database: Database,
) -> None:
    world = await world_on(either_database)
    await make_people(world)
    about = await evening(world, BEN)
    await write(world, BEN, about, "Ask for the second floor.")
    await world.clock.move_to(APRIL + timedelta(days=5))
    await world.pass_time(minutes=1)
    [card] = await posts(world)
    assert "Ask for the second floor." in as_text(card)


async def test_what_could_not_be_told_in_time_is_told_a_month_later(world: World) -> None:
    await write(world, BEN, await evening(world, BEN), "Ask for the second floor.")
    await world.clock.move_to(APRIL + timedelta(days=20))
    await world.pass_time(minutes=1)
    assert await posts(world) == []
    await skip(world, APRIL + timedelta(days=40))
    [card] = await posts(world)
    assert card.title == "What we learned in April"
    assert "Ask for the second floor." in as_text(card)
