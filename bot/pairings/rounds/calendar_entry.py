"""Calendar entry of a group's lunch, as an iCalendar file."""

import datetime as dt
import uuid
from functools import lru_cache

from bot.dates import ics
from bot.dates.calendar_event import CalendarEvent
from bot.pairings.agreements.records import AgreedTime

LUNCH_LENGTH = dt.timedelta(hours=1)
_NAMESPACE = uuid.UUID("0c1f6a53-3df5-4a34-9c5e-3b3a1e0f6c52")


@lru_cache(maxsize=512)
def write_entry(
    workspace: str, group: int, title: str, about: str, agreed: AgreedTime, place: str = ""
) -> str:
    """Return a calendar of one lunch; cached, since each rendering of its card needs it."""
    uid = group_uid(workspace, group)
    lunch = CalendarEvent(
        uid,
        title,
        about,
        place,
        agreed.starts_at,
        agreed.starts_at + LUNCH_LENGTH,
        sequence=agreed.number,
        cancelled=agreed.cancelled,
    )
    return ics.write_calendar([lunch], agreed.at)


def group_uid(workspace: str, group: int) -> str:
    """Return the UID of a group's lunch, the same in every file (a name-based UUID)."""
    return str(uuid.uuid5(_NAMESPACE, f"{workspace}\n{group}"))
