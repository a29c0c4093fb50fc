"""What people say of a rhythm, and what is meant."""

import pytest

from bot.dates.said_rhythms import find_rhythm

FRIDAY, THURSDAY = 4, 3
SAID = {
    "every second friday 17:00": ("w2", FRIDAY, "17:00"),
    "every other Friday at 5pm": ("w2", FRIDAY, "at 5pm"),
    "Fridays 17:00": ("w1", FRIDAY, "17:00"),
    "freitags um 17 Uhr": ("w1", FRIDAY, "um 17 Uhr"),
    "Every first Thursday of the month at 18:00": ("1", THURSDAY, "at 18:00"),
    "the last thursday of every month, 6pm": ("-1", THURSDAY, "6pm"),
    "every third Friday": ("3", FRIDAY, ""),
    "every 2 weeks on thursday 18:00": ("w2", THURSDAY, "18:00"),
    "Thursday 18:00 monthly": ("3", None, "Thursday 18:00"),
    "alle zwei Wochen": ("w2", None, ""),
    "wöchentlich": ("w1", None, ""),
    "jeden zweiten Freitag 17 Uhr": ("w2", FRIDAY, "17 Uhr"),
    "letzter Donnerstag im Monat": ("-1", THURSDAY, ""),
    "cada viernes a las 18:00": ("w1", FRIDAY, "a las 18:00"),
    "el último jueves de cada mes 19h": ("-1", THURSDAY, "19h"),
    "cada dos semanas los viernes": ("w2", FRIDAY, ""),
}
NONE_SAID = (
    "next Thursday 18:00",
    "Monday or Tuesday 18:00",
    "second of May 17:00",
    "first friday 17:00",
    "every five weeks friday",
    "Thursday",
    "tues 18:00",
    "",
)


@pytest.mark.parametrize("words", SAID)
def test_a_rhythm_is_understood_as_people_say_it(words: str) -> None:
    found = find_rhythm(words)
    assert found
    assert (found.rhythm, found.weekday, found.rest) == SAID[words]


@pytest.mark.parametrize("words", NONE_SAID)
def test_a_date_is_no_rhythm(words: str) -> None:
    assert find_rhythm(words) is None
