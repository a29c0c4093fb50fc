"""The home page: what Mingle is for newcomers, and what comes next for everybody else."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from msgspec import Struct

from bot.dates.recurrence import describe_cadence
from bot.digest.filters import EventFilter
from bot.events.rules import Event, RsvpStatus
from bot.events.views import parts as events
from bot.happy_hour.rules import Poll
from bot.home.agenda import Agenda, Lunch, PollToVote, PromptToAnswer, QuestionToAnswer
from bot.home.overview import Overview
from bot.home.program_status import ProgramStatus
from bot.home.views.organisers import overview_parts
from bot.home.views.pages import FOOTER
from bot.open_tables.rules import OpenTable
from bot.open_tables.views import parts as tables
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views.agreement import times_text
from bot.pairings.views.invitation import once_button
from bot.people.records import Person, is_paused
from bot.people.views.pauses import long_date
from bot.polls.rules import Question
from bot.ui.cards import (
    OPTION_LIMIT,
    Actions,
    Button,
    ButtonStyle,
    Card,
    Choice,
    Divider,
    Heading,
    Paragraph,
    Part,
    Select,
)
from bot.ui.text import (
    Bold,
    ChannelMention,
    CommandMention,
    Instant,
    Node,
    Text,
    clean_text,
    format_local,
    join_nodes,
)

_NEXT = "What comes next"
_NOTHING_NEXT = "Nothing is planned for you yet."
_OPEN = "Open to you"
_WEEK = "On this week"
_NOTHING_NEW = "Nothing else that suits you for the rest of this week."
_NO_ROUNDS: Text = (
    "No channel has lunch pairings yet. An organiser types ",
    CommandMention("mingle setup"),
    " where they should be.",
)
_MAX_WEEK = 2  # events of this week
_MAX_QUESTION = 80  # characters of what a colleague asks
_MAX_NEXT = 8  # things that come next; the rest is counted
_MAX_PROGRAMS = 3  # whose lunches are open to somebody
_MAX_PROMPTS = 2
_MAX_TABLES = 5
_PROMPT_LENGTH = 300  # characters of a prompt
_MAX_MOMENTS = 3  # times to choose from
_NAME_LENGTH = 40  # characters of a channel on a button
_STATUS_WORDS = {
    "in": "you're going.",
    "waiting": "you're on the waiting list.",
    "pending": "you'll go if one more does.",
}


class _Item(Struct, frozen=True):
    """One thing that comes next: when, and what is shown of it."""

    at: datetime
    parts: tuple[Part, ...]


def newcomer_card(
    person: Person, programs: Sequence[PairingProgram], overview: Overview | None
) -> Card:
    """Return the home of somebody new: what Mingle is, with two things to click."""
    join: Button | Select = Button("table.open", "Open a lunch table", "", "main")
    how: Text = (
        "No channel has lunch pairings yet, but you can open a table for lunch whenever you like.",
    )
    if len(programs) == 1:
        [program] = programs
        join = Button("people.join", f"Join {_sign(program)}", str(program.id), "main")
        schedule = program.schedule
        how = (
            "Join ",
            program.channel_mention,
            f" and I'll introduce you to someone you haven't met lately, "
            f"{describe_cadence(schedule)}.",
        )
    elif programs:
        choices = [Choice(str(one.id), _sign(one)) for one in programs[:OPTION_LIMIT]]
        join = Select("people.join", "Join the lunches of a channel", tuple(choices))
        how = (
            "Join the lunches of a channel and I'll introduce you to someone you haven't met "
            "lately.",
        )
    parts: list[Part] = [
        Paragraph(
            (
                "I bring colleagues together in person: over lunch, at a happy hour, at an event "
                "nearby.",
            )
        ),
        Paragraph(how),
        Paragraph(
            ("Skip a round or leave with one click. I never read what you write to each other.",)
        ),
        Actions((join, Button("home.look", "Look around"))),
    ]
    if overview:
        parts += [Divider(), *overview_parts(overview, person.zone)]
    return Card("note", f"Welcome, {person.name}", tuple(parts))


def home_card(
    person: Person, agenda: Agenda, overview: Overview | None, today: date, now: datetime
) -> Card:
    """Show what comes next for somebody, each with what they can do about it."""
    pausing = person.paused_until is not None and is_paused(person, today)
    parts: list[Part] = list(_pause(person)) if pausing else []
    parts += [Heading(_NEXT), *_next(person, agenda, now), *_open_to(person, agenda)]
    if agenda.week is not None:
        parts += _this_week(agenda.week, {event.id for event, _ in agenda.events})
    if overview:
        parts += [Divider(), *overview_parts(overview, person.zone)]
    parts += [Divider(), Actions(tuple(_own_buttons(person, agenda, pausing=pausing)))]
    return Card("note", f"Hello, {person.name}", tuple(parts), (FOOTER,))


def _pause(person: Person) -> tuple[Part, ...]:
    assert person.paused_until
    until = Bold(long_date(person.paused_until))
    words: Text = (
        "You're away until ",
        until,
        ". I won't match you until then, and you're back in automatically that day.",
    )
    return _with_buttons(words, Button("pause.end", "I'm back now", "", "main"))


def _own_buttons(person: Person, agenda: Agenda, *, pausing: bool) -> list[Button]:
    style: ButtonStyle = "quiet" if person.profile_at else "main"
    buttons = [Button("profile.open", "My profile", style=style)]
    if not pausing:
        buttons.append(Button("pause.open", "Take a pause"))
    if agenda.has_calendar:
        buttons.append(Button("calendar.show", "My calendar"))
    return [
        Button("next.show", "Suggest one thing to do"),
        *buttons,
        Button("attention.why", "Why I write to you"),
        Button("home.help", "What I understand"),
    ]


def _next(person: Person, agenda: Agenda, now: datetime) -> list[Part]:
    """Return what comes next, the soonest first; what has no moment comes last."""
    items = [
        _round(status, status.draw.at, person.zone)
        for status in agenda.programs
        if status.is_in and status.draw
    ]
    items += [_lunch(person, lunch, now) for lunch in agenda.lunches]
    items += [_seat(person, one, now) for one in agenda.tables if one.seats_person(person.id)]
    items += [_own_event(person, event, status) for event, status in agenda.events]
    items += [_poll(one, person.zone) for one in agenda.polls]
    items += [_question(one, person.zone) for one in agenda.questions]
    parts: list[Part] = []
    for item in sorted(items, key=lambda one: one.at)[:_MAX_NEXT]:
        parts += item.parts
    if len(items) > _MAX_NEXT:
        parts.append(Paragraph((f"And {len(items) - _MAX_NEXT} more after that.",)))
    for prompt in agenda.prompts[:_MAX_PROMPTS]:
        parts += _prompt(prompt)
    return parts or [Paragraph((_NOTHING_NEXT,))]


def _round(status: ProgramStatus, at: datetime, zone: str) -> _Item:
    """Return a round that is coming up; it has no place yet, so its time is the reader's."""
    draw = Instant(at, zone)
    what: Text = (Bold("Lunch round"), " in ", status.program.channel_mention, ", ", draw)
    value = f"{status.program.id}:{status.day}"
    if status.skipped:
        after = Button("lunch.unskip", "I'm in after all", value)
        text: Text = (*what, ": it goes without you. The one after comes by itself.")
        return _Item(at, _with_buttons(text, after))
    if status.away:
        return _Item(at, _with_buttons((*what, ": it goes without you.")))

    once = " It's the one round you're in for." if status.state == "once" else ""
    text = (*what, f": I'll introduce you to someone.{once}")
    return _Item(at, _with_buttons(text, Button("lunch.skip", "Skip this one", value)))


