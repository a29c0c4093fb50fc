"""Form and cards of working hours, and its sentences."""

from bot.dates.blackout import write_blackout
from bot.dates.working_time import WorkingTime
from bot.people.hours.form_input import (
    PRESETS,
    describe_hours,
    describe_week,
    write_hours,
    write_week,
)
from bot.people.hours.rules import HoursSetting
from bot.ui.cards import (
    ROUTE_LIMIT,
    Actions,
    Button,
    Card,
    Choice,
    ChoiceField,
    Facts,
    Form,
    TextField,
)
from bot.ui.fields import EXAMPLE_DAYS
from bot.ui.speech import mark, say
from bot.ui.text import ChannelMention, CommandMention, Text, tell, weekday_name

SHARE = "hours.share"
OWN_WORDS = "own"
SHARED = "shared"
ONE_CHANNEL, WHOLE_WORKSPACE = "channel", "workspace"  # whose hours a form is about
MAX_WEEK, MAX_QUIET, MAX_REGION, MAX_BLACKOUT = 120, 20, 12, 600

_PRESETS = {
    "office": mark("Monday to Friday, 9:00 to 18:00"),
    "sunday": mark("Sunday to Thursday, 9:00 to 18:00"),
    "evenings": mark("Evenings and weekends"),
    "nights": mark("Nights, Monday to Friday"),
    OWN_WORDS: mark("As I write below"),
}

NO_SUCH_CHOICE = mark("Please choose from the list.")
NO_HOURS = mark("Please write your days and hours, such as Mon–Thu 9–17, Fri 9–13.")
NO_QUIET = mark("Please write quiet hours such as 18:00–9:00, or leave this empty.")
NO_REGION = mark(
    "I know no holidays of that region. Write a country such as DE, a part of it such as "
    "GB-SCT, or none."
)


def organisers_set_these() -> Text:
    """Return who sets which hours."""
    return tell(
        "Organisers set the hours of a channel or of everybody. Your own: {hours}.",
        hours=CommandMention("mingle hours"),
    )


def in_a_channel() -> Text:
    """Return where the hours of a channel are set."""
    return tell(
        "Type {channel} in the channel whose hours you mean.",
        channel=CommandMention("mingle hours channel"),
    )


def too_many_days() -> str:
    """Return the error about days off that are too long."""
    return say("Please keep the days off within {number} characters.", number=MAX_BLACKOUT)


def unreadable_hours(words: str) -> str:
    """Return the error about words that are no days and hours."""
    return say(
        "I couldn't read “{words}”. Write days and hours such as Sun–Thu 9–17.", words=words[:40]
    )


def unreadable_days_off(words: str) -> str:
    """Return the error about words that are no dates."""
    return say(
        "I couldn't read “{words}”. Write dates such as 2026-12-24..2027-01-02, 2026-05-15.",
        words=words[:40],
    )


def own_form(setting: HoursSetting, usual_region: str) -> Form:
    """Ask somebody when they work."""
    like_others = say("Like my channels and the workspace")
    return Form(
        "hours.save",
        say("Your hours"),
        _fields(setting, like_others, usual_region or "none"),
        intro=(say("I write to you in these hours, and plan lunches within them."),),
    )


def shared_form(setting: HoursSetting, channel: str, name: str) -> Form:
    """Ask an organiser when people of a channel, or of the workspace, can be written to."""
    title = say("Hours of this channel") if channel else say("Hours of everybody here")
    whose = f"{ONE_CHANNEL} {channel} {name}" if channel else WHOLE_WORKSPACE
    return Form(
        SHARE,
        title,
        _fields(setting, say("The usual"), say("each person's country")),
        value=whose[: ROUTE_LIMIT - len(f"{SHARE}:")],  # a long name of a channel is cut
        intro=(say("They hold for whoever set none of their own."),),
    )


def _fields(setting: HoursSetting, usual: str, region: str) -> tuple[ChoiceField | TextField, ...]:
    choices = {SHARED: usual, **{name: say(label) for name, label in _PRESETS.items()}}
    chosen = chosen_preset(setting)
    own = write_week(setting.week) if setting.week and chosen == OWN_WORDS else ""
    quiet = write_hours(setting.quiet) if setting.quiet else ""
    return (
        ChoiceField(
            "preset",
            say("Working days and hours"),
            tuple(Choice(value, label) for value, label in choices.items()),
            initial=(chosen,),
            required=True,
        ),
        TextField(
            "week",
            say("Other days and hours"),
            "",
            own,
            MAX_WEEK,
            example=say("Mon–Thu 9–17, Fri 9–13, or Mon–Fri 22–6"),
        ),
        TextField(
            "quiet",
            say("Quiet hours"),
            say("Empty: all but the working hours"),
            quiet,
            MAX_QUIET,
            example="18:00–9:00",
        ),
        TextField(
            "region",
            say("Public holidays"),
            say("Or “none”. Empty: {region}", region=region),
            setting.region,
            MAX_REGION,
            example=say("DE, GB-SCT or US-CA"),
        ),
        TextField(
            "blackout",
            say("Days off"),
            "",
            write_blackout(setting.blackout),
            MAX_BLACKOUT,
            example=EXAMPLE_DAYS,
        ),
    )


def chosen_preset(setting: HoursSetting) -> str:
    """Return the choice of the form that a setting stands for."""
    if setting.week is None:
        return SHARED
    for name, week in PRESETS.items():
        if week == setting.week:
            return name
    return OWN_WORDS


def widened_text(time: str, weekday: int) -> Text:
    """Return what organisers read when a time that they chose was outside a channel's hours."""
    return tell(
        "{weekday} {time} was outside the hours of that channel. I've added it, so that nothing "
        "waits; {channel} changes them.",
        weekday=weekday_name(weekday),
        time=time,
        channel=CommandMention("mingle hours channel"),
    )


def own_hours_card(working_time: WorkingTime) -> Card:
    """Confirm somebody's hours."""
    return Card(
        "note",
        say("Your hours"),
        (_facts(working_time), Actions((Button("hours.open", say("Change them")),))),
        (say("What you ask for comes at once, at any hour."),),
    )


def shared_hours_card(working_time: WorkingTime, channel: ChannelMention | None) -> Card:
    """Confirm the hours of a channel or of the workspace."""
    footer: Text = (
        say("They hold for whoever set none of their own. What is planned moves along."),
    )
    if channel:
        footer = tell(
            "They hold in {channel} for whoever set none of their own. What is planned moves "
            "along.",
            channel=channel,
        )
    return Card("note", say("The hours are set"), (_facts(working_time),), footer)


def _facts(working_time: WorkingTime) -> Facts:
    rows: list[tuple[str, Text]] = [(say("Working hours"), (describe_week(working_time.week),))]
    if working_time.quiet:
        rows.append((say("Quiet"), (describe_hours(working_time.quiet),)))
    rows.append((say("Public holidays"), (working_time.region or say("none"),)))
    if working_time.blackout:
        rows.append((say("Days off"), (write_blackout(working_time.blackout),)))
    return Facts(tuple(rows))
