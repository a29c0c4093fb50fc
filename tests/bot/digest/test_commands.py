"""What organisers set up, what a digest tells of who goes, and what somebody who asks is shown."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.core.interactions import Answer, FormErrors
from bot.events import records as events
from bot.events.changes import cancel_event, change_event
from bot.events.tables import event
from bot.ui.cards import Form, as_text
from bot.ui.text import Bold
from tests.bot.digest.conftest import ON_BOTH
from tests.factories.digests import DAY, digests, make_listed_event, until_digest
from tests.reading import card_of, choices, controls, form_of, labels, text, value_of
from tests.world import ADA, BEN, CLEO, DINA, HOME, LUNCH, MONDAY, PEOPLE, PROMPTS, Fields, World


async def filters(world: World, shown: Answer) -> Form:
    """Open the form behind the button of a list."""
    return form_of(await world.click(BEN, "events.filter", value_of(shown, "events.filter")))


@ON_BOTH
async def test_a_channel_is_told_only_what_its_organiser_chose(world: World) -> None:
    await make_listed_event(world, "Python evening", 9)
    await make_listed_event(world, "Python by the sea", 9, town="Rostock")
    await make_listed_event(world, "Python anywhere", 9, town="")
    await make_listed_event(world, "World python summit", 10, town="Lisbon", reach="international")
    await make_listed_event(world, "Life drawing", 11, topics=("drawing",))
    await make_listed_event(world, "Python in summer", 40)
    await world.fill(
        ADA, "/events digest", {"channel": LUNCH, "topics": "python", "towns": "berlin"}
    )
    await until_digest(world)
    [card] = await digests(world)
    words = as_text(card)
    assert "Python evening" in words
    assert "World python summit" in words
    assert (
        "Python anywhere" in words
    )  # whoever named its source did not say where: better told than lost
    assert not [other for other in ("sea", "drawing", "summer") if other in words]
    assert "Wednesday, 11 March" in words


async def test_nothing_is_posted_while_nothing_is_on_and_the_first_event_of_the_week_begins_it(
    world: World,
) -> None:
    await world.fill(ADA, "/events digest", {"channel": LUNCH})
    await until_digest(world)
    assert not await digests(world)
    await world.say(BEN, "/events add https://designclub.example/")
    await world.pass_time(minutes=1)
    form = (
        await world.click(BEN, "source.details", await world.button(BEN, "source.details"))
    ).form  # type: ignore[union-attr]
    await world.submit(BEN, form, {"name": "Design Club", "town": "Berlin"})
    await world.pass_time(minutes=1)
    [card] = await digests(world)
    assert "Gallery Nine" in as_text(card)


@ON_BOTH
async def test_only_those_who_say_so_are_named_and_few_others_are_not_counted(
    world: World,
) -> None:
    number = await make_listed_event(world, "Python evening", 9)
    await world.fill(ADA, "/events digest", {"channel": LUNCH})
    await until_digest(world)
    for person in PEOPLE[1:6]:
        await world.click(person, "event.answer", f"{number}:going")
    await world.click(BEN, "event.openly", f"{number}:yes")
    await world.pass_time(minutes=1)
    [card] = await digests(world)
    assert "Ben Marsh is going" in as_text(card)
    assert not [who for who in ("Cleo", "Dina", "more") if who in as_text(card)]
    for person in (ADA, PEOPLE[6]):
        await world.click(person, "event.answer", f"{number}:going")
    await world.pass_time(minutes=1)
    [card] = await digests(world)
    assert "Ben Marsh is going" in as_text(card)


async def test_nobody_is_said_to_be_going_to_what_is_over(world: World) -> None:
    number = await make_listed_event(world, "Python evening", 9)
    await world.fill(ADA, "/events digest", {"channel": LUNCH})
    await until_digest(world)
    await world.click(BEN, "event.answer", f"{number}:going")
    await world.click(BEN, "event.openly", f"{number}:yes")
    await world.pass_time(minutes=1)
    [card] = await digests(world)
    assert "Ben Marsh is going" in as_text(card)
    await world.pass_time(days=3)
    [card] = await digests(world)
    assert "Python evening" in as_text(card)
    assert "Ben Marsh" not in as_text(card)


@ON_BOTH
async def test_a_change_stands_on_the_card_and_only_those_who_go_are_told(world: World) -> None:
    moved, gone = (
        await make_listed_event(world, "Python evening", 9),
        await make_listed_event(world, "Chess", 10),
    )
    await world.fill(ADA, "/events digest", {"channel": LUNCH})
    await until_digest(world)
    await world.click(BEN, "event.answer", f"{moved}:going")
    await world.click(CLEO, "event.answer", f"{moved}:interested")
    async with world.database.transaction() as tx:
        event, other = [
            await events.find_event_for_update(tx, HOME, number) for number in (moved, gone)
        ]
        assert event
        assert other
        later = {
            "starts_at": event.starts_at + timedelta(hours=1),
            "ends_at": event.ends_at + timedelta(hours=1),
        }
        await change_event(tx, event, later, world.now)
        await cancel_event(tx, other, world.now)
    await world.pass_time(minutes=1)
    [card] = await digests(world)
    assert "moved from 18:00 to 19:00" in as_text(card)
    assert "Chess · called off" in as_text(card)
    told = {
        who
        for who in PEOPLE
        for card in await world.inbox(who)
        if card.title == "Changed: Python evening"
    }
    assert told == {BEN}


async def test_a_whole_day_that_moves_is_the_same_day_for_readers_anywhere(world: World) -> None:
    number = await make_listed_event(
        world, "Big fair", 12 - 10 / 24, all_day=True
    )  # begins at midnight in Berlin
    await world.fill(ADA, "/events digest", {"channel": LUNCH, "zone": "America/New_York"})
    await until_digest(world)
    await world.pass_time(hours=6)
    async with world.database.transaction() as tx:
        fair = await events.find_event_for_update(tx, HOME, number)
        assert fair
        await change_event(
            tx, fair, {"starts_at": fair.starts_at + DAY, "ends_at": fair.ends_at + DAY}, world.now
        )
    await world.pass_time(minutes=1)
    *_, card = await digests(world)
    assert "moved from Sat 14 Mar to Sun 15 Mar" in text(card, "America/New_York")


async def test_a_digest_can_be_seen_ahead_paused_resumed_and_stopped(world: World) -> None:
    await make_listed_event(world, "Python evening", 9)
    await world.fill(ADA, "/events digest", {"channel": LUNCH})
    card = card_of(await world.say(ADA, "/events digest"))
    number = controls(card)[0].value
    assert "Python evening" in text(await world.click(ADA, "digest.preview", number))
    assert "It's paused" in text(await world.click(ADA, "digest.pause", number))
    await until_digest(world)
    assert not await digests(world)
    await world.click(ADA, "digest.resume", number)
    await world.pass_time(days=7)
    assert not await digests(world)  # the evening is over by then
    await make_listed_event(world, "Chess", 23)
    assert "no more digests" in text(await world.click(ADA, "digest.stop", number))
    await world.pass_time(days=7)
    assert not await digests(world)


@pytest.mark.parametrize(
    ("field", "value"),
    [("zone", "Mars"), ("topics", "@everyone"), ("towns", "x" * 400), ("channel", "other/room")],
)
async def test_what_cannot_be_is_said_at_its_field(world: World, field: str, value: str) -> None:
    answer = await world.fill(ADA, "/events digest", {"channel": LUNCH, field: value})
    assert isinstance(answer, FormErrors)
    assert list(answer.errors) == [field]


async def test_what_suits_me_is_about_what_i_like_where_i_am_while_i_am_free(world: World) -> None:
    about: Fields = {
        "team": "Sales",
        "office": "Berlin",
        "interests": "python",
        "slots": ("tue-1230",),
    }
    await world.fill(BEN, "/mingle profile", about)
    await make_listed_event(world, "Python evening", 1)
    await make_listed_event(world, "Python by the sea", 1, town="Rostock")
    await make_listed_event(world, "Life drawing", 1)
    await make_listed_event(
        world, "Python at work", 2 - 7 / 24
    )  # Wednesday at eleven, when Ben is not free
    card = card_of(await world.say(BEN, "/events"))
    assert "Python evening" in as_text(card)
    assert not [other for other in ("sea", "drawing", "work") if other in as_text(card)]
    [everything] = [
        item.value for item in controls(card) if getattr(item, "label", "") == "Show all 4"
    ]
    assert "Life drawing" in text(await world.click(BEN, "events.page", everything))
    assert "Python by the sea" in text(await world.say(BEN, "/events town:Rostock"))
    assert "Nothing is on" in text(await world.say(BEN, "/events topic:chess"))


async def test_a_long_list_is_turned_page_by_page_and_misses_nothing(world: World) -> None:
    for number in range(20):
        await make_listed_event(world, f"Python {number:02d}", 1 + number)
    seen, value = "", "0;a;0;0;;"
    for _ in range(3):
        card = card_of(await world.click(DINA, "events.page", value))
        seen += as_text(card)
        value = next(
            (item.value for item in controls(card) if getattr(item, "label", "") == "More"), ""
        )
    assert [number for number in range(20) if seen.count(f"Python {number:02d}") != 1] == []
    assert value == ""
    this_week = text(await world.say(DINA, '/events topic:python when:"this week"'))
    assert "Python 05" in this_week
    assert "Python 06" not in this_week


@ON_BOTH
async def test_filters_are_chosen_by_clicks_and_the_others_stay(world: World) -> None:
    await make_listed_event(world, "Python evening", 1, topics=("python", "data"))
    await make_listed_event(world, "Python by the sea", 2, town="Rostock", topics=("python",))
    await make_listed_event(world, "Python in a month", 20, topics=("Python",))
    await make_listed_event(world, "Life drawing", 3, topics=("drawing",))
    form = await filters(world, await world.say(BEN, "/events"))
    offered = {field.id: [choice.value for choice in field.choices] for field in form.fields}  # type: ignore[union-attr]
    assert offered["topic"] == ["any topic", "python", "data", "drawing"]
    assert offered["town"] == ["any town", "Berlin", "Rostock"]
    shown = await world.submit(BEN, form, {"topic": "python", "when": "this week"})
    assert "2 events are on (this week, about “python”)" in text(shown)
    card = card_of(await world.submit(BEN, await filters(world, shown), {"town": "Rostock"}))
    assert "1 event is on (this week, about “python”, in “Rostock”)" in as_text(card)
    assert "Python by the sea" in as_text(card)
    [clear] = [
        item.value for item in controls(card) if getattr(item, "label", "") == "Clear the filter"
    ]
    assert "4 events are on." in text(await world.click(BEN, "events.page", clear))


async def test_what_another_channel_plans_offers_no_filter(world: World) -> None:
    await make_listed_event(world, "Secret dinner", 1, topics=("mergers",), town="Paris")
    async with world.database.transaction() as tx:
        await tx.execute(update(event).values(kind="gathering", channel=f"{HOME}/board"))
    card = card_of(await world.say(BEN, "/events"))
    assert [item.action for item in controls(card)] == ["kit.list"]
    form = form_of(await world.click(BEN, "events.filter"))
    assert not [
        choice
        for field in form.fields
        for choice in field.choices  # type: ignore[union-attr]
        if choice.value in ("mergers", "Paris")
    ]


async def test_long_words_find_what_they_mean_however_often_they_travel(world: World) -> None:
    topic, town = (
        "machine learning for hospitals; und Öfen",
        "Llanfairpwllgwyngyll-gogerychwyrndrobwll",
    )
    await make_listed_event(world, "Oven talk", 1, topics=(topic,), town=town)
    for number in range(8):
        await make_listed_event(world, f"Oven {number}", 2 + number, topics=(topic,), town=town)
    card = card_of(await world.say(BEN, f'/events topic:"{topic}" town:"{town}"'))
    [more] = [item.value for item in controls(card) if getattr(item, "label", "") == "More"]
    shown = await world.click(BEN, "events.page", more)
    assert "Oven 7" in text(shown)
    assert f"about “{topic}”, in “{town}”" in text(shown)
    assert "9 events are on" in as_text(
        card_of(await world.submit(BEN, await filters(world, shown), {}))
    )


async def test_what_colleagues_plan_looks_like_what_is_on_in_town(world: World) -> None:
    await make_listed_event(world, "Python *evening*", 1)
    assert "“/events new” plans something." in as_text(
        card_of(await world.say(BEN, "/events kind:ours"))
    )
    await world.fill(
        DINA, "/events new 2026-03-04 18:00", {"title": "Board <b>games", "channel": LUNCH}
    )
    await world.pass_time(minutes=1)
    shown = card_of(await world.say(BEN, "/events", PROMPTS))
    titles = [
        node.text
        for part in shown.parts
        for node in getattr(part, "text", ())
        if isinstance(node, Bold)
    ]
    assert titles == ["Python *evening*", "Board <b>games"]


async def test_a_home_says_what_is_on_this_week_and_leads_to_the_list(world: World) -> None:
    assert "On this week" not in text(await world.click(BEN, "home.look"))
    await make_listed_event(world, "Chess", 8)
    assert "Nothing else that suits you" in text(await world.click(BEN, "home.look"))
    for number in range(4):
        await make_listed_event(world, f"Python {number}", 1 + number)
    await world.click(BEN, "event.answer", f"{await make_listed_event(world, 'Choir', 3)}:going")
    shown = card_of(await world.click(BEN, "home.look"))
    words = as_text(shown)
    assert [words.count(f"Python {number}") for number in range(4)] == [1, 1, 0, 0]
    assert words.count("Choir") == 1
    assert "And 2 more." in words
    [see] = [item.value for item in controls(shown) if item.action == "events.page"]
    assert "6 events are on." in text(await world.click(BEN, "events.page", see))


async def test_what_is_over_is_offered_no_more_and_refused_calmly(world: World) -> None:
    over, ahead = (
        await make_listed_event(world, "Python evening", 8),
        await make_listed_event(world, "Chess", 10),
    )
    await world.fill(ADA, "/events digest", {"channel": LUNCH})
    await until_digest(world)
    await world.until(MONDAY + 8 * DAY + timedelta(hours=15, minutes=1))  # a minute past midnight
    [card] = await digests(world)
    assert choices(card) == [str(ahead)]
    assert "Python evening" not in text(await world.say(BEN, "/events"))
    for action, value in (
        ("event.answer", f"{over}:going"),
        ("event.openly", f"{over}:yes"),
        ("event.meet", over),
    ):
        assert "This event is over." in text(await world.click(BEN, action, value))
    shown = card_of(await world.click(BEN, "digest.open", choice=str(over)))
    assert "It is over." in as_text(shown)
    assert [item.action for item in controls(shown)] == ["wrong.open"]


async def test_an_event_is_opened_from_the_digest_and_answered(world: World) -> None:
    number = await make_listed_event(world, "Python evening", 9)
    await world.fill(ADA, "/events digest", {"channel": PROMPTS})
    await until_digest(world)
    [card] = await digests(world, PROMPTS)
    shown = card_of(await world.click(DINA, "digest.open", choice=choices(card)[0]))
    assert labels(shown, "event.answer") == ["Going", "If one more goes", "Interested"]
    assert "Nobody else shows their name yet" in as_text(
        card_of(await world.click(DINA, "event.answer", f"{number}:going"))
    )
    cant = card_of(await world.click(DINA, "event.answer", f"{number}:cant"))
    assert "You can't make it. Another time, then." in as_text(cant)
    assert labels(cant) == ["Going"]


async def test_whoever_opens_an_event_reads_what_it_is_about_and_where_more_stands(
    world: World,
) -> None:
    number = await make_listed_event(
        world, "Python evening", 9, description="Two talks.", link="https://python.example/1"
    )
    shown = card_of(await world.click(DINA, "event.show", number))
    assert "Two talks." in as_text(shown)
    assert "More at python.example (https://python.example/1)" in as_text(shown)
