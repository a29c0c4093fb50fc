import pytest

from adapters.playground.form_autofill import initial_values
from bot.ui.cards import ChannelField, TextField, as_text
from bot.ui.text import Instant
from tests.bot.open_tables.office import JUN, LUNCH, PRIYA, SIDE, TOM, Office, at
from tests.reading import buttons, complaints, form_of, text

LONG = "x" * 10_000


async def test_somebody_hungry_opens_a_table_with_one_word(office: Office) -> None:
    answer = await office.lunch(TOM)
    [table] = await office.tables()
    assert (table.starts_at, table.seats, table.seated[0].person) == (at("12:30"), 4, TOM)
    assert text(answer).startswith("Your table today, 12:30 is open")
    [card] = await office.said(LUNCH)
    assert card == await office.draw(f"table:{table.id}")


async def test_a_table_looks_like_the_picture(office: Office) -> None:
    await office.lunch(TOM, '12:30 seats:4 at:"Ramen bar, Torstraße" topic:Python')
    await office.click(JUN, "table.join", 1)
    card = await office.draw("table:1")
    assert as_text(card, "Europe/Berlin").split("\n") == [
        "Tom has a table today, 12:30",
        "Ramen bar, Torstraße · talk about Python or anything else",
        "Tom Becker, Jun Becker, 2 free",
        "Last call 12:15 · two seats left",
    ]
    assert Instant(at("12:15"), "Europe/Berlin", "time") in card.footer
    assert [label for *_, label in buttons(card)] == ["Take a seat", "Can't today"]


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
    office: Office, typed: str, starts: str
) -> None:
    office.now = at(typed)
    await office.lunch(TOM)
    [table] = await office.tables()
    assert table.starts_at == at(starts)


@pytest.mark.parametrize(("day", "offered"), [(10, "2026-03-11T12:30"), (13, "2026-03-16T12:30")])
async def test_late_in_the_day_the_next_working_day_is_offered(
    office: Office, day: int, offered: str
) -> None:
    office.now = at("15:10", day)
    answer = await office.lunch(TOM)
    assert [(action, value) for action, value, _ in buttons(answer)] == [("table.open", offered)]
    assert not await office.tables()
    asked = form_of(await office.click(TOM, "table.open", offered))
    assert isinstance(asked.fields[0], TextField)
    assert asked.fields[0].initial == offered.replace("T", " ")


async def test_tables_with_a_free_seat_are_offered_first(office: Office) -> None:
    await office.lunch(TOM, "13:00 seats:2")
    await office.lunch(PRIYA, "12:30 at:Canteen")
    answer = await office.lunch(JUN)
    assert [action for action, *_ in buttons(answer)] == ["table.join", "table.join", "table.open"]
    assert "Priya Becker, Tue 10 Mar, 12:30 · Canteen · three seats left" in text(answer)
    assert len(await office.tables()) == 2


async def test_a_full_table_or_one_that_began_is_not_offered(office: Office) -> None:
    await office.lunch(TOM, "12:30 seats:2")
    await office.click(PRIYA, "table.join", 1)
    await office.lunch(JUN)
    assert len(await office.tables()) == 2
    office.now = at("12:31")
    assert text(await office.lunch("W/amara")).startswith("Your table today, 13:00")


async def test_whoever_has_a_seat_today_is_reminded_of_it(office: Office) -> None:
    await office.lunch(TOM)
    answer = await office.lunch(TOM)
    assert text(answer).startswith("You have a table today, 12:30")
    assert len(await office.tables()) == 1


async def test_whoever_names_a_place_opens_a_table_of_their_own(office: Office) -> None:
    await office.lunch(TOM)
    await office.lunch(PRIYA, "at:Canteen")
    assert [table.place for table in await office.tables()] == ["", "Canteen"]


async def test_nobody_opens_a_table_while_they_sit_at_another(office: Office) -> None:
    await office.lunch(TOM, "12:30")
    answer = await office.lunch(TOM, "13:15")
    assert text(answer).startswith("You have a seat today, 12:30")
    assert len(await office.tables()) == 1
    await office.lunch(TOM, "13:30")
    assert len(await office.tables()) == 2


async def test_a_table_another_day_names_the_day(office: Office) -> None:
    await office.lunch(TOM, "tomorrow seats:6")
    [table] = await office.tables()
    assert (table.starts_at, table.seats) == (at("12:30", 11), 6)
    assert (await office.draw("table:1")).title == "Tom has a table on Wednesday 11 March, 12:30"
    office.now = at("09:00", 11)
    assert (await office.draw("table:1")).title == "Tom has a table today, 12:30"


async def test_in_a_direct_message_the_lunch_channel_is_told(office: Office) -> None:
    await office.have_circle()
    answer = await office.lunch(TOM, channel=None)
    assert "I've told #lunch" in text(answer)
    assert len(await office.said(LUNCH)) == 1


async def test_in_a_direct_message_without_a_lunch_channel_the_form_asks_for_one(
    office: Office,
) -> None:
    asked = form_of(await office.lunch(TOM, "tomorrow 13:00 seats:3 topic:sql", channel=None))
    [channel] = (field for field in asked.fields if isinstance(field, ChannelField))
    assert channel.required
    values = {"when": "tomorrow 13:00", "seats": "3", "at": "", "topic": "sql", "channel": ""}
    assert initial_values(asked) == values
    assert not await office.tables()


