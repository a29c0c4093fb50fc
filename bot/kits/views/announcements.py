"""What to paste where a plan's event is announced: texts for a channel, Meetup and Luma, a file."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.events.notifications import calendar_file
from bot.events.rules import Event
from bot.kits.rules import Plan, times_on
from bot.ui.cards import Paragraph, Part, Quote
from bot.ui.day_words import format_full_date
from bot.ui.speech import mark, say
from bot.ui.text import Bold, format_weekday, tell

_NO_FILE = mark("Once it's in the calendar, you also get a calendar file (.ics) to attach here.")
_FILE = mark("This calendar file (.ics) goes into mails and into whatever reads calendars:")


def announcement_parts(plan: Plan, words: str, event: Event | None, now: dt.datetime) -> list[Part]:
    """Return a text for each place where an event is announced, and its calendar file."""
    starts_at, ends_at = _times(plan, event)
    title = event.title if event else plan.of_kit.title
    day = f"{format_weekday(starts_at)}, {format_full_date(starts_at)}"
    hours = say("{start} to {end}", start=f"{starts_at:%H:%M}", end=f"{ends_at:%H:%M}")
    where = _where(event)
    head = f"{title}: {day}, {hours}"
    parts: list[Part] = [
        Paragraph((Bold(say("For a channel")),)),
        Quote(f"{head}{f', {where}' if where else ''}. {words}"),
        Paragraph(
            tell("{place} (its description reads plain text)", place=Bold(say("For Meetup")))
        ),
        Quote("\n\n".join((f"{title}\n{day}\n{hours}{_line(where)}", words))),
        Paragraph(tell("{place} (its description reads Markdown)", place=Bold(say("For Luma")))),
        Quote("\n\n".join((f"## {title}", _bullets(day, hours, where), words))),
    ]
    if event is None:
        return [*parts, Paragraph((say(_NO_FILE),), soft=True)]
    return [*parts, Paragraph((say(_FILE),)), calendar_file(event, now)]


def _times(plan: Plan, event: Event | None) -> tuple[dt.datetime, dt.datetime]:
    zone = ZoneInfo(event.zone if event else plan.zone)
    starts_at, ends_at = times_on(plan.of_kit, plan.day, plan.zone)
    if event:
        starts_at, ends_at = event.starts_at, event.ends_at
    return starts_at.astimezone(zone), ends_at.astimezone(zone)


def _where(event: Event | None) -> str:
    if event is None:
        return ""
    return ", ".join(line for line in (event.place, event.address) if line)


def _line(where: str) -> str:
    return f"\n{where}" if where else ""


def _bullets(day: str, hours: str, where: str) -> str:
    lines = [f"- **{say('When:')}** {day}, {hours}"]
    if where:
        lines.append(f"- **{say('Where:')}** {where}")
    return "\n".join(lines)
