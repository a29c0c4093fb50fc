"""Say an event in the words that calendars know, the platform's and everybody's own."""

from bot.dates.calendar_event import CalendarEvent
from bot.events.rules import Event
from bot.ui.text import clean_text

_TITLE, _PLACE = 200, 300  # characters that any calendar shows


def to_calendar_entry(event: Event) -> CalendarEvent:
    """Give the calendar entry of an event.

    Its name stays the same, its sequence tells which version is newer.
    """
    told = [
        event.description,
        f"Meet: {event.meeting_point}" if event.meeting_point else "",
        event.link,
    ]
    where = ", ".join(word for word in (event.place, event.address) if word)
    return CalendarEvent(
        uid=event.uid,
        title=clean_text(event.title, _TITLE),
        description="\n\n".join(words for words in told if words),
        place=where[:_PLACE],
        starts=event.starts_at,
        ends=event.ends_at,
        zone=event.zone,
        all_day=event.all_day,
        link=event.link,
        sequence=event.sequence,
        cancelled=event.state == "cancelled",
        changed=event.changed_at,
    )