def _lunch(person: Person, lunch: Lunch, now: datetime) -> _Item:
    """Return a lunch that somebody was introduced for: when it is, or which times to choose."""
    details, agreement = lunch.details, lunch.agreement
    others = join_nodes(details.mention_others(person.id))
    what = "Call" if details.group.by_call else "Lunch"
    text: list[Node] = [Bold(f"{what} with "), *others, ". ", *times_text(details, agreement, now)]
    if agreement.place:
        text.append(f" A place to meet: {agreement.place.name}.")

    value = str(details.group.id)
    ahead = agreement.agreed if agreement.agreed and agreement.agreed > now else None
    buttons = [] if ahead else _moments(person, lunch, now)
    buttons.append(Button("lunch.another", "Propose another time", value))
    if ahead is None:
        buttons.append(Button("lunch.met", "We met", value))
    buttons.append(Button("lunch.cant", "Can't this time", value))
    return _Item(ahead or details.round.ends_at, _with_buttons(tuple(text), *buttons))


def _moments(person: Person, lunch: Lunch, now: datetime) -> list[Button]:
    buttons = []
    for moment in lunch.agreement.offered(now)[:_MAX_MOMENTS]:
        when = format_local(Instant(moment.starts_at, person.zone))
        label = f"{when} suits me"
        if person.id in moment.takers:
            label = f"Not {when} after all"
        buttons.append(Button("lunch.moment", label, str(moment.id)))
    return buttons


def _seat(person: Person, table: OpenTable, now: datetime) -> _Item:
    others = [guest for guest in table.seated if guest.person != person.id]
    company: Text = ("No one has joined yet.",)
    if others:
        company = ("With ", *join_nodes(others), ".")
    where = f" at {table.place}" if table.place else ""
    text: Text = (Bold("Lunch table"), where, ", ", _start(table), ". ", *company)
    leave = tables.leave_button(table, now)
    if table.host.person == person.id:
        leave = tables.call_off_button(table)
    return _Item(table.starts_at, _with_buttons(text, leave))


def _own_event(person: Person, event: Event, status: RsvpStatus) -> _Item:
    words = "you're hosting." if event.host == person.id else _STATUS_WORDS[status]
    if event.is_doubtful:
        words = "no longer listed, so check before you go."
    when = events.when_text(event)
    buttons = [Button("event.show", "Details", str(event.id))]
    if event.host != person.id:
        buttons.append(Button("event.answer", "Can't make it", f"{event.id}:cant"))
    text: Text = (Bold(event.title), ", ", *when, f": {words}")
    return _Item(event.starts_at, _with_buttons(text, *buttons))


