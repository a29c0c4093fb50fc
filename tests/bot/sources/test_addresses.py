import pytest

from bot.sources.addresses import (
    NotAnAddress,
    calendar_of,
    combined_address,
    google_calendars,
    read_address,
)


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("https://town.example/events", "https://town.example/events"),
        ("  <https://town.example/events|town.example>  ", "https://town.example/events"),
        ("town.example/events?page=2#top", "https://town.example/events?page=2"),
        ("webcal://town.example/cal.ics", "https://town.example/cal.ics"),
        ("HTTP://Town.Example:80", "http://town.example/"),
        ("https://town.example:443/x", "https://town.example/x"),
    ],
)
def test_what_people_paste_is_read_in_one_form(words: str, address: str) -> None:
    assert read_address(words) == address


@pytest.mark.parametrize(
    "words",
    ["", "hello", "not an "
                  "address", "mailto:ben@town.example", "https://ben:secret@town.example/",
                  "ftp://town.example/",
     "https://town.example:8080/", "http://localhost/", "https://", "x" * 3_000,
     "https://town.example/\u202e", "file:///x"],
)  # fmt: skip
def test_what_is_no_address_is_refused(words: str) -> None:
    with pytest.raises(NotAnAddress):
        read_address(words)


@pytest.mark.parametrize(
    ("address", "calendar"),
    [
        ("https://www.meetup.com/town-python/", "https://www.meetup.com/town-python/events/ical/"),
        (
            "https://www.meetup.com/de-DE/town-python/events/",
            "https://www.meetup.com/town-python/events/ical/",
        ),
        ("https://www.meetup.com/find/", "https://www.meetup.com/find/"),
        (
            "https://calendar.google.com/calendar/embed?src=a%40group.calendar.google.com&ctz=UTC",
            "https://calendar.google.com/calendar/ical/a%40group.calendar.google.com/public/basic.ics",
        ),
        ("https://town.example/", "https://town.example/"),
        (
            "https://calendar.google.com/calendar/u/0?cid=Y2x1YkBncm91cC5jYWxlbmRhci5nb29nbGUuY29t",
            "https://calendar.google.com/calendar/ical/"
            "club%40group.calendar.google.com/public/basic.ics",
        ),
        (
            "https://www.google.com/calendar/embed?src=Y2x1YkBleGFtcGxlLm9yZw",
            "https://calendar.google.com/calendar/ical/club%40example.org/public/basic.ics",
        ),
        (
            "https://www.google.com/calendar/render?cid=webcal%3A%2F%2Ftown.example%2Fall.ics",
            "https://town.example/all.ics",
        ),
        (
            "https://outlook.live.com/owa/calendar/00-00/1a2b-3c/cid-9F/index.html",
            "https://outlook.live.com/owa/calendar/00-00/1a2b-3c/cid-9F/calendar.ics",
        ),
        (
            "https://outlook.office365.com/owa/calendar/a1@club.example/b2/reachcalendar.html",
            "https://outlook.office365.com/owa/calendar/a1@club.example/b2/reachcalendar.ics",
        ),
        (
            "https://outlook.live.com/calendar/0/addfromweb?url=webcal://town.example/c.ics&name=x",
            "https://town.example/c.ics",
        ),
        (
            "https://town.example/Calendar.aspx?CID=14&view=list",
            "https://town.example/common/modules/iCalendar/iCalendar.aspx?catID=14&feed=calendar",
        ),
        (
            "https://library.libcal.com/calendar/main?cid=4321&t=m",
            "https://library.libcal.com/ical_subscribe.php?src=p&cid=4321",
        ),
        ("https://tockify.com/townclub/agenda", "https://tockify.com/api/feeds/ics/townclub"),
        (
            "https://teamup.com/ksabc123def456gh78?view=l",
            "https://ics.teamup.com/feed/ksabc123def456gh78/0.ics",
        ),
        (
            "https://www.meetup.com/town-python/events/301234567/",
            "https://www.meetup.com/town-python/events/301234567/",
        ),
    ],
)
def test_calendars_behind_well_known_pages_are_found(address: str, calendar: str) -> None:
    assert calendar_of(address) == calendar


def test_an_embedded_calendar_may_show_several_which_have_one_address_together() -> None:
    embedded = (
        "https://calendar.google.com/calendar/embed?src=a%40club.example&src=b&src=b&mode=AGENDA"
    )
    first, second = google_calendars(embedded)
    assert first == "https://calendar.google.com/calendar/ical/a%40club.example/public/basic.ics"
    assert google_calendars(calendar_of(embedded)) == [first, second]
    assert calendar_of(calendar_of(embedded)) == calendar_of(embedded)
    assert combined_address([first]) == first
