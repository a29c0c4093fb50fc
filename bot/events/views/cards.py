"""The live cards of an event, and the messages to those who go."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.dates.local_time import local_date
from bot.events.rules import Event, Rsvp, day_of_several
from bot.events.views import parts
from bot.events.views.parts import Attendance
from bot.text_guard.talk_card import TalkLines
from bot.text_guard.views import talk_parts
from bot.ui.cards import Button, Card, Facts, File, Paragraph, Part, People
from bot.ui.crowds import SMALL_CIRCLE
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import (
    CommandMention,
    Instant,
    Link,
    Mention,
    Node,
    Text,
    host_of,
    join_nodes,
    merge_words,
    tell,
)

WHY_ANNOUNCED = mark("Somebody planned an event for this channel.")
WHY_STATUS = mark("You answered to an event, and now there is a seat for you, or one fewer.")
WHY_CHANGED = mark(
    "You said that you would come to an event, or might, and something is different."
)
WHY_PLACED = mark("Whoever hosts an event put you on its list, or took you off.")
WHY_REMINDER = mark("You go to an event, and it begins soon.")
WHY_HOST = mark("You host an event, or were asked to.")
WHY_LEARNED = mark("You went to an event with colleagues.")

_QUIET = mark(
    "Your answer is yours: your name stands here only if you say so. Where fewer than {number} "
    "are asked, people may guess."
)
_SOON = timedelta(hours=3)
_CHANGES = {
    "title": mark("It is called: {value}"),
    "place": mark("It is at: {value}"),
    "address": mark("The address is: {value}"),
    "meeting_point": mark("Meet: {value}"),
    "description": mark("About it: {value}"),
}


def event_hidden_card(event: Event) -> Card:
    """Return a card that tells whoever planned an event that its channel takes no card of it."""
    title = say("Not announced: {title}", title=event.title)
    if event.state == "cancelled":
        return note_card(title, say("It's cancelled now, so nobody has to read of it there."))
    if event.state == "over":
        return note_card(
            title,
            say(
                "I couldn't post it in #{channel_name}. It is over now.",
                channel_name=event.channel_name,
            ),
        )
    return note_card(
        title,
        tell(
            "I couldn't post it in #{channel_name}, so nobody has read of it there. It still "
            "takes place, and {command} lists it. Organisers know what is in the way.",
            channel_name=event.channel_name,
            command=CommandMention("events"),
        ),
    )


def event_preview_card(event: Event) -> Card:
    """Show what an event is, below a link to it; who goes is no matter of a link."""
    rows = ((say("When"), parts.when_text(event)), (say("Where"), parts.where_text(event)))
    facts = Facts(tuple((label, text) for label, text in rows if text))
    show = Button("event.show", say("See who's in, or join"), str(event.id))
    return Card("table", event.title, (facts, parts.button_row(show)))


def event_card(event: Event, attendance: Attendance) -> Card:
    """Show an event to everybody, in its present state."""
    if event.state == "cancelled":
        words = say("This does not take place. Whoever said they come has been told.")
        if event.listed_as == "postponed":
            words = say("It has no new date yet. Whoever said they come will hear when it has one.")
        facts = parts.event_facts(event, parts.without_people(attendance))
        return Card("table", _off_title(event), (Paragraph((words,)), facts))

    shown: list[Part] = parts.remark_parts(event)
    if event.description:
        shown.append(Paragraph((event.description,)))
    shown.append(parts.event_facts(event, attendance))
    if event.state == "over":
        shown.append(Paragraph((say("It is over. Thanks to everybody who came!"),), soft=True))
        return Card("table", event.title, tuple(shown))

    counts = parts.attendance_counts(event, attendance)
    if counts:
        shown.append(Paragraph(counts, soft=True))
    more = Button("event.show", say("More"), str(event.id))
    shown.append(parts.button_row(*parts.answer_buttons(event, attendance), more))
    return Card("table", event.title, tuple(shown), (say(_QUIET, number=SMALL_CIRCLE),))


def rsvp_card(event: Event, rsvp: Rsvp, attendance: Attendance, placer: Mention | None) -> Card:
    """Show people their own RSVP: its status and how to change it.

    `placer` is who put them on the list or took them off.
    """
    if event.state != "open":
        return event_card(event, attendance)

    title, words = _status_words(event, rsvp, attendance)
    if placer and rsvp.status != "out":
        words = tell("{placer} put you on the list. {words}", placer=placer, words=words)
    elif rsvp.placed_by not in (None, rsvp.person) and rsvp.status != "out":
        words = tell("You were put on the list. {words}", words=words)
    if placer and rsvp.answer == "taken_off":
        words = tell("{placer} took you off the list.", placer=placer)
    buttons = parts.button_row(*own_answer_buttons(event, rsvp, attendance))
    facts = parts.event_facts(event, attendance)
    return Card("table", title, (Paragraph(words), *parts.remark_parts(event), facts, buttons))


def event_reminder_card(
    event: Event, attendance: Attendance, now: datetime, talk: TalkLines | None = None
) -> Card:
    """Remind somebody who goes, with the meeting point.

    `talk` is what people may talk about there, where others come as well.
    """
    meet = say("See you there.")
    if event.meeting_point:
        meet = say("Meet {place}.", place=event.meeting_point)
    shown: list[Part] = [
        Paragraph((meet,)),
        *parts.remark_parts(event),
        parts.event_facts(event, parts.with_host_only(attendance)),
    ]
    if attendance.openly:
        shown.append(People(attendance.openly))
    shown += talk_parts(talk) if talk else ()
    shown.append(parts.button_row(parts.answer_button(event, "cant", label=say("Can't make it"))))
    return Card("table", f"{_how_soon(event, now)}: {event.title}", tuple(shown))


def event_check_card(event: Event, unseen_since: datetime | None) -> Card:
    """Ask somebody who goes to check whether an event is on, instead of reminding them.

    It is not listed any more, or since a while nobody could look at where it is listed.
    """
    why: Text = (
        say("It isn't listed any more where I found it, so I can't tell whether it's on."),
    )
    if unseen_since and not event.is_doubtful:
        why = tell(
            "I can't read the page that lists it; I last could on {day}, so I can't tell whether "
            "it's on.",
            day=Instant(unseen_since, event.zone, "day"),
        )
    ask: Text = (say("Ask whoever hosts it before you go."),)
    if event.link:
        page = Link(event.link, host_of(event.link))
        ask = tell("Have a look at {page} before you go.", page=page)
    shown = (
        Paragraph(merge_words((*why, " ", *ask))),
        parts.event_facts(event, Attendance()),
        parts.button_row(parts.answer_button(event, "cant", label=say("Can't make it"))),
    )
    return Card("table", say("Is it still on? {title}", title=event.title), shown)


def event_unlisted_card(event: Event, links: Sequence[str]) -> Card:
    """Notify those who would come that an event is no longer listed, with where it was."""
    words = say(
        "I can't find it any more where it was listed. It may have been called off or moved, "
        "or it may only have left the list, so check before you go."
    )
    shown: list[Part] = [Paragraph((words,)), parts.event_facts(event, Attendance())]
    if links:
        sites: list[Node] = [Link(link, host_of(link)) for link in links]
        shown.append(Paragraph(tell("It was at {sites}.", sites=join_nodes(sites))))
    shown.append(parts.button_row(parts.answer_button(event, "cant", label=say("Can't make it"))))
    footer = (say("I'll tell you if it comes back. Until then it stays in your calendar."),)
    return Card("table", say("No longer listed: {title}", title=event.title), tuple(shown), footer)


def event_changed_card(event: Event, before: Event, entry: File) -> Card | None:
    """Notify those who go of what is different; None if nothing is that concerns them."""
    title, words = _news_of(event, before)
    lines: list[Text] = [(words,)] if words else []
    if _times(event) != _times(before):
        now = parts.when_text(event)
        was = parts.when_text(before, struck=True)
        lines.append(tell("Now {now}; it was {was}.", now=now, was=was))
    for name, words in _CHANGES.items():
        value = getattr(event, name)
        if value != getattr(before, name):
            lines.append((say(words, value=value or say("open again")),))
    if not lines:
        return None

    # This button works whatever becomes of the event.
    show = Button("event.show", say("Show the event"), str(event.id))
    shown = (*map(Paragraph, lines), entry, parts.button_row(show))
    footer = (say("The calendar entry replaces the one you have."),)
    return Card("table", f"{title}: {event.title}", shown, footer)


def _news_of(event: Event, before: Event) -> tuple[str, str]:
    """Return a heading for what changed, and a sentence where the facts don't say it all."""
    if before.state == "cancelled" and before.listed_as != "postponed":
        return say("Back on"), say("It takes place after all.")
    if before.state == "cancelled":
        title = say("New date") if _times(event) != _times(before) else say("Back on")
        return title, say("It's no longer off.")
    if before.is_doubtful:
        return say("Listed again"), say("It's back on the list where I found it.")
    if event.listed_as == "online" != before.listed_as:
        return say("Moved online"), say("It's online now; the event's page says how to join.")
    return say("Changed"), ""