def _poll(shown: PollToVote, zone: str) -> _Item:
    return _vote("poll.ballot", shown.poll.title, shown.poll, zone, voted=shown.voted)


def _question(shown: QuestionToAnswer, zone: str) -> _Item:
    words = clean_text(shown.poll.words, _MAX_QUESTION)
    return _vote("question.ballot", words, shown.poll, zone, voted=shown.voted)


def _vote(action: str, title: str, poll: Poll | Question, zone: str, *, voted: bool) -> _Item:
    channel = ChannelMention(poll.channel, poll.channel_name)
    text: Text = (Bold(title), " in ", channel, ", vote by ", _at(poll.closes_at, zone))
    state, label = ". You haven't voted yet.", "Vote"
    if voted:
        state, label = ". Your vote is in.", "Change my vote"
    style: ButtonStyle = "quiet" if voted else "main"
    button = Button(action, label, str(poll.id), style)
    return _Item(poll.closes_at, _with_buttons((*text, state), button))


def _prompt(shown: PromptToAnswer) -> tuple[Part, ...]:
    words = shown.posting.text
    if len(words) > _PROMPT_LENGTH:
        words = f"{words[: _PROMPT_LENGTH - 1]}…"
    value = str(shown.posting.id)
    buttons = [Button("prompt.did", "Did it", value)]
    if not shown.taken_up:
        buttons.insert(0, Button("prompt.will_do", "I'll do it", value))
    state = " You said you'll do it." if shown.taken_up else ""
    return _with_buttons((Bold("Prompt"), " in ", shown.channel, f": {words}{state}"), *buttons)


def _open_to(person: Person, agenda: Agenda) -> list[Part]:
    """Return what somebody can join: rounds that they are not in, and tables with room."""
    parts: list[Part] = [Heading(_OPEN)]
    others = [status for status in agenda.programs if not (status.is_in and status.draw)]
    for status in others[:_MAX_PROGRAMS]:
        parts += _joinable(status, person.zone)
    if not agenda.programs:
        parts.append(Paragraph(_NO_ROUNDS))
    free = [one for one in agenda.tables if one.free_seats and not one.seats_person(person.id)]
    for table in free[:_MAX_TABLES]:
        parts += _free_table(table)
    return [*parts, Actions((tables.open_own_button("Open a lunch table"),))]


def _joinable(status: ProgramStatus, zone: str) -> tuple[Part, ...]:
    what: Text = ("Lunch rounds in ", status.program.channel_mention)
    following: Text = ()
    if status.draw:
        following = (" Next round: ", _at(status.draw.at, zone), ".")
    number = str(status.program.id)
    if status.is_in:
        return (Paragraph((*what, ": you're in. No round is planned yet.")),)
    if status.state == "done":
        stay = Button("people.join", "Stay in", number)
        text: Text = (*what, ": you're in for the round that is running, and out after it.")
        return _with_buttons((*text, *following), stay)

    words, label = "you're not in.", f"Join {_sign(status.program)}"
    if status.state == "paused":
        words, label = "they rest for you, after rounds without a click.", "I'm back"
    join = Button("people.join", label, number, "main")
    return _with_buttons((*what, f": {words}", *following), join, once_button(status.program))


def _free_table(table: OpenTable) -> tuple[Part, ...]:
    details = [table.place]
    if table.topic:
        details.append(f"talk about {table.topic}")
    details.append(tables.seats_left(table.free_seats))
    about = "".join(f" · {detail}" for detail in details if detail)
    text: Text = (table.host, " has a lunch table, ", _start(table), about)
    return _with_buttons(text, Button("table.join", "Take a seat", str(table.id)))


def _this_week(week: Sequence[Event], own: Collection[int]) -> list[Part]:
    others = [event for event in week if event.id not in own and not event.is_doubtful]
    parts: list[Part] = [Heading(_WEEK)]
    if not others:
        parts.append(Paragraph((_NOTHING_NEW,)))
    for event in others[:_MAX_WEEK]:
        where = f" · {event.place}" if event.place else ""
        parts.append(Paragraph((*events.when_text(event), " · ", Bold(event.title), where)))
    if len(others) > _MAX_WEEK:
        parts.append(Paragraph((f"And {len(others) - _MAX_WEEK} more.",)))

    everything = Button("events.page", "See what's on", EventFilter().button_value())
    return [*parts, Actions((everything,))]


def _with_buttons(text: Text, *buttons: Button) -> tuple[Part, ...]:
    return (Paragraph(text), Actions(buttons, beside=True)) if buttons else (Paragraph(text),)


def _start(table: OpenTable) -> Instant:
    return _at(table.starts_at, table.zone)


def _at(at: datetime, zone: str) -> Instant:
    return Instant(at, zone)


def _sign(program: PairingProgram) -> str:
    return f"#{program.channel_name[:_NAME_LENGTH]}"
