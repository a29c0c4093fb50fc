"""What organisers set up, what a digest tells of who goes, and what somebody who asks is shown."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import update

from bot.core.router import Answer, FormErrors
from bot.events import records as events
from bot.events.changes import cancel_event, change_event
from bot.events.records import EventDraft
from bot.events.tables import event
from bot.ui.cards import Card, Form, as_text
from bot.ui.text import Bold
from tests.bot.digest.conftest import ON_BOTH
from tests.reading import card_of, choices, controls, form_of, labels, text
from tests.world import ADA, BEN, CLEO, DINA, HOME, LUNCH, MONDAY, PEOPLE, PROMPTS, Fields, World

DAY = timedelta(days=1)


async def listed(world: World, title: str, days: float, **about: object) -> int:
    """Write down an event as a source would."""
    starts = MONDAY + timedelta(days=days, hours=9)
    usual = {"town": "Berlin", "reach": "local", "place": "Data Loft", **about}
    async with world.database.transaction() as tx:
        draft = EventDraft(
            HOME, "listed", title, starts, starts + timedelta(hours=2), "Europe/Berlin", world.now
        )
        draft = replace(draft, **usual)
        return await events.insert_event(tx, draft)


async def monday(world: World) -> None:
    await world.until(MONDAY + 7 * DAY + timedelta(minutes=1))


async def digests(world: World, person: str = BEN, channel: str = LUNCH) -> list[Card]:
    return [
        card
        for where, card in await world.seen(person)
        if where == channel and card.title.startswith("What's on")
    ]


async def filters(world: World, shown: Answer) -> Form:
    """Open the form behind the button of a list."""
    [value] = [item.value for item in controls(shown) if item.action == "events.filter"]
    return form_of(await world.click(BEN, "events.filter", value))


@ON_BOTH
async def test_a_channel_is_told_only_what_its_organiser_chose(office: World) -> None:
    await listed(office, "Python evening", 9)
    await listed(office, "Python by the sea", 9, town="Rostock")
    await listed(office, "Python anywhere", 9, town="")
    await listed(office, "World python summit", 10, town="Lisbon", reach="international")
    await listed(office, "Life drawing", 11, topics=("drawing",))
    await listed(office, "Python in summer", 40)
    await office.fill(
        ADA, "/events digest", {"channel": LUNCH, "topics": "python", "towns": "berlin"}
    )
    await monday(office)
    [card] = await digests(office)
    words = as_text(card)
    assert "Python evening" in words
    assert "World python summit" in words
    assert (
        "Python anywhere" in words
    )  # whoever named its source did not say where: better told than lost
    assert not [other for other in ("sea", "drawing", "summer") if other in words]
    assert "Wednesday, 11 March" in words


async def test_nothing_is_posted_while_nothing_is_on_and_the_first_event_of_the_week_begins_it(
    office: World,
) -> None:
    await office.fill(ADA, "/events digest", {"channel": LUNCH})
    await monday(office)
    assert not await digests(office)
    await office.say(BEN, "/events add https://designclub.example/")
    await office.pass_time(minutes=1)
    form = (
        await office.click(BEN, "source.details", await office.button(BEN, "source.details"))
    ).form  # type: ignore[union-attr]
    await office.submit(BEN, form, {"name": "Design Club", "town": "Berlin"})
    await office.pass_time(minutes=1)
    [card] = await digests(office)
    assert "Gallery Nine" in as_text(card)


@ON_BOTH
async def test_only_those_who_say_so_are_named_and_few_others_are_not_counted(
    office: World,
) -> None:
    number = await listed(office, "Python evening", 9)
    await office.fill(ADA, "/events digest", {"channel": LUNCH})
    await monday(office)
    for person in PEOPLE[1:6]:
        await office.click(person, "event.answer", f"{number}:going")
    await office.click(BEN, "event.openly", f"{number}:yes")
    await office.pass_time(minutes=1)
    [card] = await digests(office)
    assert "Ben Marsh goes" in as_text(card)
    assert not [who for who in ("Cleo", "Dina", "more") if who in as_text(card)]
    for person in (ADA, PEOPLE[6]):
        await office.click(person, "event.answer", f"{number}:going")
    await office.pass_time(minutes=1)
    [card] = await digests(office)
    assert "Ben Marsh and 6 more go" in as_text(card)


@ON_BOTH
async def test_a_change_stands_on_the_card_and_only_those_who_go_are_told(office: World) -> None:
    moved, gone = await listed(office, "Python evening", 9), await listed(office, "Chess", 10)
    await office.fill(ADA, "/events digest", {"channel": LUNCH})
    await monday(office)
    await office.click(BEN, "event.answer", f"{moved}:going")
    await office.click(CLEO, "event.answer", f"{moved}:interested")
    async with office.database.transaction() as tx:
        event, other = [
            await events.find_event_for_update(tx, HOME, number) for number in (moved, gone)
        ]
        assert event
        assert other
        later = {
            "starts_at": event.starts_at + timedelta(hours=1),
            "ends_at": event.ends_at + timedelta(hours=1),
        }
        await change_event(tx, event, later, office.now)
        await cancel_event(tx, other, office.now)
    await office.pass_time(minutes=1)
    [card] = await digests(office)
    assert "moved from 18:00 to 19:00" in as_text(card)
    assert "Chess · called off" in as_text(card)
    told = {
        who
        for who in PEOPLE
        for card in await office.inbox(who)
        if card.title == "Changed: Python evening"
    }
    assert told == {BEN}


async def test_a_whole_day_that_moves_is_the_same_day_for_readers_anywhere(office: World) -> None:
    number = await listed(
        office, "Big fair", 12 - 10 / 24, all_day=True
    )  # begins at midnight in Berlin
    await office.fill(ADA, "/events digest", {"channel": LUNCH, "zone": "America/New_York"})
    await monday(office)
    await office.pass_time(hours=6)
    async with office.database.transaction() as tx:
        fair = await events.find_event_for_update(tx, HOME, number)
        assert fair
        await change_event(
            tx, fair, {"starts_at": fair.starts_at + DAY, "ends_at": fair.ends_at + DAY}, office.now
        )
    await office.pass_time(minutes=1)
    *_, card = await digests(office)
    assert "moved from Sat 14 Mar to Sun 15 Mar" in as_text(card, "America/New_York")


async def test_a_digest_can_be_seen_ahead_paused_resumed_and_stopped(office: World) -> None:
    await listed(office, "Python evening", 9)
    await office.fill(ADA, "/events digest", {"channel": LUNCH})
    card = card_of(await office.say(ADA, "/events digest"))
    number = controls(card)[0].value
    assert "Python evening" in text(await office.click(ADA, "digest.preview", number))
    assert "It rests" in text(await office.click(ADA, "digest.pause", number))
    await monday(office)
    assert not await digests(office)
    await office.click(ADA, "digest.resume", number)
    await office.pass_time(days=7)
    assert not await digests(office)  # the evening is over by then
    await listed(office, "Chess", 23)
    assert "no more digests" in text(await office.click(ADA, "digest.stop", number))
    await office.pass_time(days=7)
    assert not await digests(office)


@pytest.mark.parametrize(
    ("field", "value"),
    [("zone", "Mars"), ("topics", "@everyone"), ("towns", "x" * 400), ("channel", "other/room")],
)
async def test_what_cannot_be_is_said_at_its_field(office: World, field: str, value: str) -> None:
    answer = await office.fill(ADA, "/events digest", {"channel": LUNCH, field: value})
    assert isinstance(answer, FormErrors)
    assert list(answer.errors) == [field]


async def test_what_suits_me_is_about_what_i_like_where_i_am_while_i_am_free(office: World) -> None:
    about: Fields = {
        "team": "Sales",
        "office": "Berlin",
        "interests": "python",
        "slots": ("tue-1230",),
    }
    await office.fill(BEN, "/mingle profile", about)
    await listed(office, "Python evening", 1)
    await listed(office, "Python by the sea", 1, town="Rostock")
    await listed(office, "Life drawing", 1)
    await listed(office, "Python at work", 2 - 7 / 24)  # Wednesday at eleven, when Ben is not free
    card = card_of(await office.say(BEN, "/events"))
    assert "Python evening" in as_text(card)
    assert not [other for other in ("sea", "drawing", "work") if other in as_text(card)]
    [everything] = [
        item.value for item in controls(card) if getattr(item, "label", "") == "Show all 4"
    ]
    assert "Life drawing" in text(await office.click(BEN, "events.page", everything))
    assert "Python by the sea" in text(await office.say(BEN, "/events town:Rostock"))
    assert "Nothing is on" in text(await office.say(BEN, "/events topic:chess"))


async def test_a_long_list_is_turned_page_by_page_and_misses_nothing(office: World) -> None:
    for number in range(20):
        await listed(office, f"Python {number:02d}", 1 + number)
    seen, value = "", "0;a;0;0;;"
    for _ in range(3):
        card = card_of(await office.click(DINA, "events.page", value))
        seen += as_text(card)
        value = next(
            (item.value for item in controls(card) if getattr(item, "label", "") == "More"), ""
        )
    assert [number for number in range(20) if seen.count(f"Python {number:02d}") != 1] == []
    assert value == ""
    this_week = text(await office.say(DINA, '/events topic:python when:"this week"'))
    assert "Python 05" in this_week
    assert "Python 06" not in this_week


@ON_BOTH
async def test_filters_are_chosen_by_clicks_and_the_others_stay(office: World) -> None:
    await listed(office, "Python evening", 1, topics=("python", "data"))
    await listed(office, "Python by the sea", 2, town="Rostock", topics=("python",))
    await listed(office, "Python in a month", 20, topics=("Python",))
    await listed(office, "Life drawing", 3, topics=("drawing",))
    form = await filters(office, await office.say(BEN, "/events"))
    offered = {field.id: [choice.value for choice in field.choices] for field in form.fields}  # type: ignore[union-attr]
    assert offered["topic"] == ["any topic", "python", "data", "drawing"]
    assert offered["town"] == ["any town", "Berlin", "Rostock"]
    shown = await office.submit(BEN, form, {"topic": "python", "when": "this week"})
    assert "2 events are on (this week, about “python”)" in text(shown)
    card = card_of(await office.submit(BEN, await filters(office, shown), {"town": "Rostock"}))
    assert "1 event is on (this week, about “python”, in “Rostock”)" in as_text(card)
    assert "Python by the sea" in as_text(card)
    [clear] = [
        item.value for item in controls(card) if getattr(item, "label", "") == "Clear the filter"
    ]
    assert "4 events are on." in text(await office.click(BEN, "events.page", clear))


async def test_what_another_channel_plans_offers_no_filter(office: World) -> None:
    await listed(office, "Secret dinner", 1, topics=("mergers",), town="Paris")
    async with office.database.transaction() as tx:
        await tx.execute(update(event).values(kind="gathering", channel=f"{HOME}/board"))
    card = card_of(await office.say(BEN, "/events"))
    assert controls(card) == []
    form = form_of(await office.click(BEN, "events.filter"))
    assert not [
        choice
        for field in form.fields
        for choice in field.choices  # type: ignore[union-attr]
        if choice.value in ("mergers", "Paris")
    ]


async def test_long_words_find_what_they_mean_however_often_they_travel(office: World) -> None:
    topic, town = (
        "machine learning for hospitals; und Öfen",
        "Llanfairpwllgwyngyll-gogerychwyrndrobwll",
    )
    await listed(office, "Oven talk", 1, topics=(topic,), town=town)
    for number in range(8):
        await listed(office, f"Oven {number}", 2 + number, topics=(topic,), town=town)
    card = card_of(await office.say(BEN, f'/events topic:"{topic}" town:"{town}"'))
    [more] = [item.value for item in controls(card) if getattr(item, "label", "") == "More"]
    shown = await office.click(BEN, "events.page", more)
    assert "Oven 7" in text(shown)
    assert f"about “{topic}”, in “{town}”" in text(shown)
    assert "9 events are on" in as_text(
        card_of(await office.submit(BEN, await filters(office, shown), {}))
    )


async def test_what_colleagues_plan_looks_like_what_is_on_in_town(office: World) -> None:
    await listed(office, "Python *evening*", 1)
    assert "“/events new” plans something." in as_text(
        card_of(await office.say(BEN, "/events kind:ours"))
    )
    await office.fill(
        DINA, "/events new 2026-03-04 18:00", {"title": "Board <b>games", "channel": LUNCH}
    )
    await office.pass_time(minutes=1)
    shown = card_of(await office.say(BEN, "/events", PROMPTS))
    titles = [
        node.text
        for part in shown.parts
        for node in getattr(part, "text", ())
        if isinstance(node, Bold)
    ]
    assert titles == ["Python *evening*", "Board <b>games"]


async def test_a_home_says_what_is_on_this_week_and_leads_to_the_list(office: World) -> None:
    assert "On this week" not in text(await office.click(BEN, "home.show"))
    await listed(office, "Chess", 8)
    assert "Nothing else that suits you" in text(await office.click(BEN, "home.show"))
    for number in range(4):
        await listed(office, f"Python {number}", 1 + number)
    await office.click(BEN, "event.answer", f"{await listed(office, 'Choir', 3)}:going")
    shown = card_of(await office.click(BEN, "home.show"))
    words = as_text(shown)
    assert [words.count(f"Python {number}") for number in range(4)] == [1, 1, 0, 0]
    assert words.count("Choir") == 1
    assert "And 2 more." in words
    [see] = [item.value for item in controls(shown) if item.action == "events.page"]
    assert "6 events are on." in text(await office.click(BEN, "events.page", see))


async def test_what_is_over_is_offered_no_more_and_refused_calmly(office: World) -> None:
    over, ahead = await listed(office, "Python evening", 8), await listed(office, "Chess", 10)
    await office.fill(ADA, "/events digest", {"channel": LUNCH})
    await monday(office)
    await office.until(MONDAY + 8 * DAY + timedelta(hours=15, minutes=1))  # a minute past midnight
    [card] = await digests(office)
    assert choices(card) == [str(ahead)]
    assert "Python evening" not in text(await office.say(BEN, "/events"))
    for action, value in (
        ("event.answer", f"{over}:going"),
        ("event.openly", f"{over}:yes"),
        ("event.meet", over),
    ):
        assert "This event is over." in text(await office.click(BEN, action, value))
    shown = card_of(await office.click(BEN, "digest.open", choice=str(over)))
    assert "It is over." in as_text(shown)
    assert controls(shown) == []


async def test_an_event_is_opened_from_the_digest_and_answered(office: World) -> None:
    number = await listed(office, "Python evening", 9)
    await office.fill(ADA, "/events digest", {"channel": PROMPTS})
    await monday(office)
    [card] = await digests(office, DINA, PROMPTS)
    shown = card_of(await office.click(DINA, "digest.open", choice=choices(card)[0]))
    assert labels(shown, "event.answer") == ["Going", "If one more goes", "Interested"]
    assert "You are the first" in as_text(
        card_of(await office.click(DINA, "event.answer", f"{number}:going"))
    )
    cant = card_of(await office.click(DINA, "event.answer", f"{number}:cant"))
    assert "You can't make it. Another time, then." in as_text(cant)
    assert labels(cant) == ["Going"]


async def test_whoever_opens_an_event_reads_what_it_is_about_and_where_more_stands(
    office: World,
) -> None:
    number = await listed(
        office, "Python evening", 9, description="Two talks.", link="https://python.example/1"
    )
    shown = card_of(await office.click(DINA, "event.show", number))
    assert "Two talks." in as_text(shown)
    assert "More at python.example (https://python.example/1)" in as_text(shown)
