"""Word the form with which organisers set lunch pairings up."""

from bot.dates.blackout import write_blackout
from bot.dates.recurrence import WEEKDAYS, describe_schedule
from bot.pairings.programs import cadence
from bot.pairings.programs.records import PairingProgram
from bot.pairings.views.words import text_paragraph
from bot.ui.cards import Card, ChannelField, Choice, ChoiceField, Facts, Form, TextField
from bot.ui.text import Instant, Text

_CADENCES = {
    "weekly": "Every week",
    "fortnight": "Every two weeks",
    "monthly:1": "Monthly, the first such weekday",
    "monthly:2": "Monthly, the second such weekday",
    "monthly:3": "Monthly, the third such weekday",
    "monthly:4": "Monthly, the fourth such weekday",
    "monthly:-1": "Monthly, the last such weekday",
}
_SIZES = {
    2: "Pairs",
    3: "Groups of three",
    4: "Groups of four",
    5: "Groups of five",
    6: "Groups of six",
}
MAX_BLACKOUT_LENGTH = 1000


def setup_form(program: PairingProgram | None, channel: str, name: str, zone: str) -> Form:
    """Ask for everything that makes lunch pairings."""
    how_often, weekday = (
        cadence.parse_recurrence(program.rule) if program else (cadence.CADENCES[0], 1)
    )
    cadences = [Choice(value, label) for value, label in _CADENCES.items()]
    if program:
        cadences.append(Choice(cadence.STOP, "Stop these lunch pairings"))
    weekdays = tuple(Choice(str(day), WEEKDAYS[day]) for day in cadence.DRAW_WEEKDAYS)
    sizes = tuple(Choice(str(size), label) for size, label in _SIZES.items())
    yes_no = (Choice("no", "Across all offices"), Choice("yes", "Only within an office"))
    size, same_office = (str(program.size), program.same_office) if program else ("2", False)
    fields = (
        ChannelField(
            "channel", "Channel", "Its members are asked once whether they take part", channel
        ),
        ChoiceField("cadence", "How often", tuple(cadences), initial=(how_often,), required=True),
        ChoiceField("weekday", "Day of the draw", weekdays, initial=(str(weekday),), required=True),
        TextField(
            "time",
            "Time of the draw",
            "Such as 10:00",
            program.time if program else "10:00",
            5,
            required=True,
        ),
        TextField(
            "zone",
            "Time zone",
            "Such as Europe/Berlin",
            program.zone if program else zone,
            64,
            required=True,
        ),
        ChoiceField(
            "size",
            "How many together",
            sizes,
            "Whoever is left over joins a group",
            (size,),
            required=True,
        ),
        ChoiceField(
            "same_office",
            "Who meets whom",
            yes_no,
            initial=("yes" if same_office else "no",),
            required=True,
        ),
        TextField(
            "blackout",
            "Quiet dates",
            "Such as 2026-12-24..2027-01-02, 2026-05-01; a round moves to the next working day",
            write_blackout(program.blackout) if program else "",
            MAX_BLACKOUT_LENGTH,
            multiline=True,
        ),
    )
    return Form("setup.save", "Lunch pairings", fields, value=encode_channel(channel, name))


def encode_channel(channel: str, name: str) -> str:
    """Carry a channel's name through the form, where both fit."""
    value = f"{channel} {name}"
    return value if len(value) <= 80 else ""


def saved_card(program: PairingProgram, invited: int, first: Instant | None) -> Card:
    """Confirm what was set up, and say what happens next."""
    size = _SIZES[program.size] + (", within an office" if program.same_office else "")
    rows: list[tuple[str, Text]] = [
        ("Drawn", (describe_schedule(program.schedule),)),
        ("Together", (size,)),
    ]
    if first:
        rows.append(("Next round", (first,)))
    if program.blackout:
        rows.append(("Quiet dates", (write_blackout(program.blackout),)))
    parts = (
        text_paragraph(
            "Lunch pairings are set up in ", program.channel_mention, ". ", _asked(invited)
        ),
        Facts(tuple(rows)),
    )
    return Card(
        "round",
        "Lunch pairings are set up",
        parts,
        ("Change or stop them any time with /mingle setup",),
    )


def stopped_card(program: PairingProgram) -> Card:
    """Confirm that there are no more rounds."""
    words = (
        "No more rounds in ",
        program.channel_mention,
        ". A round that runs goes on to its end; “/mingle setup” starts again.",
    )
    return Card("round", "Lunch pairings are stopped", (text_paragraph(*words),))


def _asked(count: int) -> str:
    if count == 0:
        return "Whoever is new in the channel is asked once whether they take part."
    return (
        f"{count} {'person is' if count == 1 else 'people are'} asked once whether they take part."
    )


CHANNEL = "Please choose a channel of this workspace."
CADENCE = "Please choose how often from the list."
WEEKDAY = "Please choose a weekday from the list."
TIME = "Please write a time such as 10:00."
SIZE = "Please choose two to six people."
OFFICE = "Please choose one of the two."
NO_SUCH_PROGRAM = "There are no lunch pairings in that channel to stop."
NO_DATE_LEFT = "With these quiet dates no round is left; please leave some dates open."


def unreadable_blackout(words: str) -> str:
    """Say which words make no date."""
    return (
        f"I couldn't read “{words[:40]}”. Write dates such as 2026-12-24..2027-01-02, 2026-05-01."
    )


def blackout_too_long() -> str:
    """Say that there are too many words."""
    return f"Please keep quiet dates within {MAX_BLACKOUT_LENGTH} characters."
