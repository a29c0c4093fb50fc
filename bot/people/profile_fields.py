"""The fields of a profile, each declared once: form, card, CSV file and the matcher's input follow.

A new field is one entry in `PROFILE_FIELDS`. Three things it cannot add by itself:

- a column of `bot/people/tables.py` with its migration, and the attribute of `records.Person`;
- if the matcher compares it, an attribute of `matching.Candidate` with a default (old rounds are
  stored without it), its array in `trait_arrays`, its weight in `Weights` and `costs`;
- if it can be a reason, the reason in `matching/reasons.py` and its words in
  `bot/pairings/views/words.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.dates.working_time import OFFICE_WEEK
from bot.people import rules
from bot.people.meanings import merge_meanings
from bot.people.rules import (
    DAYS,
    HALF_HOURS,
    MAX_ITEM,
    MAX_ITEMS,
    MAX_LINE,
    MODES,
    FieldValue,
    offered_slots,
)
from bot.ui.fields import EXAMPLE_ZONE
from bot.ui.speech import mark, say
from bot.ui.text import weekday_name

_WITH_COMMAS = mark("Up to {number}, with commas between them.")
_MODE_LABELS = dict(
    zip(MODES, (mark("In person"), mark("Remotely"), mark("Either way")), strict=True)
)


def join_value(value: FieldValue) -> str:
    """Return a value as one line, with commas between the items of a list."""
    return value if isinstance(value, str) else ", ".join(value)


def describe_week(value: FieldValue) -> str:
    """Return weekday slots in words, such as “Tuesday 12:00, 12:30; Friday 12:00”."""
    days = []
    for number, day in enumerate(DAYS):
        times = [_clock(time) for time in HALF_HOURS if f"{day}-{time}" in value]
        if times:
            days.append(f"{weekday_name(number)} {', '.join(times)}")
    return "; ".join(days)


def _describe_mode(value: FieldValue) -> str:
    return say(_MODE_LABELS[join_value(value)]).lower()


def slot_label(slot: str) -> str:
    """Return a slot in words, such as “Tuesday 12:30”."""
    day, _, time = slot.partition("-")
    return f"{weekday_name(DAYS.index(day))} {_clock(time)}"


def _clock(time: str) -> str:
    return f"{time[:2]}:{time[2:]}"


@dataclass(frozen=True)
class ProfileField:
    """One field: how it is parsed, asked for, shown, exported and matched.

    `name` is that of the attribute, of the SQL column, of the form's field and of the CSV column,
    whose place in the file is `column`; the order of declaration is that of the form and the card.
    A field whose `default` is a tuple holds a list. `choices` are the values to choose from, with
    their labels. `matched_by` names the weights and rules of the matcher that compare the field.
    A field is `compared` as it is written, by the topics that it names, or by those and the
    broader topics they belong to.
    """

    name: str
    label: str
    column: int
    parse: Callable[[FieldValue], FieldValue] = rules.read_line
    default: FieldValue = ""
    hint: str = ""  # `{number}` is how many a list may hold
    example: str = ""  # of a text, shown while it is empty
    heading: str = ""  # on the card, where it is not the label
    choices: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    describe: Callable[[FieldValue], str] = join_value
    matched_by: tuple[str, ...] = ()
    compared: Literal["as_written", "by_topic", "by_broader_topic"] = "as_written"

    @property
    def is_list(self) -> bool:
        """Whether it holds several values."""
        return isinstance(self.default, tuple)

    @property
    def limit(self) -> int:
        """How many characters fit a text field."""
        return MAX_ITEMS * (MAX_ITEM + len(", ")) if self.is_list else MAX_LINE

    def value_of(self, profile: object) -> FieldValue:
        """Return the value of this field in a `Person`."""
        value: FieldValue = getattr(profile, self.name)
        return value

    def trait_of(self, profile: object) -> FieldValue:
        """Return the value as the matcher compares it: in lower case, or as sorted topics."""
        value = self.value_of(profile)
        if isinstance(value, str):
            return value.casefold()
        if self.compared == "as_written":
            return tuple(dict.fromkeys(item.casefold() for item in value))

        meaning = merge_meanings(value)
        wide = self.compared == "by_broader_topic"
        return tuple(sorted(meaning.topics | meaning.broader if wide else meaning.topics))


PROFILE_FIELDS = (
    ProfileField("team", mark("Team"), 1, example=mark("Data"), matched_by=("same_team",)),
    ProfileField(
        "manager",
        mark("Manager"),
        2,
        hint=mark("So that you meet people outside your own line."),
        example=mark("Sofia Vega"),
        matched_by=("same_manager",),
    ),
    ProfileField(
        "office",
        mark("Office or city"),
        3,
        hint=mark("Where you usually eat."),
        example=mark("Berlin"),
        matched_by=("same_office", "neighbours"),
    ),
    ProfileField(
        "zone",
        mark("Time zone"),
        0,
        rules.read_zone_name,
        "UTC",
        example=EXAMPLE_ZONE,
        required=True,
    ),
    ProfileField(
        "interests",
        mark("Interests"),
        5,
        rules.read_list,
        (),
        hint=_WITH_COMMAS,
        example=mark("hiking, bread, old films"),
        matched_by=("missing_interest",),
        compared="by_topic",
    ),
    ProfileField(
        "offers",
        mark("What I can show others"),
        7,
        rules.read_list,
        (),
        hint=_WITH_COMMAS,
        example=mark("SQL, public speaking"),
        heading=mark("Can show others"),
        matched_by=("missing_lesson",),
        compared="by_broader_topic",
    ),
    ProfileField(
        "wants",
        mark("What I would like to learn"),
        8,
        rules.read_list,
        (),
        hint=_WITH_COMMAS,
        example=mark("negotiation, Python"),
        heading=mark("Would like to learn"),
        matched_by=("missing_lesson",),
        compared="by_topic",
    ),
    ProfileField(
        "mode",
        mark("I like to meet"),
        4,
        rules.read_mode,
        "either",
        heading=mark("Likes to meet"),
        choices=_MODE_LABELS,
        required=True,
        describe=_describe_mode,
        matched_by=("apart_in_person", "apart_either_way", "unlike_mode"),
    ),
    ProfileField(
        "slots",
        mark("Free for lunch"),
        6,
        rules.read_slots,
        (),
        hint=mark("When you usually can, in your own zone. I look for times you share."),
        choices={slot: slot_label(slot) for slot in offered_slots(OFFICE_WEEK)},
        describe=describe_week,
        matched_by=("no_slot", "one_slot", "many_slots"),
    ),
)
MATCHED_FIELDS = tuple(declared for declared in PROFILE_FIELDS if declared.matched_by)


def read_profile(
    given: Mapping[str, FieldValue],
) -> tuple[dict[str, object], dict[str, ValueError]]:
    """Parse the profile fields that were given; return the values and the errors, by field.

    An empty zone counts as not given, since everybody has one.
    """
    values: dict[str, object] = {}
    errors: dict[str, ValueError] = {}
    for declared in PROFILE_FIELDS:
        name = declared.name
        if name not in given or (name == "zone" and not given[name]):
            continue

        try:
            values[name] = declared.parse(given[name])
        except ValueError as error:
            errors[name] = error
    return values, errors
