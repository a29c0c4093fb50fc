from datetime import datetime

import pytest

from adapters.playground.form_autofill import initial_values
from bot.ui.cards import ChannelField, Paragraph, TextField, as_text
from bot.ui.text import Instant, plain_words
from tests.factories.programs import make_program
from tests.factories.tables import COLLEAGUES, JUN, PRIYA, TOM, at, find_tables, lunch
from tests.reading import buttons, complaints, form_of, text
from tests.world import LUNCH, SIDE, World

LONG = "x" * 10_000


@pytest.mark.parametrize("channel", [LUNCH, SIDE, None])
async def test_somebody_hungry_is_asked_before_anything_is_posted(
    world: World, channel: str | None
) -> None:
    await make_program(world)
    asked = form_of(await lunch(world, TOM, channel=channel))
    told = {"channel": channel or LUNCH}
    usual = {"when": "2026-03-10 12:30", "seats": "4", "at": "", "topic": ""}
    assert initial_values(asked) == {**usual, **told}
    assert (asked.intro, await find_tables(world)) == ((), [])

    await world.submit(TOM, asked)
    [table] = await find_tables(world)
    assert (table.starts_at, table.channel) == (at("12:30"), channel or LUNCH)


async def test_where_mingle_cannot_post_the_form_names_the_lunch_channel(world: World) -> None:
    await make_program(world)
    closed = {SIDE: "I am not in that channel."}
    call = world.call(TOM, "command", "lunch", channel=SIDE, closed=closed)
    asked = form_of(await world.do(call))
    assert initial_values(asked)["channel"] == LUNCH


async def test_somebody_hungry_opens_a_table_with_one_word(world: World) -> None:
    answer = await lunch(world, TOM, "today")
    [table] = await find_tables(world)
    assert (table.starts_at, table.seats, table.seated[0].person) == (at("12:30"), 4, TOM)
    assert text(answer).startswith("Your table today, 12:30 is open")
    [card] = await world.outbox(LUNCH)
    assert card == await world.live_card(f"table:{table.id}")


async def test_a_table_looks_like_the_picture(world: World) -> None:
    await lunch(world, TOM, '12:30 seats:4 at:"Ramen bar, Torstraße" topic:Python')
    await world.click(JUN, "table.join", 1)
    card = await world.live_card("table:1")
    assert as_text(card).split("\n") == [
        "Tom has a table today, 12:30",
        "Ramen bar, Torstraße · talk about Python or anything else",
        "Tom Becker, Jun Becker, 2 free",
        "Last call 12:15",
    ]
    assert Instant(at("12:15"), "Europe/Berlin", "time") in card.footer
    assert [label for *_, label in buttons(card)] == [
        "Take a seat",
        "Can't today",
        "Something wrong?",
    ]


@pytest.mark.parametrize(
    ("typed", "starts"),
    [
        ("12:15", "12:30"),
        ("12:16", "13:00"),
        ("12:45", "13:00"),
        ("12:46", "13:30"),
        ("13:45", "14:00"),
        ("06:00", "12:30"),
    ],
)
async def test_the_next_sensible_time_still_leaves_room_for_the_last_call(
    world: World, typed: str, starts: str
) -> None:
    world.now = at(typed)
    await lunch(world, TOM, "today")
    [table] = await find_tables(world)
    assert table.starts_at == at(starts)


@pytest.mark.parametrize(("day", "offered"), [(10, "2026-03-11T12:30"), (13, "2026-03-16T12:30")])
async def test_late_in_the_day_the_next_working_day_is_offered(
    world: World, day: int, offered: str
) -> None:
    world.now = at("15:10", day)
    asked = form_of(await lunch(world, TOM))
    assert initial_values(asked)["when"] == offered.replace("T", " ")
    assert plain_words(asked.intro).startswith("Lunch is over for today.")

    answer = await lunch(world, TOM, "today topic:chess")
    assert [(action, value) for action, value, _ in buttons(answer)] == [("table.open", offered)]
    assert not await find_tables(world)
    asked = form_of(await world.click(TOM, "table.open", offered))
    assert isinstance(asked.fields[0], TextField)
    assert asked.fields[0].initial == offered.replace("T", " ")


async def test_tables_with_a_free_seat_are_offered_first(world: World) -> None:
    await lunch(world, TOM, "13:00 seats:2")
    await lunch(world, PRIYA, "12:30 at:Canteen")
    answer = await lunch(world, JUN)
    assert [action for action, *_ in buttons(answer)] == ["table.join", "table.join", "table.open"]
    assert "Priya Becker, Tue 10 Mar, 12:30 · Canteen · three seats left" in text(answer)
    assert len(await find_tables(world)) == 2


