"""Answers to clicks and commands about events."""

from collections.abc import Sequence

from bot.events.records import EventChange
from bot.events.rules import Event, Rsvp
from bot.events.views import cards, parts
from bot.events.views.parts import Attendance
from bot.ui.cards import Button, Card, Facts, Heading, Paragraph, Part, People
from bot.ui.crowd_words import people_now_text
from bot.ui.notices import note_card, something_wrong_button
from bot.ui.speech import mark, say, say_many
from bot.ui.text import (
    ChannelMention,
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

_ENDED = {"over": mark("It is over."), "cancelled": mark("It was called off.")}
_DONE = {
    "changed": mark("{person} changed it, {time}"),
    "cancelled": mark("{person} called it off, {time}"),
    "host": mark("{person} passed the host's part on, {time}"),
}

GONE = mark("This event is no more. {events} shows what is on.")
OVER = mark("This event is over. {events} shows what is on.")
OFF = mark("This event was called off. {events} shows what is on.")
POSTPONED = mark("This event is postponed, and has no new date yet. {events} shows what is on.")
NOT_YOURS = mark("Only whoever hosts or planned this event, and organisers, can do that.")
NOT_YOUR_SERIES = mark(
    "Only whoever planned these, and organisers, can change all of them. You can change this one."
)
NOT_A_DATE = mark("That date isn't one of the next ones. “Dates” shows them.")
NOT_GOING = mark("Those who go can name a meeting point. Once you are going, you can too.")
SIGNUP_OVER = mark("Sign-up has closed. The host can still put you on the list.")
NO_GUESTS = mark("Nobody brings guests to this one. The host can allow it, under “Sign-up”.")
NOT_GOING_YET = mark("Guests come along with you: say first that you're going.")
NOT_ANSWERED = mark("You have not answered to this event yet; its card has the buttons.")
NOT_ASKED = mark("Somebody else hosts this one by now; thank you all the same.")
NOBODY_TO_ASK = mark(
    "No one else who's going can be asked yet, so nothing changes. Try again when more people come."
)


def not_on(words: str) -> Text:
    """Return one of the refusals above that name the command for other events."""
    return tell(words, events=CommandMention("events"))


def event_planned_card(event: Event, attendance: Attendance) -> Card:
    """Confirm a new event to the person who planned it."""
    channel: Node = say("the channel")
    before = parts.reminders_text(event)
    if event.channel_name:
        channel = ChannelMention(event.channel, event.channel_name)
    words = tell("I'm telling {channel}, and count you in as host.", channel=channel)
    if before:
        words += (" ", say("Those who come hear from me {before}.", before=before))
    shown: list[Part] = [Paragraph(merge_words(words))]
    if attendance.repeat:
        later = say("I'll post each later one there too, a few days ahead; people answer to each.")
        shown.append(Paragraph((later,)))
    facts = parts.event_facts(event, parts.without_people(attendance))
    return Card(
        "table", say("Planned: {title}", title=event.title), (*shown, facts, manage_buttons(event))
    )


def event_details_card(
    event: Event,
    rsvp: Rsvp | None,
    attendance: Attendance,
    links: Sequence[str],
    log: Sequence[tuple[Mention, EventChange]] | None,
) -> Card:
    """Show the details of an event; `log` is None for those who may not manage it."""
    is_open = event.state == "open"
    shown: list[Part] = []
    if is_open:
        shown += parts.remark_parts(event)
    elif event.listed_as == "postponed":
        shown.append(Paragraph((say("It is postponed, and has no new date yet."),)))
    else:
        shown.append(Paragraph((say(_ENDED[event.state]),)))
    if event.description:
        shown.append(Paragraph((event.description,)))

    counted = attendance
    if attendance.openly:
        counted = parts.with_host_only(attendance)
    shown.append(parts.event_facts(event, counted))
    if links:
        sites: list[Node] = [Link(link, host_of(link)) for link in links]
        shown.append(Paragraph(tell("More at {sites}", sites=join_nodes(sites)), soft=True))
    if attendance.openly:
        shown += _named_people(attendance, is_open=is_open)
    if is_open:
        shown += _answer_parts(event, rsvp, attendance)
    shown.append(parts.button_row(something_wrong_button(f"{event.subject}")))
    if log is not None:
        shown += _management_parts(event, log)
    return Card("table", event.title, tuple(shown))


def _named_people(attendance: Attendance, *, is_open: bool) -> list[Part]:
    coming = say("Coming") if is_open else say("Who was coming")
    number = attendance.told - len(attendance.openly)
    others, guests = people_now_text(number), parts.guests_text(attendance)
    words: Text = (say("{coming}:", coming=coming),)
    if number and attendance.guests:
        words = tell(
            "{coming}, and {others} who said so only to me, with {guests}:",
            coming=coming,
            others=others,
            guests=guests,
        )
    elif number:
        words = tell("{coming}, and {others} who said so only to me:", coming=coming, others=others)
    elif attendance.guests:
        words = tell("{coming}, with {guests}:", coming=coming, guests=guests)
    return [Paragraph(words), People(attendance.openly)]


def _answer_parts(event: Event, rsvp: Rsvp | None, attendance: Attendance) -> list[Part]:
    shown: list[Part] = []
    counts = parts.attendance_counts(event, attendance)
    if counts:
        shown.append(Paragraph(counts, soft=True))
    buttons = parts.answer_buttons(event, attendance)
    if rsvp:
        buttons = cards.own_answer_buttons(event, rsvp, attendance)
    if event.series_id is not None:
        buttons.append(Button("event.dates", say("All dates"), str(event.series_id)))
    if event.kind == "listed" and event.reach == "international":
        buttons += _far_away_buttons(event, rsvp)
    shown.append(parts.button_row(*buttons))
    return shown


def _far_away_buttons(event: Event, rsvp: Rsvp | None) -> list[Button]:
    number = str(event.id)
    note = Button("opening.note", say("Note a deadline"), number)
    if rsvp and rsvp.openly and rsvp.answer != "cant":
        return [note]
    return [Button("travel.think", say("I'm thinking of going"), number), note]


def _management_parts(event: Event, log: Sequence[tuple[Mention, EventChange]]) -> list[Part]:
    shown: list[Part] = [Heading(say("For you as host or organiser"))]
    if event.state == "open":
        shown.append(manage_buttons(event))
    for person, change in log:
        shown.append(Paragraph(_change_words(event, person, change), soft=True))
    return shown


def _change_words(event: Event, person: Mention, change: EventChange) -> Text:
    why = f": “{parts.reason_words(change.words)}”" if change.words else ""
    done = tell(_DONE[change.what], person=person, time=Instant(change.at, event.zone))
    return merge_words((*done, why))


def manage_buttons(event: Event) -> Part:
    """Return the buttons with which a host or organiser manages an event."""
    number = str(event.id)
    return parts.button_row(
        Button("event.edit", say("Change"), number),
        Button("event.meet", say("Meeting point"), number),
        Button("event.people", say("Who's coming"), number),
        Button("event.terms", say("Sign-up"), number),
        Button("event.swap", say("Find another host"), number),
        Button("event.off", say("Call it off"), number),
    )


def list_changed_card(
    event: Event, on: Sequence[Mention], waiting: Sequence[Mention], off: Sequence[Mention]
) -> Card:
    """Confirm whom a host put on the list of an event and took off it."""
    lines: list[Text] = []
    if on:
        lines.append(tell("On the list: {on}.", on=join_nodes(list(on))))
    if waiting:
        lines.append(
            tell(
                "All seats are taken, so these wait: {waiting}.", waiting=join_nodes(list(waiting))
            )
        )
    if off:
        lines.append(tell("Off the list: {off}.", off=join_nodes(list(off))))
    if not lines:
        return note_card(event.title, say("Nothing was different."))
    lines.append((say("Each of them hears it from me, with a button to answer otherwise."),))
    return Card("table", event.title, tuple(map(Paragraph, lines)))


def terms_saved_card(event: Event, attendance: Attendance, *, later: bool) -> Card:
    """Confirm until when people sign up, whom they may bring and when they are reminded."""
    before = parts.reminders_text(event)
    lines = [say("Nobody is reminded.")]
    if before:
        lines = [say("Those who go are reminded {before}.", before=before)]
    if event.guests_each:
        lines.append(
            say_many(
                "Each may bring one guest, if there are seats.",
                "Each may bring {count} guests, if there are seats.",
                event.guests_each,
            )
        )
    if event.interest == "going":
        lines.append(say("“Interested” in the server's own list counts as going."))
    if later:
        lines.append(say("It holds for this one and all after it."))
    when = parts.signup_text(event, attendance)
    shown: list[Part] = [Facts(((say("Sign up"), when),))] if when else []
    shown += [Paragraph((line,)) for line in lines]
    return Card("table", say("Saved: {title}", title=event.title), tuple(shown))


def guests_saved_card(event: Event, guests: int) -> Card:
    """Confirm how many guests somebody brings."""
    words = say("You come by yourself.")
    if guests:
        words = parts.your_guests_words(guests)
    return note_card(event.title, words)


def name_shown_card(event: Event, *, openly: bool) -> Card:
    """Confirm that the caller's name is shown or hidden."""
    words = say("Your name stands nowhere; you still count.")
    if openly:
        words = say("Others can see your name now.")
    return note_card(event.title, words)


def event_saved_card(event: Event, before: Event, *, later: bool = False) -> Card:
    """Confirm a change; `later` says whether it is one of all after it too."""
    if event == before:
        return note_card(say("Saved: {title}", title=event.title), say("Nothing was different."))

    words = say("Nothing is different for those who go.")
    if cards.concerns_those_going(event, before):
        words = say("Whoever goes is told, and their calendar entry follows.")
    if later:
        words = say("It holds for this one and all after it. {words}", words=words)
    return note_card(say("Saved: {title}", title=event.title), words)


def event_called_off_card(event: Event) -> Card:
    """Confirm that an event is cancelled."""
    return note_card(
        say("Called off: {title}", title=event.title),
        say("Whoever said they come is told now, and no reminder goes out."),
    )


def series_ended_answer(event: Event) -> Card:
    """Confirm that an event and all after it are cancelled."""
    return note_card(
        say("Called off: {title}, and all after it", title=event.title),
        say("Whoever said they come is told now, and so is the channel. No reminder goes out."),
    )


def next_host_asked_card(asked: Mention) -> Card:
    """Confirm who was asked to host instead."""
    words = tell(
        "I've asked {asked}. You stay the host until they say yes; then I'll tell you.", asked=asked
    )
    return Card("table", say("Asked"), (Paragraph(words),))


def you_host_card(event: Event) -> Card:
    """Confirm that the caller hosts now."""
    thanks = Paragraph((say("Thank you! Here is what you can do:"),))
    return Card(
        "table", say("You host {title}", title=event.title), (thanks, manage_buttons(event))
    )


def hosting_declined_card() -> Card:
    """Confirm that the caller does not host."""
    return note_card(say("Noted"), say("No problem; I'll ask somebody else."))
