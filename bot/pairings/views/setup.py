"""Form with which organisers set up lunch pairings, and its answers."""

from collections.abc import Sequence

from msgspec import Struct

from bot.core.cadences import describe_schedule
from bot.dates.blackout import write_blackout
from bot.dates.local_time import local_date, utc_instant
from bot.dates.recurrence import planned_date
from bot.matching import TeamsFirst
from bot.pairings.programs import cadence
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views.changes import NextRound, move_parts
from bot.pairings.views.words import text_paragraph
from bot.ui.cards import (
    Button,
    Card,
    ChannelField,
    Choice,
    ChoiceField,
    Facts,
    Field,
    Form,
    PeopleField,
    TextField,
)
from bot.ui.fields import EXAMPLE_DAYS, clock_field, zone_field
from bot.ui.setups import Running, running_card
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Instant, Text, day_off_text, tell, weekday_name

_CADENCES = {
    "weekly": mark("Every week"),
    "fortnight": mark("Every two weeks"),
    "monthly:1": mark("Monthly, the first such weekday"),
    "monthly:2": mark("Monthly, the second such weekday"),
    "monthly:3": mark("Monthly, the third such weekday"),
    "monthly:4": mark("Monthly, the fourth such weekday"),
    "monthly:-1": mark("Monthly, the last such weekday"),
}
_SIZES = {
    2: mark("Pairs"),
    3: mark("Groups of three"),
    4: mark("Groups of four"),
    5: mark("Groups of five"),
    6: mark("Groups of six"),
    7: mark("Groups of seven"),
    8: mark("Groups of eight"),
}
_TEAMS: dict[TeamsFirst, str] = {
    "any": mark("Whoever fits"),
    "across": mark("People of different teams first"),
    "within": mark("People of the same team first"),
}
_MENTORS = mark("Whoever wants to learn meets a mentor first")
MAX_BLACKOUT_LENGTH = 1000
RUNS_THERE = mark("That channel has lunch rounds already. Change those, or choose another channel.")
_MAX_VALUE = 80  # characters that a form carries along


class SetupDefaults(Struct, frozen=True):
    """Initial values of the setup form: those of the program, or of a new one."""

    zone: str
    cadence: str = cadence.CADENCES[0]
    weekday: int = 1
    time: str = "10:00"
    size: int = 2
    same_office: bool = False
    teams: TeamsFirst = "any"
    mentors: bool = False
    blackout: str = ""


def setup_form(
    program: PairingProgram | None, channel: str, name: str, zone: str, host: str = ""
) -> Form:
    """Return the form that sets up, changes or stops the pairings of a channel."""
    initial = _current_values(program) if program else SetupDefaults(zone)
    fields = (
        ChannelField(
            "channel",
            say("Channel"),
            say("Its members are asked once whether they take part"),
            channel,
            purpose="introduce",
        ),
        *_schedule_fields(initial, can_stop=program is not None),
        *_group_fields(initial),
        PeopleField(
            "host",
            say("Lunch host"),
            say("Asked first; then the lot draws who has lunch with them"),
            (host,) if host else (),
            most=1,
        ),
        TextField(
            "blackout",
            say("Quiet dates"),
            say("A round moves to the next working day."),
            initial.blackout,
            MAX_BLACKOUT_LENGTH,
            multiline=True,
            example=EXAMPLE_DAYS,
        ),
    )
    return Form("setup.save", say("Lunch pairings"), fields, value=encode_channel(channel, name))


def _current_values(program: PairingProgram) -> SetupDefaults:
    how_often, weekday = cadence.parse_recurrence(program.recurrence)
    return SetupDefaults(
        program.zone,
        how_often,
        weekday,
        program.time,
        program.size,
        program.same_office,
        program.teams,
        program.mentors,
        write_blackout(program.blackout),
    )


def _schedule_fields(initial: SetupDefaults, *, can_stop: bool) -> tuple[Field, ...]:
    cadences = [Choice(value, say(label)) for value, label in _CADENCES.items()]
    if can_stop:
        cadences.append(Choice(cadence.STOP, say("Stop these lunch pairings")))
    weekdays = tuple(Choice(str(day), weekday_name(day)) for day in cadence.DRAW_WEEKDAYS)
    weekday = str(initial.weekday)
    return (
        ChoiceField(
            "cadence", say("How often"), tuple(cadences), initial=(initial.cadence,), required=True
        ),
        ChoiceField("weekday", say("Day of the draw"), weekdays, initial=(weekday,), required=True),
        clock_field("time", say("Time of the draw"), initial.time, "10:00"),
        zone_field("zone", say("Time zone"), initial.zone, required=True),
    )


