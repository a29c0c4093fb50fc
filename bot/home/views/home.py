"""The home page: what Mingle is for newcomers, and what comes next for everybody else."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from bot.core.cadences import describe_cadence
from bot.events.rules import Event, RsvpStatus
from bot.events.views import parts as events
from bot.happy_hour.rules import Poll
from bot.home.agenda import Agenda, Lunch, PollToVote, PromptToAnswer, QuestionToAnswer
from bot.home.overview import Overview
from bot.home.program_status import ProgramStatus
from bot.home.views.offers import channel_sign, open_parts, table_start, week_parts, with_buttons
from bot.home.views.organisers import overview_parts
from bot.home.views.pages import FOOTER
from bot.open_tables.rules import OpenTable
from bot.open_tables.views import parts as tables
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views.agreement import times_text
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
from bot.ui.speech import mark, say, say_many
from bot.ui.text import (
    Bold,
    ChannelMention,
    Instant,
    Text,
    clean_text,
    format_local,
    join_nodes,
    merge_words,
    tell,
)

_NEXT = mark("What comes next")
_NOTHING_NEXT = mark("Nothing is planned for you yet.")
_MAX_QUESTION = 80  # characters of what a colleague asks
_MAX_NEXT = 8  # things that come next; the rest is counted
_MAX_PROMPTS = 2
_PROMPT_LENGTH = 300  # characters of a prompt
_MAX_MOMENTS = 3  # times to choose from
_STATUS_WORDS = {
    "in": mark("you're going."),
    "waiting": mark("you're on the waiting list."),
    "pending": mark("you'll go if one more does."),
}


class _Item(Struct, frozen=True):
    """One thing that comes next: when, and what is shown of it."""

    at: datetime
    parts: tuple[Part, ...]


def newcomer_card(
    person: Person, programs: Sequence[PairingProgram], overview: Overview | None
) -> Card:
    """Return the home of somebody new: what Mingle is, with two things to click."""
    join: Button | Select = Button("table.open", say("Open a lunch table"), "", "main")
    how: Text = (
        say(
            "No channel has lunch pairings yet, but you can open a table for lunch whenever you "
            "like."
        ),
    )
    if len(programs) == 1:
        [program] = programs
        join = Button(
            "people.join", say("Join {sign}", sign=channel_sign(program)), str(program.id), "main"
        )
        schedule = program.schedule
        how = tell(
            "Join {channel} and I'll introduce you to someone you haven't met lately, {cadence}.",
            channel=program.channel_mention,
            cadence=describe_cadence(schedule),
        )
    elif programs:
        choices = [Choice(str(one.id), channel_sign(one)) for one in programs[:OPTION_LIMIT]]
        join = Select("people.join", say("Join the lunches of a channel"), tuple(choices))
        how = (
            say(
                "Join the lunches of a channel and I'll introduce you to someone you haven't met "
                "lately."
            ),
        )
    parts: list[Part] = [
        Paragraph(
            (
                say(
                    "I bring colleagues together in person: over lunch, at a happy hour, at an "
                    "event nearby."
                ),
            )
        ),
        Paragraph(how),
        Paragraph(
            (
                say(
                    "Skip a round or leave with one click. I never read what you write to each "
                    "other."
                ),
            )
        ),
        Actions((join, Button("home.look", say("Look around")))),
    ]
    if overview:
        parts += [Divider(), *overview_parts(overview, person.zone)]
    return Card("note", say("Welcome, {name}", name=person.name), tuple(parts))


def home_card(
    person: Person, agenda: Agenda, overview: Overview | None, today: date, now: datetime
) -> Card:
    """Show what comes next for somebody, each with what they can do about it."""
    pausing = person.paused_until is not None and is_paused(person, today)
    parts: list[Part] = list(_pause(person)) if pausing else []
    parts += [Heading(say(_NEXT)), *_next(person, agenda, now), *open_parts(person, agenda)]
    if agenda.week is not None:
        parts += week_parts(agenda.week, {event.id for event, _ in agenda.events})
    if overview:
        parts += [Divider(), *overview_parts(overview, person.zone)]
    parts += [Divider(), Actions(tuple(_own_buttons(person, agenda, pausing=pausing)))]
    return Card("note", say("Hello, {name}", name=person.name), tuple(parts), (say(FOOTER),))


def _pause(person: Person) -> tuple[Part, ...]:
    assert person.paused_until
    until = Bold(long_date(person.paused_until))
    words: Text = tell(
        "You're away until {until}. I won't match you until then, and you're back in "
        "automatically that day.",
        until=until,
    )
    return with_buttons(words, Button("pause.end", say("I'm back now"), "", "main"))


def _own_buttons(person: Person, agenda: Agenda, *, pausing: bool) -> list[Button]:
    style: ButtonStyle = "quiet" if person.profile_at else "main"
    buttons = [Button("profile.open", say("My profile"), style=style)]
    if not pausing:
        buttons.append(Button("pause.open", say("Take a pause")))
    if agenda.has_calendar:
        buttons.append(Button("calendar.show", say("My calendar")))
    return [
        Button("next.show", say("Suggest one thing to do")),
        *buttons,
        Button("attention.why", say("Why I write to you")),
        Button("home.help", say("What I understand")),
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
        more = len(items) - _MAX_NEXT
        words = say_many("And {count} more after that.", "And {count} more after that.", more)
        parts.append(Paragraph((words,)))
    for prompt in agenda.prompts[:_MAX_PROMPTS]:
        parts += _prompt(prompt)
    return parts or [Paragraph((say(_NOTHING_NEXT),))]


def _round(status: ProgramStatus, at: datetime, zone: str) -> _Item:
    """Return a round that is coming up; it has no place yet, so its time is the reader's."""
    draw = Instant(at, zone)
    what: Text = tell(
        "{round} in {channel}, {draw}",
        round=Bold(say("Lunch round")),
        channel=status.program.channel_mention,
        draw=draw,
    )
    value = f"{status.program.id}:{status.day}"
    if status.skipped:
        after = Button("lunch.unskip", say("I'm in after all"), value)
        text: Text = tell("{what}: it goes without you. The one after comes by itself.", what=what)
        return _Item(at, with_buttons(text, after))
    if status.away:
        return _Item(at, with_buttons(tell("{what}: it goes without you.", what=what)))

    text = tell("{what}: I'll introduce you to someone.", what=what)
    if status.state == "once":
        text = tell(
            "{what}: I'll introduce you to someone. It's the one round you're in for.", what=what
        )
    return _Item(at, with_buttons(text, Button("lunch.skip", say("Skip this one"), value)))


