"""Find the next step of somebody: the first kind of thing of which there is one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from bot.next_step import records, rules
from bot.next_step.asker import Asker, load_asker
from bot.next_step.event_steps import EventStep, list_event_steps
from bot.next_step.lunch_steps import LunchStep, list_lunch_steps
from bot.next_step.opening_steps import OpeningStep, list_opening_steps
from bot.next_step.rules import Memory, StepKey, StepKind, WhyNot
from bot.next_step.table_steps import TableStep, list_table_steps
from bot.next_step.views import STARTS, AnyStep
from bot.people.records import Person
from bot.store.engine import ReadTransaction

ListedStep = EventStep | TableStep | LunchStep | OpeningStep
_Lister = Callable[[ReadTransaction, Asker], Awaitable[Sequence[ListedStep]]]

_LISTS: Mapping[StepKind, _Lister] = {
    "event": list_event_steps,
    "table": list_table_steps,
    "lunch": list_lunch_steps,
    "opening": list_opening_steps,
}


class Chosen(Struct, frozen=True):
    """One step, and the kind of step above it, with why there is none of that."""

    step: AnyStep
    key: StepKey
    above: tuple[StepKind, WhyNot] | None
    passed: bool


async def choose_next(tx: ReadTransaction, workspace: str, person: Person, now: datetime) -> Chosen:
    """Return somebody's next step. There always is one."""
    asker = await load_asker(tx, workspace, person, now)
    memory = await records.load_memory(tx, workspace, person.id)
    passed = bool(memory.passed)
    above: tuple[StepKind, WhyNot] | None = None
    for kind in _LISTS:
        found = await _choose_of(tx, asker, kind, memory)
        if not isinstance(found, str):
            return Chosen(found, found.key, above, passed)
        above = (kind, found)

    last = await records.last_start(tx, workspace, person.id)
    name = rules.choose_start(tuple(STARTS), memory, last)
    return Chosen(name, StepKey("start", name), above, passed)


async def _choose_of(
    tx: ReadTransaction, asker: Asker, kind: StepKind, memory: Memory
) -> ListedStep | WhyNot:
    if memory.is_weary_of(kind):
        return "weary"
    return rules.choose_step(await _LISTS[kind](tx, asker), memory)
