"""The calendar entry of an event, for platforms and iCalendar alike."""

from bot.dates.calendar_event import CalendarEvent
from bot.events.rules import Event
from bot.ui.speech import say
from bot.ui.text import clean_text

_TITLE, _PLACE = 200, 300  # characters that every calendar shows


def to_calendar_entry(event: Event, repeats: str = "") -> CalendarEvent:
    """Return the calendar entry of an event, which says how often it `repeats`.

    Its UID never changes; a higher sequence marks the newer version.
    """
    meet = say("Meet: {place}", place=event.meeting_point) if event.meeting_point else ""
    doubt = say("No longer listed where I found it: check before you go.")
    words = [doubt if event.is_doubtful else "", event.description]
    facts = [meet, event.link]
    place = ", ".join(line for line in (event.place, event.address) if line)
    return CalendarEvent(
        uid=event.uid,
        title=clean_text(event.title, _TITLE),
        description="\n\n".join(paragraph for paragraph in words if paragraph),
        place=place[:_PLACE],
        starts=event.starts_at,
        ends=event.ends_at,
        zone=event.zone,
        all_day=event.all_day,
        link=event.link,
        sequence=event.sequence,
        cancelled=event.state == "cancelled",
        changed=event.changed_at,
        facts="\n\n".join(fact for fact in facts if fact),
        repeats=repeats,
        interested=event.interest,
    )
