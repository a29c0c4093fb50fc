import pytest

from bot.dates.parser import DateInPast, UnreadableDate, parse_when
from tests.world import MONDAY

ZONE = "Europe/Berlin"


@pytest.mark.parametrize("typed", ["tomorrow 12:30", "Tuesday 12:30", "12:30 on 3 March"])
def test_a_date_is_read_as_people_type_it(typed: str) -> None:
    instant = parse_when(typed, MONDAY, ZONE)
    assert f"{instant:%d %B %H:%M}" == "03 March 11:30"  # in UTC


@pytest.mark.parametrize(("typed", "problem"), [("soonish", UnreadableDate), ("8:15", DateInPast)])
def test_what_is_no_date_ahead_is_refused(typed: str, problem: type[ValueError]) -> None:
    with pytest.raises(problem):
        parse_when(typed, MONDAY, ZONE)
