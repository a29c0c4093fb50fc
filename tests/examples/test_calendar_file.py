from bot.sources.parsers.detect import parse_document
from bot.sources.parsers.model import Document, ParseResult
from tests.world import MONDAY

CHAMBER = """\
BEGIN:VCALENDAR
X-WR-CALNAME:Chamber
BEGIN:VEVENT
UID:1
SUMMARY:Export <b>night</b>
DTSTART;TZID=Europe/Berlin:20260305T180000
RRULE:FREQ=WEEKLY;COUNT=2
END:VEVENT
END:VCALENDAR
"""


def test_a_series_in_a_calendar_file_becomes_events() -> None:
    result = _parse(CHAMBER)
    assert (result.title, result.fault) == ("Chamber", "")
    assert [event.title for event in result.events] == ["Export night", "Export night"]
    assert [f"{event.starts_at:%d %b}" for event in result.events] == ["05 Mar", "12 Mar"]


def test_what_cannot_be_read_is_a_fault_and_no_crash() -> None:
    assert _parse("BEGIN:VCALENDAR\nBEGIN:VEVENT\n").events == ()


def _parse(text: str) -> ParseResult:
    body = text.replace("\n", "\r\n").encode()
    document = Document("https://chamber.example/a.ics", body, "text/calendar", MONDAY, "UTC")
    return parse_document(document)