async def test_the_form_opens_a_table(office: Office) -> None:
    given: dict[str, str | tuple[str, ...]] = {
        "when": "tomorrow 13:00",
        "seats": ("3",),
        "at": "Canteen",
        "topic": "SQL",
        "channel": SIDE,
    }
    assert text(await office.submit(PRIYA, "table.create", **given)).startswith(
        "Your table on Wednesday 11 March, 13:00"
    )
    [table] = await office.tables()
    assert (table.channel, table.seats, table.place, table.topic) == (SIDE, 3, "Canteen", "SQL")
    again = await office.submit(PRIYA, "table.create", **given)
    assert complaints(again) == {
        "when": "You have a seat at Priya's table at 13:00 already; give it back first."
    }


async def test_a_form_without_a_time_means_the_next_lunch(office: Office) -> None:
    await office.submit(TOM, "table.create", when="today", channel=LUNCH)
    [table] = await office.tables()
    assert table.starts_at == at("12:30")
    office.now = at("16:00")
    assert list(complaints(await office.submit(PRIYA, "table.create", when="", channel=LUNCH))) == [
        "when"
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("", "2026-03-10 12:30"),
        ("tomorrow-1230", "tomorrow 12:30"),
        ("thu-1300", "thu 13:00"),
        ("2026-03-09T12:30", "2026-03-10 12:30"),
    ],
)
async def test_a_button_fills_in_the_time(office: Office, value: str, shown: str) -> None:
    asked = form_of(await office.click(TOM, "table.open", value))
    assert isinstance(asked.fields[0], TextField)
    assert asked.fields[0].initial == shown


async def test_the_list_shows_today_and_tomorrow(office: Office) -> None:
    assert "No table is open yet" in text(await office.lunch(TOM, "tables"))
    await office.lunch(TOM, "12:30 at:Canteen")
    await office.lunch(PRIYA, "tomorrow 13:00")
    await office.lunch(PRIYA, "friday 13:00")
    answer = await office.lunch(PRIYA, "tables")
    assert "Tue 10 Mar, 12:30" in text(answer)
    assert "Wed 11 Mar, 13:00" in text(answer)
    assert "Fri" not in text(answer)
    assert [value for action, value, _ in buttons(answer) if action == "table.join"] == ["1"]


@pytest.mark.parametrize(
    "words",
    [
        "the 32nd",
        "yesterday 12:30",
        "09:00",
        "25:99",
        "🍜🍜🍜",
        "غداً الساعة",
        "<!channel>",
        "@everyone",
        "2027-03-10 12:30",
        LONG,
        "now",
        "seats:0",
        "seats:1",
        "seats:13",
        "seats:-4",
        "seats:٤",
        "seats:four",
        f"seats:{'9' * 5_000}",
        f"at:{LONG}",
        f"topic:{LONG}",
        'at:"<!channel>"',
        "topic:@everyone",
        'topic:"hi @here"',
        "12:30 W/stranger",
    ],
)
async def test_bad_words_get_one_calm_sentence_and_change_nothing(
    office: Office, words: str
) -> None:
    before = await office.everything()
    answer = text(await office.lunch(TOM, words))
    assert answer.startswith("That didn't work yet\n")
    assert len(answer) < 250
    assert await office.everything() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("when", "🍜"),
        ("when", "yesterday"),
        ("when", LONG),
        ("when", "@everyone"),
        ("seats", "0"),
        ("seats", "many"),
        ("at", LONG),
        ("topic", "<!here>"),
        ("channel", ""),
        ("channel", "X/lunch"),
        ("channel", LONG),
        ("channel", "W"),
    ],
)
async def test_a_bad_field_is_named_and_changes_nothing(
    office: Office, field: str, value: str
) -> None:
    good = {"when": "tomorrow", "seats": "4", "at": "", "topic": "", "channel": LUNCH}
    before = await office.everything()
    assert list(complaints(await office.submit(TOM, "table.create", **good | {field: value}))) == [
        field
    ]
    assert await office.everything() == before


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
    office: Office, action: str, value: str
) -> None:
    before = await office.everything()
    assert len(text(await office.click(TOM, action, value))) < 250
    assert await office.everything() == before


async def test_words_from_people_stay_words(office: Office) -> None:
    await office.lunch(TOM, 'at:"مطعم 🍜 \u202e<b>" topic:"*bold* [x](http://y)"')
    [table] = await office.tables()
    assert (table.place, table.topic) == ("مطعم 🍜 <b>", "*bold* [x](http://y)")
    card = await office.draw("table:1")
    assert all(
        isinstance(node, str) for part in card.parts[:1] for node in getattr(part, "text", ())
    )


async def test_another_workspace_sees_nothing_of_ours(office: Office) -> None:
    await office.lunch(TOM)
    assert "No table is open" in text(
        await office.do("V/eve", "command", "lunch tables", where="V/lunch")
    )
    assert "This table is no more" in text(
        await office.do("V/eve", "button", "table.join", "1", where="V/lunch")
    )
    [table] = await office.tables()
    assert len(table.seated) == 1
