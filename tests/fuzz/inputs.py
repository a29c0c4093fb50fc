"""Inputs: the samples of the tests, cut up, repeated and mixed with what breaks readers."""

from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

from tests.hostile import HOSTILE
from tests.imports import ROOT

SAMPLES = ROOT / "tests" / "bot" / "sources"
LONGEST = 300_000  # bytes of one document
TIMES = 3_000  # how often a piece is repeated at most
PIECES = (
    *(word.encode("utf-8", "surrogatepass") for word in HOSTILE if len(word) < 200),
    b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\xc3", b"\r", b"\n", b"\n ", b"\r\n\t", b";", b":",
    b",", b"&#0;", b"&#x110000;", b"&#xD800;", b"&amp;" * 9, b"<![CDATA[", b"]]>", b"<!--",
    b"<!DOCTYPE x [", b'<!ENTITY a "&b;&b;">', b"<script type='application/ld+json'>",
    b"</script>", b"<div>", b"<table><tr>", b"[" * 90, b'{"@graph":', b'"@type":"Event",', b"{}",
    b"[]", b"null", b"1e999", b"-0", b"NaN", b"1" * 5000, b"0000-00-00T00:00:00",
    b"9999-12-31T23:59:59Z", b"-0001-01-01", b"20260230T256199", b"19000101T000000",
    b"2026-03-29T02:30", b"+99:99", b"24:00", b"12.3.2026, 25 Uhr", b"Europe/Berlin",
    b"../../etc/passwd", b"TZID=:", b"BEGIN:VEVENT\n", b"END:VEVENT\n", b"BEGIN:VTIMEZONE\n",
    b"BEGIN:VALARM\n", b"RECURRENCE-ID:20260303T120000\n", b"RRULE:FREQ=SECONDLY\n",
    b"RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n", b"RRULE:FREQ=DAILY;INTERVAL=0\n",
    b"RRULE:FREQ=MONTHLY;BYSETPOS=-366;BYDAY=53MO;COUNT=999999999\n",
    b"EXDATE:20260303T120000,\n", b"RDATE;VALUE=PERIOD:19970101T180000Z/P99999999D\n",
    b"DURATION:P999999999W\n", b"DTSTART:\n", b"UID:\n", b"javascript:alert(1)", b"http://[::1",
    b"https://user:pw@host:99999999/%", b"a" * 4000, b" " * 4000,
)  # fmt: skip

Change = Callable[[bytes], bytes]


def documents(*endings: str) -> st.SearchStrategy[bytes]:
    """Return a strategy of documents made from the samples whose names end so."""
    found = sorted(path for path in SAMPLES.rglob("*") if path.name.endswith(endings))
    bodies = [path.read_bytes() for path in found if Path(path).stat().st_size < LONGEST]
    return st.builds(_changed, st.sampled_from(bodies), st.lists(_changes(bodies), max_size=8))


def typed_words(*words: str) -> st.SearchStrategy[str]:
    """Return a strategy of lines that somebody could type: known words, hostile ones, any text."""
    known = st.sampled_from([*words, *HOSTILE, *"0123456789.-/:,– "])
    line = st.lists(known | st.text(max_size=12), max_size=9)
    return st.one_of(line.map(" ".join), line.map("".join), st.text(max_size=300))


def _changed(body: bytes, changes: list[Change]) -> bytes:
    for change in changes:
        body = change(body)[:LONGEST]
    return body


def _changes(bodies: list[bytes]) -> st.SearchStrategy[Change]:
    place, length = st.integers(0, 9_999), st.integers(0, 60)
    piece = st.sampled_from(PIECES) | st.binary(max_size=20)
    return st.one_of(
        st.builds(_replacing, place, length, piece),
        st.builds(_repeating, place, length, st.integers(2, TIMES)),
        st.builds(_repeating_piece, place, piece, st.integers(2, TIMES)),
        st.builds(_moving, place, place, length),
        st.builds(_grafting, place, st.sampled_from(bodies), place),
    )


def _at(body: bytes, place: int) -> int:
    return place * len(body) // 10_000


def _replacing(place: int, length: int, piece: bytes) -> Change:
    def change(body: bytes) -> bytes:
        at = _at(body, place)
        return body[:at] + piece + body[at + length :]

    return change


def _repeating(place: int, length: int, times: int) -> Change:
    def change(body: bytes) -> bytes:
        at = _at(body, place)
        return body[:at] + body[at : at + length] * times + body[at:]

    return change


def _repeating_piece(place: int, piece: bytes, times: int) -> Change:
    return _replacing(place, 0, (piece * times)[: LONGEST // 2])


def _moving(place: int, to: int, length: int) -> Change:
    def change(body: bytes) -> bytes:
        at = _at(body, place)
        piece = body[at : at + length]
        rest = body[:at] + body[at + length :]
        return rest[: _at(rest, to)] + piece + rest[_at(rest, to) :]

    return change


def _grafting(place: int, other: bytes, start: int) -> Change:
    def change(body: bytes) -> bytes:
        at = _at(body, place)
        return body[:at] + other[_at(other, start) :] + body[at:]

    return change
