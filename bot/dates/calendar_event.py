"""An event as calendars and platforms show it."""

from datetime import datetime

from msgspec import Struct


class CalendarEvent(Struct, frozen=True):
    """Something with a time and a place that a platform may show natively.

    `uid` never changes; a higher `sequence` is a newer version, `changed` is when it was written.
    `facts` stand below what its host wrote about it; `repeats` says how often it takes place, and
    `interested` what a click on "Interested" in a platform's own list counts as.
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
    facts: str = ""
    repeats: str = ""
    interested: str = ""

    @property
    def full_description(self) -> str:
        """What its host wrote about it, and the facts below."""
        return "\n\n".join(part for part in (self.description, self.facts) if part)
