"""Word the card of an event, and what Mingle says to those who go."""

from datetime import datetime, timedelta

from bot.dates.local_time import local_date
from bot.events.rules import Event, Rsvp
from bot.events.views import parts
from bot.events.views.parts import Attendance
from bot.ui.cards import Button, Card, File, Paragraph, Part, People
from bot.ui.text import Node, Text

WHY_ANNOUNCED = "Somebody planned an event for this channel."
WHY_STATUS = "You answered to an event, and now there is a seat for you, or one fewer."
WHY_CHANGED = "You said that you would come to an event, and something about it is different."
WHY_REMINDER = "You go to an event, and it begins in a day or in an hour."
WHY_HOST = "You host an event, or were asked to."
WHY_LEARNED = "You went to an event with colleagues."

_QUIET = "Your answer is yours: your name stands here only if you say so."
_SOON = timedelta(hours=3)
_CHANGES = {
    "title": "It is called",
    "place": "It is at",
    "address": "The address is",
    "meeting_point": "Meet",
    "description": "About it",
}


def event_card(event: Event, attendance: Attendance) -> Card:
    """Show an event as it stands, to everybody."""
    if event.state == "cancelled":
        gone = Paragraph(("This does not take place. Whoever said they come has been told.",))
        return Card(
            "table", f"Cancelled: {event.title}", (gone, parts.event_facts(event, Attendance()))
        )
    shown: list[Part] = [*_about(event), parts.event_facts(event, attendance)]
    if event.state == "over":
        return Card(
            "table", event.title, tuple(shown), ("It is over. Thanks to everybody who came!",)
        )
    if counted := parts.attendance_counts(event, attendance):
        shown.append(Paragraph(counted, soft=True))
    more = Button("event.show", "More", str(event.id))
    shown.append(parts.button_row(*parts.answer_buttons(event), more))
    return Card("table", event.title, tuple(shown), (_QUIET,))


def rsvp_card(event: Event, mine: Rsvp, attendance: Attendance) -> Card:
    """Tell somebody how things stand between them and an event."""
    if event.state == "cancelled":
        return event_card(event, attendance)
    title, words = _status_words(event, mine, attendance)
    shown: list[Part] = [Paragraph(words), parts.event_facts(event, attendance)]
    if event.state == "open":
        shown.append(parts.button_row(*own_answer_buttons(event, mine)))
    return Card("table", title, tuple(shown))


def event_reminder_card(event: Event, attendance: Attendance, now: datetime) -> Card:
    """Remind somebody who goes, with the meeting point."""
    title = f"{_how_soon(event, now)}: {event.title}"
    meet: Text = (f"Meet {event.meeting_point}.",) if event.meeting_point else ("See you there.",)
    come = (_company(attendance), " ", *meet)
    faces = [People(attendance.openly)] if attendance.openly else []
    cant = parts.answer_button(event, "cant", label="Can't make it")
    return Card(
        "table",
        title,
        (
            Paragraph(come),
            parts.event_facts(event, _without_going(attendance)),
            *faces,
            parts.button_row(cant),
        ),
    )


def event_changed_card(event: Event, before: Event, entry: File) -> Card | None:
    """Tell those who go what is different; nothing where it is nothing to them."""
    lines: list[Text] = []
    if (before.starts_at, before.ends_at, before.all_day) != (
        event.starts_at,
        event.ends_at,
        event.all_day,
    ):
        lines.append(("Now ", *parts.when_text(event), "; it was ", *parts.when_text(before), "."))
    for name, words in _CHANGES.items():
        now, was = getattr(event, name), getattr(before, name)
        if now != was:
            lines.append((f"{words}: {now or 'open again'}",))
    if not lines:
        return None
    cant = parts.answer_button(event, "cant", label="Can't make it")
    shown = (*map(Paragraph, lines), entry, parts.button_row(cant))
    return Card(
        "table",
        f"Changed: {event.title}",
        shown,
        ("The calendar entry replaces the one you have.",),
    )


def event_cancelled_card(event: Event, why: str, entry: File) -> Card:
    """Tell those who would have come that it does not happen."""
    words: list[Node] = ["It was to be ", *parts.when_text(event), "."]
    reason = [Paragraph((why,))] if why else []
    footer = ("Nothing more comes about it. The calendar entry takes it off your calendar.",)
    return Card(
        "table", f"Cancelled: {event.title}", (Paragraph(tuple(words)), *reason, entry), footer
    )


def event_thanks_card(event: Event) -> Card:
    """Thank somebody who went, and ask what they learned."""
    words = "Thanks for coming! What did you learn, or whom did you meet? One line is plenty."
    share = Button("learning.share", "Write a line", f"event:{event.id}", "main")
    return Card("prompt", f"How was {event.title}?", (Paragraph((words,)), parts.button_row(share)))


def _status_words(event: Event, mine: Rsvp, attendance: Attendance) -> tuple[str, Text]:
    if mine.standing == "in":
        first = "You are the first; others will see that somebody comes."
        company = first if attendance.going == 1 else _company(attendance)
        return f"You're in: {event.title}", (company, f" {_reminded(event)}")
    if mine.standing == "waiting":
        return f"On the waiting list: {event.title}", (
            "All seats are taken. As soon as one is free I tell you.",
        )
    if mine.standing == "pending":
        return f"If one more goes: {event.title}", (
            "As soon as somebody else comes, you are in and I tell you.",
        )
    words = {
        "maybe": "You count as a maybe. “Going” stays open to you.",
        "interested": "You count as interested, and nobody sees your name.",
    }
    return f"Noted: {event.title}", (
        words.get(mine.answer, "You can't make it. Another time, then."),
    )


def own_answer_buttons(event: Event, mine: Rsvp) -> list[Button]:
    """Let somebody who answered change their mind, and choose whether their name is shown."""
    if mine.standing == "out":
        return parts.answer_buttons(event, besides=(mine.answer,))[:1]
    open_label, other = ("Hide my name", "no") if mine.openly else ("Show my name", "yes")
    shows = Button("event.openly", open_label, f"{event.id}:{other}")
    meets = event.kind == "listed" and mine.standing == "in"
    meet = [Button("event.meet", "Meeting point", str(event.id))] if meets else []
    return [shows, *meet, parts.answer_button(event, "cant", label="Can't make it")]


def _company(attendance: Attendance) -> str:
    many = f"{parts.people_count(attendance.going)} come, you included."
    return "Nobody else has said yet that they come." if attendance.going == 1 else many


def _reminded(event: Event) -> str:
    return f"I remind you a day{'' if event.all_day else ' and an hour'} before."


def _how_soon(event: Event, now: datetime) -> str:
    if not event.all_day and event.starts_at - now <= _SOON:
        return "Soon"
    ahead = local_date(event.starts_at, event.zone) - local_date(now, event.zone)
    return {0: "Today", 1: "Tomorrow"}.get(ahead.days, "Coming up")


def _without_going(attendance: Attendance) -> Attendance:
    return Attendance(host=attendance.host)


def _about(event: Event) -> list[Part]:
    return [Paragraph((event.description,))] if event.description else []