def concerns_those_going(event: Event, before: Event) -> bool:
    """Return whether those who go hear of a change."""
    if _times(event) != _times(before):
        return True
    return any(getattr(event, name) != getattr(before, name) for name in _CHANGES)


def _times(event: Event) -> tuple[datetime, datetime, bool]:
    return event.starts_at, event.ends_at, event.all_day


def event_cancelled_card(event: Event, why: str, entry: File) -> Card:
    """Notify those who would have come that it is cancelled, or postponed without a new date."""
    when = parts.when_text(event, struck=True)
    shown: list[Part] = [Paragraph(tell("It was to be {when}.", when=when))]
    footer = say("Nothing more comes about it. The calendar entry takes it off your calendar.")
    if event.listed_as == "postponed":
        shown.append(Paragraph((say("There's no new date yet. I'll tell you when there is one."),)))
        footer = say("The calendar entry takes the old date off your calendar.")
    if why:
        shown.append(Paragraph((parts.reason_words(why),)))
    shown.append(entry)
    return Card("table", _off_title(event), tuple(shown), (footer,))


def _off_title(event: Event) -> str:
    if event.listed_as == "postponed":
        return say("Postponed: {title}", title=event.title)
    return say("Cancelled: {title}", title=event.title)


def event_thanks_card(event: Event) -> Card:
    """Thank somebody who went, and ask what they learned."""
    words = say("Thanks for coming! What did you learn, or whom did you meet? One line is plenty.")
    share = Button("learning.share", say("Write a line"), f"event:{event.id}", "main")
    return Card(
        "prompt",
        say("How was {title}?", title=event.title),
        (Paragraph((words,)), parts.button_row(share)),
    )


