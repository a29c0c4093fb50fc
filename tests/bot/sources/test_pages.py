"""See where pages of well-known sites lead."""

from datetime import UTC, datetime

import pytest

from bot.sources.parsers.detect import parse_document
from bot.sources.parsers.model import Document

_ID = "Ab12Cd34Ef56"
_GOOGLE = "https://calendar.google.com/calendar/ical/club%40example.org/public/basic.ics"


def ways_of(body: str, address: str = "https://club.example/") -> list[tuple[str, str]]:
    """Return the kinds and addresses of what a page leads to."""
    now = datetime(2026, 10, 1, tzinfo=UTC)
    page = Document(address, f"<html><body>{body}".encode(), "text/html", now, "UTC")
    return [(way.kind, way.address) for way in parse_document(page).alternates]


@pytest.mark.parametrize(
    ("link", "way"),
    [
        ("https://calendar.google.com/calendar/u/0?cid=Y2x1YkBleGFtcGxlLm9yZw", _GOOGLE),
        (
            "https://www.google.com/calendar/render?cid=http://club.example/all.ics",
            "http://club.example/all.ics",
        ),
        (
            "https://outlook.office365.com/owa/calendar/a@b.example/c/calendar.html",
            "https://outlook.office365.com/owa/calendar/a@b.example/c/calendar.ics",
        ),
        (
            "webcal://p12-calendars.icloud.com/published/2/Abc",
            "https://p12-calendars.icloud.com/published/2/Abc",
        ),
        (
            "https://p12-caldav.icloud.com/published/2/Abc",
            "https://p12-caldav.icloud.com/published/2/Abc",
        ),
        ("https://tockify.com/club/monthly", "https://tockify.com/api/feeds/ics/club"),
        ("https://teamup.com/ks1234567890ab", "https://ics.teamup.com/feed/ks1234567890ab/0.ics"),
        (
            "https://club.libcal.com/calendar?cid=77",
            "https://club.libcal.com/ical_subscribe.php?src=p&cid=77",
        ),
        (
            "/common/modules/iCalendar/iCalendar.aspx?catID=9&feed=calendar",
            "https://club.example/common/modules/iCalendar/iCalendar.aspx?catID=9&feed=calendar",
        ),
        (
            "https://www.meetup.com/town-python/events/30123/",
            "https://www.meetup.com/town-python/events/ical/",
        ),
        ("https://lu.ma/townclub", "https://luma.com/townclub"),
    ],
)
def test_a_link_to_a_well_known_service_leads_to_the_calendar_there(link: str, way: str) -> None:
    assert [address for _, address in ways_of(f'<a href="{link}">Calendar</a>')] == [way]


def test_a_page_that_names_several_groups_is_about_none_of_them() -> None:
    links = [f'<a href="https://meetup.com/{name}/">{name}</a>' for name in ("one", "two")]
    assert ways_of(" ".join(links)) == []


def test_a_widget_of_tockify_names_its_calendar() -> None:
    widget = '<div data-tockify-component="calendar" data-tockify-calendar="club"></div>'
    assert ways_of(widget) == [("ics", "https://tockify.com/api/feeds/ics/club")]


def test_a_page_of_libcal_names_its_calendar_in_its_program() -> None:
    page = "<script>var springspace = { cal_id: 812 };</script>"
    assert ways_of(page, "https://lib.libcal.com/calendar/main") == [
        ("ics", "https://lib.libcal.com/ical_subscribe.php?src=p&cid=812")
    ]


@pytest.mark.parametrize(
    ("kind", "shown", "feed"),
    [
        ("calendar", f'"calendar": {{"api_id": "cal-{_ID}"}}', f"entity=calendar&id=cal-{_ID}"),
        (
            "discover-place",
            f'"events": [{{"calendar": "cal-{_ID}"}}], "place": {{"api_id": "discplace-{_ID}"}}',
            f"entity=discover&id=discplace-{_ID}",
        ),
    ],
)
def test_a_page_of_luma_leads_to_its_own_calendar_or_to_that_of_its_town(
    kind: str, shown: str, feed: str
) -> None:
    body = (
        f'<html><script type="application/json">{{"kind": "{kind}", "data": '
        f"{{{shown}}}}}</script></html>"
    )
    page = Document(
        "https://luma.com/town",
        body.encode(),
        "text/html",
        datetime(2026, 10, 1, tzinfo=UTC),
        "UTC",
    )
    assert [way.address for way in parse_document(page).alternates] == [
        f"https://api.lu.ma/ics/get?{feed}"
    ]
