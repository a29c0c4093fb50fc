"""Say what reading a page or feed gives, and what may keep it from being read."""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

SINGLE_HORIZON = timedelta(days=370)  # how far ahead single events are kept
SERIES_HORIZON = timedelta(days=60)  # how far ahead a series is written out
LOOKBACK = timedelta(days=1)  # what began this long ago may still be going on
MAX_EVENTS = 2_000  # kept from one source, the soonest first
TITLE_LIMIT, PLACE_LIMIT, LINK_LIMIT, DESCRIPTION_LIMIT = 150, 200, 500, 1_000

Fault = Literal[
    "",
    "refused",  # an address that we do not open
    "robots",
    "not_found",
    "login",
    "too_big",
    "slow",
    "busy",
    "unreachable",
    "unreadable",
    "bomb",
    "no_events",
]


class ParsedEvent(Struct, frozen=True):
    """One evening, as one source tells it; `uid` and `recurrence` name it there."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    recurrence: str = ""
    all_day: bool = False
    place: str = ""
    description: str = ""
    link: str = ""
    cancelled: bool = False
    topics: tuple[str, ...] = ()


class AlternateLink(Struct, frozen=True):
    """Another address that a page points to, where its events may stand better."""

    kind: str
    address: str


class Document(Struct, frozen=True):
    """What an address gave, and what is needed to read it; `zone` is that of the source's town."""

    address: str
    body: bytes
    media_type: str
    now: datetime
    zone: str


class ParseResult(Struct, frozen=True):
    """What a document holds: events, ways to better ones, and what was odd about it.

    `reason` says why it could not be read, for the operator's log; people read a sentence about
    `fault`.
    """

    kind: str = "page"
    title: str = ""
    zone: str = ""
    events: tuple[ParsedEvent, ...] = ()
    alternates: tuple[AlternateLink, ...] = ()
    next_page: str = ""  # the address of the next page of the same list
    odd_zones: bool = False
    continues: bool = False  # more may come of a series, or of what lies far ahead
    skipped: int = 0
    fault: Fault = ""
    detail: str = ""


class UnreadableDocument(Exception):
    """Say that a document is refused, and why."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail
