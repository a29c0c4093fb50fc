"""Word the form with which organisers set lunch pairings up."""

from bot.dates.recurrence import WEEKDAYS, describe
from bot.pairings.programs import cadence
from bot.pairings.programs.records import Circle
from bot.pairings.views.words import say
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
_SIZES = {2: "Pairs", 3: "Groups of three", 4: "Groups of four", 5: "Groups of five", 6: "Groups of six"}
BLACKOUT_LIMIT = 1000


def form(circle: Circle | None, channel: str, name: str, zone: str) -> Form:
    """Ask for everything that makes lunch pairings."""
    how_often, weekday = cadence.chosen(circle.rule) if circle else (cadence.CADENCES[0], 1)
    cadences = [Choice(value, label) for value, label in _CADENCES.items()]
    if circle:
        cadences.append(Choice(cadence.STOP, "Stop these lunch pairings"))
    weekdays = tuple(Choice(str(day), WEEKDAYS[day]) for day in cadence.WEEKDAYS)
    sizes = tuple(Choice(str(size), label) for size, label in _SIZES.items())
    yes_no = (Choice("no", "Across all offices"), Choice("yes", "Only within an office"))
    size, same_office = (str(circle.size), circle.same_office) if circle else ("2", False)
    fields = (
        ChannelField("channel", "Channel", "Its members are asked once whether they take part", channel),
        ChoiceField("cadence", "How often", tuple(cadences), initial=(how_often,), required=True),
        ChoiceField("weekday", "Day of the draw", weekdays, initial=(str(weekday),), required=True),
        TextField("time", "Time of the draw", "Such as 10:00", circle.time if circle else "10:00", 5, required=True),
        TextField("zone", "Time zone", "Such as Europe/Berlin", circle.zone if circle else zone, 64, required=True),
        ChoiceField("size", "How many together", sizes, "Whoever is left over joins a group", (size,), required=True),
        ChoiceField("same_office", "Who meets whom", yes_no, initial=("yes" if same_office else "no",), required=True),
        TextField(
            "blackout",
            "Quiet dates",
            "Such as 2026-12-24..2027-01-02, 2026-05-01; a round moves to the next working day",
            cadence.write_blackout(circle.blackout) if circle else "",
            BLACKOUT_LIMIT,
            multiline=True,
        ),
    )
    return Form("setup.save", "Lunch pairings", fields, value=remember(channel, name))


def remember(channel: str, name: str) -> str:
    """Carry a channel's name through the form, where both fit."""
    value = f"{channel} {name}"
    return value if len(value) <= 80 else ""


def saved(circle: Circle, asked: int, first: Instant | None) -> Card:
    """Confirm what was set up, and say what happens next."""
    size = _SIZES[circle.size] + (", within an office" if circle.same_office else "")
    rows: list[tuple[str, Text]] = [("Drawn", (describe(circle.schedule),)), ("Together", (size,))]
    if first:
        rows.append(("Next round", (first,)))
    if circle.blackout:
        rows.append(("Quiet dates", (cadence.write_blackout(circle.blackout),)))
    parts = (say("Lunch pairings are set up in ", circle.room, ". ", _asked(asked)), Facts(tuple(rows)))
    return Card("round", "Lunch pairings are set up", parts, ("Change or stop them any time with /mingle setup",))


def stopped(circle: Circle) -> Card:
    """Confirm that there are no more rounds."""
    words = ("No more rounds in ", circle.room, ". A round that runs goes on to its end; “/mingle setup” starts again.")
    return Card("round", "Lunch pairings are stopped", (say(*words),))


def _asked(count: int) -> str:
    if count == 0:
        return "Whoever is new in the channel is asked once whether they take part."
    return f"{count} {'person is' if count == 1 else 'people are'} asked once whether they take part."


CHANNEL = "Please choose a channel of this workspace."
CADENCE = "Please choose how often from the list."
WEEKDAY = "Please choose a weekday from the list."
TIME = "Please write a time such as 10:00."
SIZE = "Please choose two to six people."
OFFICE = "Please choose one of the two."
NO_SUCH_CIRCLE = "There are no lunch pairings in that channel to stop."
NO_DATE_LEFT = "With these quiet dates no round is left; please leave some dates open."


def blackout(words: str) -> str:
    """Say which words make no date."""
    return f"I couldn't read “{words[:40]}”. Write dates such as 2026-12-24..2027-01-02, 2026-05-01."


def blackout_too_long() -> str:
    """Say that there are too many words."""
    return f"Please keep quiet dates within {BLACKOUT_LIMIT} characters."
