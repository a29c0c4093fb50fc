"""What parsing a page or feed returns, and the faults that prevent it."""

from datetime import UTC, datetime, timedelta
from typing import Literal

from msgspec import Struct

SINGLE_HORIZON = timedelta(days=370)  # how far ahead single events are kept
SERIES_HORIZON = timedelta(days=60)  # how far ahead a series is written out
LOOKBACK = timedelta(days=1)  # an event that began this long ago may still be going on
MAX_EVENTS = 2_000  # kept from one source, the soonest first
FOR_EVER = datetime.max.replace(tzinfo=UTC)
TITLE_LIMIT, PLACE_LIMIT, LINK_LIMIT, DESCRIPTION_LIMIT = 150, 200, 500, 1_000

Fault = Literal[
    "",
    "refused",  # an address that we do not open
    "robots",
    "not_found",
    "login",
    "forbidden",  # refused, without being asked for a password
    "shielded",  # a check that a person is looking
    "certificate",  # no secure connection
    "redirects",  # sent on without an end
    "too_big",
    "slow",
    "busy",
    "unreachable",
    "unreadable",
    "bomb",
    "script",  # a page that is filled in by a browser
    "no_events",
    "over",  # a page of which all dates are past
    "dates",  # a page with dates, of which nobody can tell what they belong to
]

# Stated by data, read in the text of a page, or guessed; kept, for it mentions a word that stays
# inside the company; or hidden by an organiser.
Certainty = Literal["stated", "read", "guessed", "kept", "hidden"]
# What a source says of an event besides its time and place; one that is postponed has no new date.
ListedAs = Literal["", "postponed", "rescheduled", "online", "sold_out"]


class ParsedEvent(Struct, frozen=True):
    """One event as one source lists it; `uid` and `recurrence` are its key there."""

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
    cancelled: bool = False  # it is not on then: called off, or postponed
    topics: tuple[str, ...] = ()
    listed_as: ListedAs = ""
    certainty: Certainty = "stated"

    @property
    def sure(self) -> bool:
        """Whether it may be told without a person's look at it."""
        return self.certainty not in ("guessed", "kept", "hidden")


class AlternateLink(Struct, frozen=True):
    """Another address that a page links to, which may hold its events in a better form."""

    kind: str
    address: str


class Document(Struct, frozen=True):
    """The response of an address; `zone` is that of the source's town, for times that name none."""

    address: str
    body: bytes
    media_type: str
    now: datetime
    zone: str
    charset: str = ""  # as the response names it
    busy_only: bool = False  # a private calendar, of which nothing but busy times may be kept
    robots: bool = False  # a robots.txt, which allows this address or forbids it


class ParseResult(Struct, frozen=True):
    """The events of a document, and links to better forms of them.

    `fault` and `detail`: why it could not be parsed. People read a sentence about the fault;
    the detail is for the operator's log, and quotes nothing of the document.
    `entries`, `sees_until` and `partial`: how much of what its site has a document shows.
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
    entries: int = 0  # all that it lists, also what is over; 0 where that is not known
    sees_until: datetime | None = None  # it lists everything up to then, as far as it says so
    partial: bool = False  # some of it could not be read: an absence means nothing
    busy: tuple[tuple[datetime, datetime], ...] = ()
    fault: Fault = ""
    detail: str = ""


class UnreadableDocument(Exception):
    """A document that is refused: the fault, and a detail for the log."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail
