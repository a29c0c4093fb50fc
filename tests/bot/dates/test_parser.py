"""Offer Mingle the dates that people type, and much that is none."""

import contextlib
import datetime as dt
import subprocess
import sys
import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dates.parser import DateInPast, UnreadableDate, parse_day, parse_when

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
MONDAY_AT_TEN = dt.datetime(2026, 3, 16, 10, tzinfo=BERLIN)

WORDS = [
    *(
        "12:30",
        "12.30",
        "noon",
        "at",
        "@",
        "1pm",
        "am",
        "today",
        "tomorrow",
        "thu",
        "next",
        "monday",
        "on",
        "in",
        "2",
    ),
    *(
        "weeks",
        "hours",
        "ago",
        "17",
        "march",
        "17.3.",
        "3/4",
        "2026-03-17",
        "the",
        "32nd",
        "of",
        "-",
        ":",
        ".",
        "T",
        "Z",
    ),
    *(
        "<!channel>",
        "@everyone",
        "<@U012AB3CD>",
        "🍜",
        "\u202e",
        "\u200f",
        "١٢",
        "mañana",
        "99999999999",
    ),
]

texts = st.one_of(
    st.text(max_size=80),
    st.text(max_size=10_000),
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    st.from_regex(
        r"[0-9]{1,4}[-./: ][0-9]{1,4}([-./: ][0-9]{1,4})?( [0-9]{1,2}[:.][0-9]{2})?", fullmatch=True
    ),
)
moments = st.datetimes(
    dt.datetime(2025, 1, 1), dt.datetime(2028, 12, 31), timezones=st.just(dt.UTC)
)


def local(text: str, now: dt.datetime = MONDAY_AT_TEN) -> str:
    found = parse_when(text, now.astimezone(dt.UTC), "Europe/Berlin")
    assert found.tzinfo is dt.UTC
    return f"{found.astimezone(BERLIN):%Y-%m-%d %H:%M}"


def day(text: str, now: dt.datetime = MONDAY_AT_TEN) -> str:
    return parse_day(text, now.astimezone(dt.UTC), "Europe/Berlin").isoformat()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("12:30", "2026-03-16 12:30"),
        ("12.30", "2026-03-16 12:30"),
        ("12h30", "2026-03-16 12:30"),
        ("10:00", "2026-03-16 10:00"),
        ("noon", "2026-03-16 12:00"),
        ("1pm", "2026-03-16 13:00"),
        ("1:15 p.m.", "2026-03-16 13:15"),
        ("at 13", "2026-03-16 13:00"),
        ("@12", "2026-03-16 12:00"),
        ("today 12", "2026-03-16 12:00"),
        ("  Today,   12:30 ", "2026-03-16 12:30"),
        ("tomorrow 12:30", "2026-03-17 12:30"),
        ("tomorrow at noon", "2026-03-17 12:00"),
        ("tomorrow 12am", "2026-03-17 00:00"),
        ("12:30 tomorrow", "2026-03-17 12:30"),
        ("thu 12:30", "2026-03-19 12:30"),
        ("12:30 on Thursday", "2026-03-19 12:30"),
        ("next thu 6pm", "2026-03-19 18:00"),
        ("mon 12:30", "2026-03-16 12:30"),
        ("mon 10:00", "2026-03-16 10:00"),
        ("mon 9:30", "2026-03-23 09:30"),
        ("next mon 12:30", "2026-03-23 12:30"),
        ("2026-03-17 12:30", "2026-03-17 12:30"),
        ("2026-03-17T12:30", "2026-03-17 12:30"),
        ("2026-03-17T12:30:00Z", "2026-03-17 13:30"),
        ("2026-03-17T12:30-05:00", "2026-03-17 18:30"),
        ("17 March 12:30", "2026-03-17 12:30"),
        ("March 17 at 6 pm", "2026-03-17 18:00"),
        ("17.03. 12.30", "2026-03-17 12:30"),
        ("Tue 17 March, 12:30", "2026-03-17 12:30"),
        ("in 2 hours", "2026-03-16 12:00"),
        ("in 45 minutes", "2026-03-16 10:45"),
        ("now", "2026-03-16 10:15"),
        ("in 2 weeks at 18:00", "2026-03-30 18:00"),
        ("１２：３０", "2026-03-16 12:30"),
        ("١٢:٣٠", "2026-03-16 12:30"),
        ("\u200f12:30\u200e", "2026-03-16 12:30"),
    ],
)
def test_a_time_is_read_as_people_mean_it(text: str, moment: str) -> None:
    assert local(text) == moment


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("today", "2026-03-16"),
        ("tomorrow", "2026-03-17"),
        ("the day after tomorrow", "2026-03-18"),
        ("monday", "2026-03-23"),
        ("sunday", "2026-03-22"),
        ("next monday", "2026-03-23"),
        ("in 2 weeks", "2026-03-30"),
        ("two weeks", "2026-03-30"),
        ("in a fortnight", "2026-03-30"),
        ("next week", "2026-03-23"),
        ("next month", "2026-04-16"),
        ("16 March", "2026-03-16"),
        ("17 March", "2026-03-17"),
        ("15 March", "2027-03-15"),
        ("17th of March", "2026-03-17"),
        ("March 17, 2027", "2027-03-17"),
        ("24. December", "2026-12-24"),
        ("17.3.", "2026-03-17"),
        ("4.3.2027", "2027-03-04"),
        ("17/3", "2026-03-17"),
        ("4/4", "2026-04-04"),
        ("2026-04-03", "2026-04-03"),
        ("2026-3-17", "2026-03-17"),
        ("tomorrow 12:30", "2026-03-17"),
        ("2026-03-17T23:30Z", "2026-03-18"),
    ],
)
def test_a_day_is_read_as_people_mean_it(text: str, date: str) -> None:
    assert day(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "9:30",
        "today 9:00",
        "2026-03-16 09:59",
        "2026-03-13",
        "17 March 2025 12:30",
        "yesterday",
        "2 weeks ago",
    ],
)
def test_what_is_over_is_said_to_be_over_and_not_moved(text: str) -> None:
    with pytest.raises(DateInPast) as caught:
        local(text)
    assert caught.value.text == text