async def test_a_full_table_or_one_that_began_is_not_offered(world: World) -> None:
    await lunch(world, TOM, "12:30 seats:2")
    await world.click(PRIYA, "table.join", 1)
    await lunch(world, JUN, "today")
    assert len(await find_tables(world)) == 2
    world.now = at("12:31")
    assert "13:00" in initial_values(form_of(await lunch(world, "acme/amara")))["when"]


async def test_whoever_has_a_seat_today_is_reminded_of_it(world: World) -> None:
    await lunch(world, TOM, "today")
    answer = await lunch(world, TOM)
    assert text(answer).startswith("You have a table today, 12:30")
    assert len(await find_tables(world)) == 1


async def test_whoever_names_a_place_opens_a_table_of_their_own(world: World) -> None:
    await lunch(world, TOM, "today")
    await lunch(world, PRIYA, "today at:Canteen")
    assert [table.place for table in await find_tables(world)] == ["", "Canteen"]


@pytest.mark.parametrize(
    ("words", "start", "place", "topic"),
    [
        ("12:30 ramen", at("12:30"), "ramen", ""),
        ("tomorrow 13:00 at the old mill", at("13:00", 11), "the old mill", ""),
        ("12:45 chess at:Canteen", at("12:45"), "Canteen", "chess"),
        ("today ramen seats:3", at("12:30"), "ramen", ""),
    ],
)
async def test_what_follows_the_time_is_where_the_table_is(
    world: World, words: str, start: datetime, place: str, topic: str
) -> None:
    await lunch(world, TOM, words)
    [table] = await find_tables(world)
    assert (table.starts_at, table.place, table.topic) == (start, place, topic)


async def test_nobody_opens_a_table_while_they_sit_at_another(world: World) -> None:
    await lunch(world, TOM, "12:30")
    answer = await lunch(world, TOM, "13:15")
    assert text(answer).startswith("You have a seat today, 12:30")
    assert len(await find_tables(world)) == 1
    await lunch(world, TOM, "13:30")
    assert len(await find_tables(world)) == 2


@pytest.mark.parametrize("clock", ["11:42", "08:00"])
async def test_the_fourth_table_of_a_week_is_announced_like_the_first(
    world: World, clock: str
) -> None:
    world.now = at(clock)
    for person in COLLEAGUES[:4]:
        await lunch(world, person, "12:30 at:Canteen")
    await world.pass_time(minutes=1)
    assert len(await world.posts(LUNCH, "has a table today, 12:30")) == 4


async def test_a_table_is_not_announced_once_it_has_begun(world: World) -> None:
    await lunch(world, TOM, "12:30")
    world.now = at("12:30")
    await world.pass_time(minutes=1)
    assert not await world.posts(LUNCH)


async def test_a_table_another_day_names_the_day(world: World) -> None:
    await lunch(world, TOM, "tomorrow 12:30 seats:6")
    [table] = await find_tables(world)
    assert (table.starts_at, table.seats) == (at("12:30", 11), 6)
    assert (
        await world.live_card("table:1")
    ).title == "Tom has a table on Wednesday 11 March, 12:30"
    world.now = at("09:00", 11)
    assert (await world.live_card("table:1")).title == "Tom has a table today, 12:30"


async def test_in_a_direct_message_the_lunch_channel_is_told(world: World) -> None:
    await make_program(world)
    answer = await lunch(world, TOM, "today", channel=None)
    assert "I've told #lunch" in text(answer)
    assert len(await world.outbox(LUNCH)) == 1


async def test_in_a_direct_message_without_a_lunch_channel_the_form_asks_for_one(
    world: World,
) -> None:
    asked = form_of(await lunch(world, TOM, "tomorrow 13:00 seats:3 topic:sql", channel=None))
    [channel] = (field for field in asked.fields if isinstance(field, ChannelField))
    assert channel.required
    values = {"when": "tomorrow 13:00", "seats": "3", "at": "", "topic": "sql", "channel": ""}
    assert initial_values(asked) == values
    assert not await find_tables(world)


async def test_the_form_opens_a_table(world: World) -> None:
    given: dict[str, str | tuple[str, ...]] = {
        "when": "tomorrow 13:00",
        "seats": ("3",),
        "at": "Canteen",
        "topic": "SQL",
        "channel": SIDE,
    }
    assert text(await world.submit(PRIYA, "table.create", given)).startswith(
        "Your table on Wednesday 11 March, 13:00"
    )
    [table] = await find_tables(world)
    assert (table.channel, table.seats, table.place, table.topic) == (SIDE, 3, "Canteen", "SQL")
    again = await world.submit(PRIYA, "table.create", given)
    assert complaints(again) == {
        "when": "You have a seat at Priya's table at 13:00 already; give it back first."
    }


