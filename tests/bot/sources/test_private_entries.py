"""What somebody's calendar marks as private, or only shows as busy, is told to nobody."""

from datetime import UTC, datetime

import pytest

from bot.sources.parsers.detect import parse_document
from bot.sources.parsers.model import Document
from bot.sources.parsers.private_entries import is_private_title

NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)


def titles(*entries: str) -> list[str]:
    """Return what is read from a calendar of these entries, each on its own evening."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for number, entry in enumerate(entries):
        day = f"202610{10 + number}"
        lines += ["BEGIN:VEVENT", f"UID:{number}", f"DTSTART:{day}T180000Z", f"DTEND:{day}T190000Z"]
        lines += [*entry.split("\n"), "END:VEVENT"]
    body = "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
    address = "https://club.example/cal.ics"
    document = Document(address, body, "text/calendar", NOW, "Europe/Berlin")
    return [event.title for event in parse_document(document).events]


@pytest.mark.parametrize(
    "entry",
    [
        "SUMMARY:Busy",
        "SUMMARY:busy\nLOCATION:Teams\nDESCRIPTION:Join here",
        "SUMMARY:Dentist\nCLASS:PRIVATE",
        "SUMMARY:Dentist\nCLASS:Confidential",
        "SUMMARY:Dentist\nCLASS:X-MINE",
        "SUMMARY:Privat: Zahnarzt",
        "SUMMARY:[Private] Dentist",
        "SUMMARY:Ben - out of office",
        "SUMMARY:Holiday\nX-MICROSOFT-CDO-BUSYSTATUS:OOF",
        "SUMMARY:Private event\nDESCRIPTION:Closed for a wedding",
        "SUMMARY:Focus time",
    ],
)
def test_a_private_entry_is_left_out_and_the_others_are_read(entry: str) -> None:
    others = ("SUMMARY:Chess\nCLASS:PUBLIC", "SUMMARY:Go\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY")
    assert titles(entry, *others) == ["Chess", "Go"]


def test_an_evening_of_a_series_that_became_private_is_not_told_as_it_was() -> None:
    series = "SUMMARY:Chess\nRRULE:FREQ=WEEKLY;COUNT=3"
    changed = "SUMMARY:At the hospital\nCLASS:PRIVATE"
    body = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261005T180000Z\r\n"
        f"{series}\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID:20261012T180000Z\r\n"
        f"DTSTART:20261012T180000Z\r\n{changed}\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ).replace("\r\n", "\n")
    document = Document("https://a.example", body.encode(), "text/calendar", NOW, "UTC")
    read = parse_document(document).events
    assert [(event.title, event.starts_at.day) for event in read] == [("Chess", 5), ("Chess", 19)]


def test_a_page_tells_no_private_entry_either() -> None:
    markup = """<script type="application/ld+json">
    [{"@type": "Event", "name": "Private event", "startDate": "2026-10-15T18:00+02:00"},
     {"@type": "Event", "name": "Open evening", "startDate": "2026-10-16T18:00+02:00"}]</script>"""
    document = Document("https://a.example", markup.encode(), "text/html", NOW, "Europe/Berlin")
    assert [event.title for event in parse_document(document).events] == ["Open evening"]


@pytest.mark.parametrize(
    "title",
    ["Private view: new paintings", "Private lives, a play", "Free jazz", "Busy bees meetup",
     "The Away Team", "Free: yoga in the park", "Personal finance for beginners", "Bazooka"],
)  # fmt: skip
def test_what_only_sounds_private_is_told(title: str) -> None:
    assert not is_private_title(title)