def _lunch(person: Person, lunch: Lunch, now: datetime) -> _Item:
    """Return a lunch that somebody was introduced for: when it is, or which times to choose."""
    details, agreement = lunch.details, lunch.agreement
    others = join_nodes(details.mention_others(person.id))
    what = say("Call with") if details.group.by_call else say("Lunch with")
    times = times_text(details, agreement, now)
    text: Text = (Bold(f"{what} "), *others, ". ", *times)
    if agreement.place:
        place = say("A place to meet: {name}.", name=agreement.place.name)
        text = (*text, f" {place}")

    value = str(details.group.id)
    ahead = agreement.agreed if agreement.agreed and agreement.agreed > now else None
    buttons = [] if ahead else _moments(person, lunch, now)
    buttons.append(Button("lunch.another", say("Propose another time"), value))
    if ahead is None:
        buttons.append(Button("lunch.met", say("We met"), value))
    buttons.append(Button("lunch.cant", say("Can't this time"), value))
    return _Item(ahead or details.round.ends_at, with_buttons(text, *buttons))


def _moments(person: Person, lunch: Lunch, now: datetime) -> list[Button]:
    buttons = []
    for moment in lunch.agreement.offered(now)[:_MAX_MOMENTS]:
        when = format_local(Instant(moment.starts_at, person.zone))
        label = say("{when} suits me", when=when)
        if person.id in moment.takers:
            label = say("Not {when} after all", when=when)
        buttons.append(Button("lunch.moment", label, str(moment.id)))
    return buttons


def _seat(person: Person, table: OpenTable, now: datetime) -> _Item:
    others = [guest for guest in table.seated if guest.person != person.id]
    company: Text = (say("No one has joined yet."),)
    if others:
        company = tell("With {names}.", names=join_nodes(others))
    title, start = Bold(say("Lunch table")), table_start(table)
    text = tell("{table}, {start}. {company}", table=title, start=start, company=company)
    if table.place:
        text = tell(
            "{table} at {place}, {start}. {company}",
            table=title,
            place=table.place,
            start=start,
            company=company,
        )
    leave = tables.leave_button(table, now)
    if table.host.person == person.id:
        leave = tables.call_off_button(table)
    return _Item(table.starts_at, with_buttons(text, leave))


def _own_event(person: Person, event: Event, status: RsvpStatus) -> _Item:
    words = say("you're hosting.") if event.host == person.id else say(_STATUS_WORDS[status])
    if event.is_doubtful:
        words = say("no longer listed, so check before you go.")
    when = events.when_text(event)
    buttons = [Button("event.show", say("Details"), str(event.id))]
    if event.host != person.id:
        buttons.append(Button("event.answer", say("Can't make it"), f"{event.id}:cant"))
    text: Text = (Bold(event.title), ", ", *when, f": {words}")
    return _Item(event.starts_at, with_buttons(text, *buttons))


def _poll(shown: PollToVote, zone: str) -> _Item:
    return _vote("poll.ballot", shown.poll.title, shown.poll, zone, voted=shown.voted)


def _question(shown: QuestionToAnswer, zone: str) -> _Item:
    words = clean_text(shown.poll.words, _MAX_QUESTION)
    return _vote("question.ballot", words, shown.poll, zone, voted=shown.voted)


def _vote(action: str, title: str, poll: Poll | Question, zone: str, *, voted: bool) -> _Item:
    channel = ChannelMention(poll.channel, poll.channel_name)
    text = tell(
        "{poll} in {channel}, vote by {at}",
        poll=Bold(title),
        channel=channel,
        at=Instant(poll.closes_at, zone),
    )
    state, label = say("You haven't voted yet."), say("Vote")
    if voted:
        state, label = say("Your vote is in."), say("Change my vote")
    style: ButtonStyle = "quiet" if voted else "main"
    button = Button(action, label, str(poll.id), style)
    return _Item(poll.closes_at, with_buttons(merge_words((*text, ". ", state)), button))


def _prompt(shown: PromptToAnswer) -> tuple[Part, ...]:
    words = shown.posting.said
    if len(words) > _PROMPT_LENGTH:
        words = f"{words[: _PROMPT_LENGTH - 1]}…"
    value = str(shown.posting.id)
    buttons = [Button("prompt.did", say("Did it"), value)]
    if not shown.taken_up:
        buttons.insert(0, Button("prompt.will_do", say("I'll do it"), value))
    title = Bold(say("Prompt"))
    text = tell("{prompt} in {channel}: {words}", prompt=title, channel=shown.channel, words=words)
    if shown.taken_up:
        text = tell(
            "{prompt} in {channel}: {words} You said you'll do it.",
            prompt=title,
            channel=shown.channel,
            words=words,
        )
    return with_buttons(text, *buttons)