async def test_a_form_without_a_time_means_the_next_lunch(world: World) -> None:
    await world.submit(TOM, "table.create", {"when": "today", "channel": LUNCH})
    [table] = await find_tables(world)
    assert table.starts_at == at("12:30")
    world.now = at("16:00")
    assert list(
        complaints(await world.submit(PRIYA, "table.create", {"when": "", "channel": LUNCH}))
    ) == ["when"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("", "2026-03-10 12:30"),
        ("tomorrow-1230", "tomorrow 12:30"),
        ("thu-1300", "thu 13:00"),
        ("2026-03-09T12:30", "2026-03-10 12:30"),
    ],
)
async def test_a_button_fills_in_the_time(world: World, value: str, shown: str) -> None:
    asked = form_of(await world.click(TOM, "table.open", value))
    assert isinstance(asked.fields[0], TextField)
    assert asked.fields[0].initial == shown


async def test_the_list_shows_today_and_tomorrow(world: World) -> None:
    assert "No table is open yet" in text(await lunch(world, TOM, "tables"))
    await lunch(world, TOM, "12:30 at:Canteen")
    await lunch(world, PRIYA, "tomorrow 13:00")
    await lunch(world, PRIYA, "friday 13:00")
    answer = await lunch(world, PRIYA, "tables")
    assert "Tue 10 Mar, 12:30" in text(answer)
    assert "Wed 11 Mar, 13:00" in text(answer)
    assert "Fri" not in text(answer)
    assert [value for action, value, _ in buttons(answer) if action == "table.join"] == ["1"]


@pytest.mark.parametrize(
    "words",
    [
        "yesterday 12:30",
        "09:00",
        "25:99",
        "<!channel>",
        "2027-03-10 12:30",
        LONG,
        "seats:0",
        "seats:1",
        "seats:13",
        "seats:-4",
        "seats:٤",
        f"seats:{'9' * 5_000}",
        f"at:{LONG}",
        f"topic:{LONG}",
        'at:"<!channel>"',
        "topic:@everyone",
        'topic:"hi @here"',
        f"12:30 {LONG}",
    ],
)
async def test_bad_words_get_one_calm_sentence_and_change_nothing(world: World, words: str) -> None:
    before = await world.snapshot()
    answer = text(await lunch(world, TOM, words))
    assert answer.startswith("That didn't work yet\n")
    assert len(answer) < 250
    assert await world.snapshot() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("when", "🍜"),
        ("when", "tomorrow"),
        ("when", "yesterday"),
        ("when", LONG),
        ("when", "@everyone"),
        ("seats", "0"),
        ("seats", "many"),
        ("at", LONG),
        ("topic", "<!here>"),
        ("channel", ""),
        ("channel", "elsewhere/lunch"),
        ("channel", LONG),
        ("channel", "acme"),
    ],
)
async def test_a_bad_field_is_named_and_changes_nothing(
    world: World, field: str, value: str
) -> None:
    good = {"when": "tomorrow 12:30", "seats": "4", "at": "", "topic": "", "channel": LUNCH}
    before = await world.snapshot()
    assert list(complaints(await world.submit(TOM, "table.create", good | {field: value}))) == [
        field
    ]
    assert await world.snapshot() == before


@pytest.mark.parametrize(
    "value", ["garbage", "-1", "0", "٤", "9" * 80, "1;drop", "tomorrow-9999", "<!channel>"]
)
@pytest.mark.parametrize(
    "action",
    [
        "table.open",
        "table.join",
        "table.change",
        "table.leave",
        "table.cancel",
        "table.merge_yes",
        "table.merge_no",
    ],
)
async def test_garbage_on_a_button_gets_a_calm_answer(
    world: World, action: str, value: str
) -> None:
    before = await world.snapshot()
    assert len(text(await world.click(TOM, action, value))) < 250
    assert await world.snapshot() == before


async def test_words_from_people_stay_words(world: World) -> None:
    await lunch(world, TOM, 'today at:"مطعم 🍜 \u202e<b>" topic:"*bold* [x](http://y)"')
    [table] = await find_tables(world)
    assert (table.place, table.topic) == ("مطعم 🍜 <b>", "*bold* [x](http://y)")
    about = (await world.live_card("table:1")).parts[0]
    assert isinstance(about, Paragraph)
    assert {type(node) for node in about.text} == {str}


async def test_another_workspace_sees_nothing_of_ours(world: World) -> None:
    await lunch(world, TOM, "today")
    assert "No table is open" in text(
        await world.do(world.call("other/eve", "command", "lunch tables"))
    )
    assert "This table is no more" in text(
        await world.do(world.call("other/eve", "button", "table.join", "1"))
    )
    [table] = await find_tables(world)
    assert len(table.seated) == 1
