"""An event as calendars and platforms show it."""

from datetime import datetime

from msgspec import Struct


class CalendarEvent(Struct, frozen=True):
    """Something with a time and a place that a platform may show natively.

    `uid` never changes; a higher `sequence` is a newer version, `changed` is when it was written.
    """

    uid: str
    title: str
    description: str
    place: str
    starts: datetime
    ends: datetime
    zone: str = "UTC"
    all_day: bool = False
    link: str = ""
    sequence: int = 0
    cancelled: bool = False
    changed: datetime | None = None
