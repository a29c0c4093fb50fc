"""Choose one step from what there is, by what was said before. Pure."""

from collections.abc import Collection, Sequence
from typing import Literal, Protocol, TypeVar, get_args

from msgspec import Struct

StepKind = Literal["event", "table", "lunch", "opening", "start"]
# Why nothing of a kind was chosen: there is none, it was said last, or too many were passed over.
WhyNot = Literal["none", "said", "weary"]
KINDS: tuple[StepKind, ...] = get_args(StepKind)
WEARY = 3  # so many of a kind that were not for somebody are enough for a while


class StepKey(Struct, frozen=True):
    """What a step is about: an event, a table or an opening by its number, a start by its name.

    A lunch is about a colleague.
    """

    kind: StepKind
    thing: str = ""
    other: str | None = None


class Memory(Struct, frozen=True):
    """What was said to somebody last, and what was not for them."""

    last: StepKey | None = None
    passed: frozenset[StepKey] = frozenset()

    def is_weary_of(self, kind: StepKind) -> bool:
        """Return whether so many of a kind were not for them that they get no more for a while."""
        return kind != "start" and sum(key.kind == kind for key in self.passed) >= WEARY


class Step(Protocol):
    """Something that can be suggested."""

    @property
    def key(self) -> StepKey:
        """What it is about."""
        ...


AnyStep = TypeVar("AnyStep", bound=Step)


def choose_step(steps: Sequence[AnyStep], memory: Memory) -> AnyStep | WhyNot:
    """Return the first step that was neither said last nor passed over, or why there is none."""
    fresh = [step for step in steps if step.key not in memory.passed]
    if not fresh:
        return "none"
    return next((step for step in fresh if step.key != memory.last), "said")


def choose_start(names: Sequence[str], memory: Memory, last_start: str) -> str:
    """Return what to start: the one after the last, of those that were not passed over, if any.

    There are at least two, so one was not said last.
    """
    free = _without(names, {key.thing for key in memory.passed if key.kind == "start"})
    if not free or list(free) == [last_start]:
        free = _without(names, {last_start})
    following = names[names.index(last_start) + 1 :] if last_start in names else ()
    return next((name for name in following if name in free), free[0])


def _without(names: Sequence[str], those: Collection[str]) -> Sequence[str]:
    return [name for name in names if name not in those]