def _group_fields(initial: SetupDefaults) -> tuple[Field, ...]:
    sizes = tuple(Choice(str(size), say(label)) for size, label in _SIZES.items())
    offices = (Choice("no", say("Across all offices")), Choice("yes", say("Only within an office")))
    return (
        ChoiceField(
            "size",
            say("How many together"),
            sizes,
            say("Whoever is left over joins a group"),
            (str(initial.size),),
            required=True,
        ),
        ChoiceField(
            "same_office",
            say("Who meets whom"),
            offices,
            initial=("yes" if initial.same_office else "no",),
            required=True,
        ),
        ChoiceField(
            "teams",
            say("Teams"),
            tuple(Choice(value, say(label)) for value, label in _TEAMS.items()),
            say("Nobody stays alone for it"),
            (initial.teams,),
            required=True,
        ),
        ChoiceField(
            "mentors",
            say("Mentors"),
            (Choice("no", say("As it fits")), Choice("yes", say(_MENTORS))),
            say("Profiles say what people can show, and what they would like to learn"),
            ("yes" if initial.mentors else "no",),
            required=True,
        ),
    )


def encode_channel(channel: str, name: str) -> str:
    """Return a value by which the form carries a channel's name; empty if it is too long."""
    value = f"{channel} {name}"
    return value if len(value) <= _MAX_VALUE else ""


def programs_card(programs: Sequence[PairingProgram]) -> Card:
    """Show which channels have lunches, to whoever sets them up without naming one."""
    running = [
        Running(
            one.channel_mention,
            describe_schedule(one.schedule),
            Button("program.change", say("Change these"), str(one.id)),
        )
        for one in programs
    ]
    another = Button("setup.begin", say("Start them in another channel"))
    return running_card("round", say("Lunch rounds run already"), running, "mingle setup", another)


def saved_card(
    program: PairingProgram, upcoming: NextRound, note: Text = (), host: Text = ()
) -> Card:
    """Return what was set up, who is asked, and when the next round is."""
    size = say(_SIZES[program.size])
    if program.same_office:
        size = say("{size}, within an office", size=size)
    rows: list[tuple[str, Text]] = [
        (say("Drawn"), (describe_schedule(program.schedule),)),
        (say("Together"), (size,)),
    ]
    if program.teams != "any":
        rows.append((say("Teams"), (say(_TEAMS[program.teams]),)))
    if program.mentors:
        rows.append((say("Mentors"), (say(_MENTORS),)))
    if host:
        rows.append((say("Lunch host"), host))
    if upcoming.date:
        first = Instant(utc_instant(upcoming.date, program.draw_time, program.zone), program.zone)
        rows.append((say("Next round"), (first, _moved(program, first))))
    if program.blackout:
        rows.append((say("Quiet dates"), (write_blackout(program.blackout),)))

    about = text_paragraph(
        *tell(
            "Lunch pairings are set up in {channel}. {everyone_is_asked}",
            channel=program.channel_mention,
            everyone_is_asked=say(EVERYONE_IS_ASKED),
        )
    )
    footer = tell("Change or stop them any time with {setup}", setup=CommandMention("mingle setup"))
    notes = (text_paragraph(*note),) if note else ()
    parts = (about, Facts(tuple(rows)), *notes, *move_parts(program, upcoming))
    return Card("round", say("Lunch pairings are set up"), parts, footer)


def _moved(program: PairingProgram, first: Instant) -> str:
    day = local_date(first.at, program.zone)
    return day_off_text(planned_date(program.schedule, day), day)


def stopped_card(program: PairingProgram) -> Card:
    """Return the confirmation that no more rounds are drawn."""
    words = tell(
        "No more rounds in {channel}. A round that runs goes on to its end; {setup} starts again.",
        channel=program.channel_mention,
        setup=CommandMention("mingle setup"),
    )
    return Card("round", say("Lunch pairings are stopped"), (text_paragraph(*words),))


EVERYONE_IS_ASKED = mark("I'll ask everyone in the channel once whether they'd like to join.")
CHANNEL = mark("Please choose a channel of this workspace.")
CADENCE = mark("Please choose how often from the list.")
WEEKDAY = mark("Please choose a weekday from the list.")
TIME = mark("Please write a time such as 10:00.")
SIZE = mark("Please choose two to eight people.")
OFFICE = mark("Please choose one of the two.")
TEAMS_FIRST = mark("Please choose one of the three.")
NO_SUCH_PROGRAM = mark("There are no lunch pairings in that channel to stop.")
NO_DATE_LEFT = mark("With these quiet dates no round is left; please leave some dates open.")


def unreadable_blackout(words: str) -> str:
    """Return the error about words that are no date."""
    return say(
        "I couldn't read “{words}”. Write dates such as 2026-12-24..2027-01-02, 2026-05-01.",
        words=words[:40],
    )


def blackout_too_long() -> str:
    """Return the error about quiet dates that are too long."""
    return say(
        "Please keep quiet dates within {number} characters.",
        number=MAX_BLACKOUT_LENGTH,
    )
