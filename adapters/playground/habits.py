"""Habits of simulated colleagues: which buttons they click, how likely and how soon."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.dates.holidays import region_of
from bot.dates.working_time import WorkingTime, is_working_day

Habits = Mapping[str, float]
ALL_KINDS = ("direct", "group", "channel")
DAY_BEGINS, DAY_ENDS = 9, 18  # hours of local time
TABLE_HOURS = (9, 10, 11)  # local hours at which somebody opens a table
ROUND_MINUTES = 30  # minutes between two looks at the chat


@dataclass(frozen=True)
class Topic:
    """One question that buttons ask: the chance of each answer, and the hours until it comes."""

    name: str
    chances: Callable[[Habits], Mapping[str, float]]
    actions: frozenset[str]
    hours: tuple[float, float] = (0.2, 5)
    hours_in_group: tuple[float, float] | None = None
    conversation_kinds: tuple[str, ...] = ALL_KINDS
    at_once: bool = False  # also asked in a private answer, which is read only once
    gate: str = ""  # the habit that decides whether there is an answer at all
    gate_in_group: float = 1.0  # factor of that chance in a group, where nobody is asked alone
    together: bool = False  # the people of a conversation mostly give the same answer
    near: bool = False  # only for people in the zone of the first person on the card

    def choose_answer(
        self,
        habits: Habits,
        offered: set[str],
        own: random.Random,
        common: random.Random,
        conversation_kind: str,
    ) -> str | None:
        """Return the action that chance picks, or None for none or one that is not offered.

        `own` decides whether the person answers, `common` what they answer.
        """
        if own.random() >= self._answer_chance(habits, conversation_kind):
            return None

        roll = common.random()
        for action, chance in self.chances(habits).items():
            roll -= chance
            if roll < 0:
                return action if action in offered else None
        return None

    def _answer_chance(self, habits: Habits, conversation_kind: str) -> float:
        if not self.gate:
            return 1
        factor = self.gate_in_group if conversation_kind == "group" else 1
        return habits[self.gate] * factor

    def answer_delay(self, conversation_kind: str, chance: random.Random) -> timedelta:
        """Return how long somebody takes to answer."""
        hours = (
            self.hours_in_group
            if conversation_kind == "group" and self.hours_in_group
            else self.hours
        )
        return timedelta(hours=chance.uniform(*hours))


def _joins(habits: Habits) -> Mapping[str, float]:
    return {"people.join": habits["joins"], "people.decline": 1 - habits["joins"]}


def _met(habits: Habits) -> Mapping[str, float]:
    met, cannot = habits["meets"], habits["cannot"]
    return {"lunch.met": met, "lunch.cant": cannot, "lunch.not_yet": 1 - met - cannot}


def _one(action: str, habit: str) -> Callable[[Habits], Mapping[str, float]]:
    return lambda habits: {action: habits[habit]}


def _merges(habits: Habits) -> Mapping[str, float]:
    return {"table.merge_yes": habits["merges"], "table.merge_no": 1 - habits["merges"]}


def _stays(habits: Habits) -> Mapping[str, float]:
    return {"people.stay": habits["stays"], "people.pause_month": (1 - habits["stays"]) / 2}


def _keeps(_habits: Habits) -> Mapping[str, float]:
    return {"source.details": 1.0}


TOPICS = (
    Topic("join", _joins, frozenset({"people.join"}), hours=(0.1, 4)),
    Topic("stay", _stays, frozenset({"people.stay"})),
    Topic(
        "skip",
        _one("lunch.skip", "skips"),
        frozenset({"lunch.skip"}),
        conversation_kinds=("direct",),
    ),
    Topic(
        "met",
        _met,
        frozenset({"lunch.met"}),
        hours=(0.2, 6),
        hours_in_group=(50, 110),
        gate="answers",
        gate_in_group=0.5,
        together=True,
    ),
    Topic(
        "rescue",
        _one("lunch.rescue", "rescued"),
        frozenset({"lunch.rescue"}),
        hours=(0.1, 2),
        at_once=True,
    ),
    Topic(
        "learn",
        _one("learning.share", "learns"),
        frozenset({"learning.share"}),
        hours=(0.1, 3),
        at_once=True,
    ),
    Topic(
        "sit",
        _one("table.join", "sits"),
        frozenset({"table.join"}),
        hours=(0.1, 1.5),
        conversation_kinds=("channel",),
        near=True,
    ),
    Topic(
        "come",
        _one("event.answer", "sits"),
        frozenset({"event.answer"}),
        hours=(0.3, 30),
        conversation_kinds=("channel",),
    ),
    Topic(
        "openly",
        _one("event.openly", "shows"),
        frozenset({"event.openly"}),
        conversation_kinds=("direct",),
        at_once=True,
    ),
    Topic(
        "vote",
        _one("poll.works", "votes"),
        frozenset({"poll.works"}),
        hours=(0.2, 40),
        conversation_kinds=("channel",),
    ),
    Topic(
        "answer",
        _one("question.vote", "votes"),
        frozenset({"question.vote"}),
        hours=(0.2, 20),
        conversation_kinds=("channel",),
    ),
    Topic(
        "keep",
        _keeps,
        frozenset({"source.details"}),
        hours=(0.1, 2),
        conversation_kinds=("direct",),
    ),
    Topic("merge", _merges, frozenset({"table.merge_yes"}), hours=(0.1, 0.5)),
    Topic("do", _one("prompt.will_do", "does"), frozenset({"prompt.will_do"}), hours=(0.3, 20)),
    Topic("done", _one("prompt.did", "did"), frozenset({"prompt.did"}), hours=(24, 90)),
)


def at_work(moment: datetime, zone: str, chance: random.Random) -> datetime:
    """Return the next moment within local working hours, rounded up to half an hour."""
    local = moment.astimezone(ZoneInfo(zone))
    local += timedelta(
        minutes=-local.minute % ROUND_MINUTES,
        seconds=-local.second,
        microseconds=-local.microsecond,
    )
    if local.hour >= DAY_ENDS:
        local = _morning(local + timedelta(days=1), chance)
    elif local.hour < DAY_BEGINS:
        local = _morning(local, chance)
    working_time = WorkingTime(zone, region=region_of(zone))
    while not is_working_day(local.date(), working_time):
        local = _morning(local + timedelta(days=1), chance)
    return local.astimezone(moment.tzinfo)


def _morning(local: datetime, chance: random.Random) -> datetime:
    return local.replace(
        hour=DAY_BEGINS,
        minute=ROUND_MINUTES * chance.randrange(60 // ROUND_MINUTES),
        second=0,
        microsecond=0,
    )