def _status_words(event: Event, rsvp: Rsvp, attendance: Attendance) -> tuple[str, Text]:
    match rsvp.status:
        case "in":
            company = _company(rsvp, attendance)
            guests = parts.your_guests_words(rsvp.guests) if rsvp.guests else ""
            sentences = (company, guests, _reminder_words(event))
            words = " ".join(sentence for sentence in sentences if sentence)
            return say("You're in: {title}", title=event.title), (words,)
        case "waiting":
            words = say("All seats are taken. I'll tell you as soon as one is free.")
            return say("On the waiting list: {title}", title=event.title), (words,)
        case "pending":
            words = say("As soon as somebody else comes, you're in and I'll tell you.")
            return say("If one more goes: {title}", title=event.title), (words,)

    if rsvp.answer == "taken_off":
        return say("Off the list: {title}", title=event.title), (
            say("You were taken off the list."),
        )

    noted = {
        "maybe": say("You count as a maybe. “Going” stays open to you."),
        "interested": say("You count as interested, and nobody sees your name."),
    }
    if rsvp.answer == "interested" and rsvp.openly:
        noted["interested"] = say("You count as interested, and colleagues may see your name.")
    words = noted.get(rsvp.answer, say("You can't make it. Another time, then."))
    return say("Noted: {title}", title=event.title), (words,)


def own_answer_buttons(event: Event, rsvp: Rsvp, attendance: Attendance) -> list[Button]:
    """Return the buttons that change an RSVP, its guests, and show or hide the name."""
    if rsvp.answer == "taken_off":
        return [Button("event.show", say("Show the event"), str(event.id))]
    if rsvp.status == "out":
        others = parts.answer_buttons(event, attendance, besides=(rsvp.answer,))[:1]
        if rsvp.answer == "interested" and rsvp.openly:
            others.append(Button("event.openly", say("Hide my name"), f"{event.id}:no"))
        return others

    show = Button("event.openly", say("Show my name"), f"{event.id}:yes")
    hide = Button("event.openly", say("Hide my name"), f"{event.id}:no")
    buttons = [hide if rsvp.openly else show]
    if event.kind == "listed" and rsvp.status == "in":
        buttons.append(Button("event.meet", say("Meeting point"), str(event.id)))
    if event.guests_each and rsvp.status != "pending":
        buttons.append(Button("event.guests", say("Guests"), str(event.id)))
    buttons.append(parts.answer_button(event, "cant", label=say("Can't make it")))
    return buttons


def _company(rsvp: Rsvp, attendance: Attendance) -> str:
    """Return what somebody who goes may know of the others: whoever hides reads like nobody."""
    others = [person for person in attendance.openly if person.person != rsvp.person]
    if others:
        return say("You're not the only one.")
    return say("Nobody else shows their name yet.")


def _reminder_words(event: Event) -> str:
    before = parts.reminders_text(event)
    return say("I'll remind you {before}.", before=before) if before else ""


def _how_soon(event: Event, now: datetime) -> str:
    today = local_date(now, event.zone)
    number = day_of_several(event, today)
    if number and number[0] > 1:
        day, days = number
        return say("Last day") if day >= days else say("Day {day} of {days}", day=day, days=days)
    if not event.all_day and event.starts_at <= now:
        return say("Now")
    if not event.all_day and event.starts_at - now <= _SOON:
        return say("Soon")

    ahead = local_date(event.starts_at, event.zone) - today
    return say({0: mark("Today"), 1: mark("Tomorrow")}.get(ahead.days, mark("Coming up")))
