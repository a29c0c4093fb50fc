"""Check that the clock's buttons follow the clock on the wall."""

from datetime import UTC, datetime

import pytest

from adapters.playground.clock import city_of, clock_texts, step_ahead

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("now", "step", "expected"),
    [
        (datetime(2026, 3, 10, 9, tzinfo=UTC), "hour", datetime(2026, 3, 10, 10, tzinfo=UTC)),
        (datetime(2026, 3, 28, 9, tzinfo=UTC), "day", datetime(2026, 3, 29, 8, tzinfo=UTC)),
        (datetime(2026, 10, 20, 8, tzinfo=UTC), "week", datetime(2026, 10, 27, 9, tzinfo=UTC)),
        (
            datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
            "hour",
            datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        ),
    ],
    ids=["an hour", "a day of 23 hours", "a week with 25 hours in a day", "over the gap"],
)
def test_a_step_ahead(now: datetime, step: str, expected: datetime) -> None:
    assert step_ahead(now, step, BERLIN) == expected


def test_the_time_is_shown_where_the_reader_is() -> None:
    assert clock_texts(datetime(2026, 3, 9, 23, 5, tzinfo=UTC), BERLIN) == (
        "Tue 10 Mar",
        "2026",
        "00:05",
    )
    assert city_of("America/New_York") == "New York"