@pytest.mark.parametrize("text", ["yesterday", "2026-03-15", "1 day ago"])
def test_a_day_that_is_over_is_said_to_be_over(text: str) -> None:
    with pytest.raises(DateInPast):
        day(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "a",
            "1",
            "12",
            "may",
            "march",
            "maybe 3",
            "the 32nd",
            "32 march",
            "31 june",
            "29 feb",
        ),
        *(
            "3/4",
            "2026-13-01",
            "24:00",
            "12:60",
            "13pm",
            "0am",
            "tomorrow 25",
            "Wed 17 March",
        ),
        *(
            "<!channel>",
            "@everyone",
            "<@U012AB3CD>",
            "🍜",
            "\u202e",
            "-1:30",
            "12:30 PST",
            "12:30:",
            "\ud800",
        ),
        *(
            "in 9999 years",
            "in 99999999999 weeks",
            "9999-12-31 23:59 12:30",
            "12:30" * 2_000,
            " " * 10_000 + "12:30",
        ),
    ],
)
def test_what_is_no_date_is_said_to_be_unreadable(text: str) -> None:
    for read in (local, day):
        with pytest.raises(UnreadableDate) as caught:
            read(text)
        assert text.startswith(caught.value.text)


def test_a_day_without_a_time_is_refused_where_a_time_is_needed() -> None:
    with pytest.raises(UnreadableDate):
        parse_when("tomorrow", MONDAY_AT_TEN, "Europe/Berlin", default=None)


def test_a_date_at_the_end_of_the_calendar_is_unreadable_where_it_has_no_utc() -> None:
    with pytest.raises(UnreadableDate):
        parse_when("9999-12-31 23:59", MONDAY_AT_TEN, "America/New_York")


def test_today_is_the_day_of_the_person_who_types() -> None:
    evening = dt.datetime(2026, 3, 16, 22, tzinfo=dt.UTC)
    assert parse_day("today", evening, "Asia/Tokyo") == dt.date(2026, 3, 17)
    assert parse_when("12:30", evening, "Asia/Tokyo") == dt.datetime(
        2026, 3, 17, 3, 30, tzinfo=dt.UTC
    )


def test_two_hours_are_two_hours_while_the_clocks_change() -> None:
    before = dt.datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN)
    assert local("in 2 hours", before) == "2026-03-29 04:30"


def test_a_time_that_the_clocks_skip_moves_forward() -> None:
    assert local("2026-03-29 02:30") == "2026-03-29 03:30"


def test_new_year_is_tomorrow_on_31_december() -> None:
    eve = dt.datetime(2026, 12, 31, 15, tzinfo=BERLIN)
    assert [day(text, eve) for text in ("1 January", "31 December", "1.1.", "tomorrow")] == [
        *("2027-01-01", "2026-12-31", "2027-01-01", "2027-01-01")
    ]


@settings(deadline=None)
@given(moments)
def test_every_day_of_the_coming_year_is_understood_by_its_name(now: dt.datetime) -> None:
    today = now.date()
    for ahead in (0, 1, 27, 59, 200, 364):
        wanted = today + dt.timedelta(days=ahead)
        for text in (
            f"{wanted:%d %B}",
            f"{wanted:%b %d}",
            f"{wanted:%d.%m.}",
            f"{wanted:%Y-%m-%d}",
            f"{wanted:%A %d %B %Y}",
        ):
            assert parse_day(text, now, "UTC") == wanted


@settings(deadline=None, max_examples=500)
@given(
    texts, moments, st.sampled_from(["UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Apia"])
)
def test_any_text_at_all_is_a_future_time_or_one_of_two_calm_refusals(
    text: str, now: dt.datetime, zone: str
) -> None:
    with contextlib.suppress(UnreadableDate, DateInPast):
        assert parse_when(text, now, zone) >= now
    with contextlib.suppress(UnreadableDate, DateInPast):
        assert parse_day(text, now, zone) >= now.astimezone(zoneinfo.ZoneInfo(zone)).date()


def test_the_commonest_answers_do_not_wait_for_dateparser() -> None:
    script = (
        "import datetime as dt, sys\n"
        "from bot.dates.parser import parse_when\n"
        "now = dt.datetime(2026, 3, 16, 9, tzinfo=dt.UTC)\n"
        "for text in ('12:30', 'tomorrow 12:30', 'thu noon', '2026-03-17 12:30'): parse_when(text, "
        "now, 'UTC')\n"
        "sys.exit('dateparser' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
