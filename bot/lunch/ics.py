"""Write a lunch as a calendar entry to keep."""

import datetime as dt
import uuid
from functools import lru_cache

from icalendar import Calendar, Event

LENGTH = dt.timedelta(hours=1)
_NAMESPACE = uuid.UUID("0c1f6a53-3df5-4a34-9c5e-3b3a1e0f6c52")


@lru_cache(maxsize=512)
def entry(workspace: str, group: int, title: str, about: str, starts: dt.datetime, written: dt.datetime) -> str:
    """Write one lunch; the same group always gets the same UID."""
    event = Event()
    event.add("uid", str(uuid.uuid5(_NAMESPACE, f"{workspace}\n{group}")))
    event.add("sequence", 0)
    event.add("dtstamp", written)
    event.add("dtstart", starts)
    event.add("dtend", starts + LENGTH)
    event.add("summary", title)
    event.add("description", about)
    calendar = Calendar()
    calendar.add("prodid", "-//Mingle//Lunch//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return str(calendar.to_ical().decode())
