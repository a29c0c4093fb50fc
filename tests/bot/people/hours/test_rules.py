"""Whose hours count for whom."""

import datetime as dt

from bot.dates.working_time import OFFICE_WEEK, WorkingTime
from bot.people.hours.rules import HoursSetting, combine

NIGHTS = ((dt.time(22), dt.time(6)),) * 7
EVENINGS = ((dt.time(17), dt.time(22)),) * 7
CHRISTMAS = ((dt.date(2026, 12, 24), dt.date(2027, 1, 1)),)
MINE = HoursSetting(week=NIGHTS)
CHANNEL = HoursSetting(week=EVENINGS, blackout=CHRISTMAS)


def test_a_persons_own_hours_come_before_those_of_the_channel() -> None:
    zone = "Europe/Berlin"
    assert combine(zone, MINE, [CHANNEL]).week == NIGHTS
    assert combine(zone, None, [CHANNEL, MINE]).week == EVENINGS
    assert combine(zone, None, [None, None]) == WorkingTime(zone, OFFICE_WEEK, region="DE")


def test_quiet_hours_come_with_the_hours_that_they_belong_to() -> None:
    late = (dt.time(20), dt.time(10))
    office = HoursSetting(quiet=late)
    assert combine("UTC", MINE, [office]).quiet is None
    assert combine("UTC", HoursSetting(region="DE"), [office]).quiet == late
    assert combine("UTC", HoursSetting(quiet=late), [CHANNEL]).week == EVENINGS


def test_days_off_add_up() -> None:
    own = ((dt.date(2026, 5, 1), dt.date(2026, 5, 1)),)
    assert combine("UTC", HoursSetting(blackout=own), [CHANNEL]).blackout == (*own, *CHRISTMAS)


def test_a_workspace_says_which_part_of_its_country_and_nothing_about_others() -> None:
    scotland = HoursSetting(region="GB-SCT")
    assert combine("Europe/London", None, [scotland]).region == "GB-SCT"
    assert combine("UTC", None, [scotland]).region == "GB-SCT"
    assert combine("Europe/Berlin", None, [scotland]).region == "DE"
    assert combine("Europe/Berlin", HoursSetting(region="GB-ENG"), [scotland]).region == "GB-ENG"


def test_holidays_can_be_left_out() -> None:
    none = HoursSetting(region="none")
    assert combine("Europe/Berlin", none, []).region == ""
    assert combine("Europe/Berlin", None, [none]).region == ""
    assert combine("Europe/Berlin", HoursSetting(region="DE"), [none]).region == "DE"
