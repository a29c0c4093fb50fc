"""Write a lunch as a calendar entry to keep."""

import datetime as dt
import uuid
from functools import lru_cache

from bot.core.platform import CalendarEvent
from bot.dates import ics

LUNCH_LENGTH = dt.timedelta(hours=1)
_NAMESPACE = uuid.UUID("0c1f6a53-3df5-4a34-9c5e-3b3a1e0f6c52")


@lru_cache(maxsize=512)
def write_entry(
    workspace: str, group: int, title: str, about: str, starts: dt.datetime, written: dt.datetime
) -> str:
    """Write one lunch; the same group always gets the same UID."""
    return ics.write_calendar(
        [
            CalendarEvent(
                group_uid(workspace, group), title, about, "", starts, starts + LUNCH_LENGTH
            )
        ],
        written,
    )


def group_uid(workspace: str, group: int) -> str:
    """Give the name under which calendars know the lunch of a group."""
    return str(uuid.uuid5(_NAMESPACE, f"{workspace}\n{group}"))
