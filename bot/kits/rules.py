"""Plans and their steps, and when steps are due. Pure."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from bot.core.subjects import Subject
from bot.dates.local_time import utc_instant
from bot.dates.working_time import WorkingTime, is_working_day, nearest_working_day
from bot.events.rules import Event
from bot.kits.kits import Kit, KitStep, load_kits, say_kit
from bot.kits.recipes import read_kit

State = Literal["open", "done", "dropped"]
RequestState = Literal["asked", "yes", "no", "over"]

DATES_OFFERED = 3
NUDGED_AT = dt.time(9)
MAX_OPEN_PLANS = 5  # of one person
ANSWER_WITHIN = dt.timedelta(days=4)
REQUESTS_COUNT_FOR = dt.timedelta(days=7)
REQUESTS_OF_A_PAIR, REQUESTS_TO_ONE = 1, 2
_ONE_DAY = dt.timedelta(days=1)


class Plan(Struct, frozen=True):
    """What somebody started: the day of the event itself, and the event once there is one.

    The recipe is the kit as organisers wrote it, empty for one that Mingle brings along.
    """

    id: int
    workspace: str
    kit: str
    starter: str
    channel: str
    channel_name: str
    zone: str
    day: dt.date
    event: int | None
    own_kit: int | None
    recipe: str
    state: State
    made_at: dt.datetime

    @property
    def subject(self) -> Subject:
        """The subject of its live card."""
        return Subject("plan", self.id)

    @property
    def of_kit(self) -> Kit:
        """The kit it was made from: as organisers wrote it then, or in its reader's language."""
        return read_kit(self.recipe) if self.recipe else say_kit(load_kits()[self.kit])

    def times_on(self, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
        """Return when it begins and ends on a day."""
        return times_on(self.of_kit, day, self.zone)


class PlanStep(Struct, frozen=True):
    """One step of a plan, and who does it."""

    id: int
    workspace: str
    plan: int
    step: str
    due: dt.date
    owner: str | None
    state: State

    @property
    def subject(self) -> Subject:
        """The subject of its nudge and of the live card that this shows."""
        return Subject("plan-step", self.id)


class StepRequest(Struct, frozen=True):
    """A question to a colleague, asked in private: whether they do a step."""

    id: int
    workspace: str
    plan_step: int
    asker: str
    person: str
    state: RequestState
    at: dt.datetime
    until: dt.datetime

    @property
    def subject(self) -> Subject:
        """The subject of the question's card."""
        return Subject("plan-request", self.id)

    @property
    def answer_subject(self) -> Subject:
        """The subject of the card with which whoever asked hears what came of it."""
        return Subject("plan-answer", self.id)


def wait_for_answer(due: dt.date, zone: str, now: dt.datetime) -> dt.datetime:
    """Return until when a colleague may answer: some days, but not beyond the step's own.

    A day at least.
    """
    nudged_at = utc_instant(due, NUDGED_AT, zone)
    return max(min(now + ANSWER_WITHIN, nudged_at), now + _ONE_DAY)


def times_on(kit: Kit, day: dt.date, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """Return when what a kit is for begins and ends on a day."""
    starts_at = utc_instant(day, kit.time_of_day, zone)
    return starts_at, starts_at + kit.length


def due_dates(
    steps: Sequence[KitStep], day: dt.date, today: dt.date, working_time: WorkingTime
) -> list[dt.date]:
    """Return when each step is due for an event on a day: on working days, and after today.

    A step of the day itself is due on that day. Where time is short, the first ones are due
    tomorrow, and none is due before the one above it.
    """
    dates: list[dt.date] = []
    for step in steps:
        due = day + step.days * _ONE_DAY
        if step.days:
            due = nearest_working_day(due, working_time, step=-1 if step.days < 0 else 1)
        first = nearest_working_day(today + _ONE_DAY, working_time, step=1)
        dates.append(max([due, first, *dates[-1:]]) if step.days < 0 else due)
    return dates


def is_called_off(event: Event | None) -> bool:
    """Return whether the event of a plan was called off, so that none of its steps is due."""
    return event is not None and event.state == "cancelled"


def may_be_on(kit: Kit, day: dt.date, working_times: Sequence[WorkingTime]) -> bool:
    """Return whether a kit's event may be on a day: a working day for all, no holiday."""
    fits = day.weekday() in kit.weekdays
    return fits and all(is_working_day(day, working_time) for working_time in working_times)
