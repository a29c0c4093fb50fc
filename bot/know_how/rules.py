"""What somebody shared that answers a question, and until when they may be asked. Pure."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.dates.working_time import (
    WorkingTime,
    moment_on,
    nearest_working_day,
    working_days_after,
)
from bot.people.meanings import find_in_title, find_meaning
from bot.people.topics import split_words, stem_words

Shared = Literal["offer", "event", "learning"]

MAX_TOPIC = 80
MAX_NAMED = 3
DAYS_TO_ANSWER, ANSWER_TIME = 3, dt.time(16)  # working days of whoever is asked
INTRODUCE_WITHIN = dt.timedelta(days=7)  # once both agreed; weekends and nights pass first
_ORDER: Sequence[Shared] = ("offer", "event", "learning")
_FRAME = re.compile(r"^(?:about|on|of|all about|anything about)\s+", re.IGNORECASE)
_SHORTEST_STEM = 3  # letters; shorter words stand in too much else


class Evidence(Struct, frozen=True):
    """Something that a person shared openly: what they offer, hosted or learned."""

    person: str
    kind: Shared
    words: str

    @property
    def key(self) -> str:
        """A short name of it, which changes with its words."""
        return hashlib.sha256(f"{self.kind}:{self.words}".encode()).hexdigest()[:10]


class IntroductionRequest(Struct, frozen=True):
    """Somebody asks to be introduced to a colleague, for something that they shared."""

    id: int
    workspace: str
    asker: str
    expert: str
    kind: Shared
    evidence: str
    state: str
    asked_at: dt.datetime
    until: dt.datetime
    declined_at: dt.datetime | None

    @property
    def subject(self) -> Subject:
        """The subject of the question, and in front of the keys of its messages."""
        return Subject("expert", self.id)

    @property
    def pair(self) -> tuple[str, str]:
        """Both of them."""
        return self.asker, self.expert


def answer_until(now: dt.datetime, asked: WorkingTime, asker: WorkingTime) -> dt.datetime:
    """Return until when a question is open: on a day on which both work, so that both hear."""
    day = working_days_after(local_date(now, asked.zone), DAYS_TO_ANSWER, asked)
    return moment_on(nearest_working_day(day, asker), ANSWER_TIME, asker)


def read_topic(typed: str) -> str:
    """Return the topic of “about sourdough?”."""
    return _FRAME.sub("", typed.strip()).strip(" ?!.,")


def speaks_of(evidence: Evidence, topic: str) -> bool:
    """Return whether what somebody shared is about a topic, or about a part of it.

    Who offers Django knows about Python. Who offers Python need not know about Django.
    """
    sought = find_meaning(topic)
    if evidence.kind == "offer":
        offered = find_meaning(evidence.words)
        return bool(sought.topics & (offered.topics | offered.broader))
    told = find_in_title(evidence.words)
    return bool(sought.topics & (told.topics | told.broader)) or _contains(evidence.words, topic)


def choose_experts(found: Iterable[Evidence], topic: str) -> list[Evidence]:
    """Return one thing that speaks of a topic for each person, offers first; not too many."""
    fitting = [each for each in found if speaks_of(each, topic)]
    best: dict[str, Evidence] = {}
    for each in sorted(fitting, key=_rank):
        best.setdefault(each.person, each)
    return list(best.values())[:MAX_NAMED]


def _rank(evidence: Evidence) -> tuple[int, str]:
    # By a fingerprint within a kind: an order that says nothing of when anybody wrote it.
    return _ORDER.index(evidence.kind), evidence.key


def _contains(words: str, topic: str) -> bool:
    """Return whether all words of a topic stand in a text next to each other, but for endings."""
    sought = [stem_words([word]) for word in split_words(topic)]
    there = [stem_words([word]) for word in split_words(words)]
    if not sought or len("".join(sought)) < _SHORTEST_STEM:
        return False
    length = len(sought)
    return any(there[at : at + length] == sought for at in range(len(there) - length + 1))
