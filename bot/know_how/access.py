"""Who may be named to somebody, and for what; asked anew at each click."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from bot.dates.local_time import local_date
from bot.know_how import records
from bot.know_how.rules import Evidence
from bot.people import records as people
from bot.people.records import Person, is_paused, is_silent
from bot.store.engine import ReadTransaction


class Asking(Protocol):
    """Who would like to know, where and when: whoever calls, or whom Mingle tells unasked."""

    @property
    def workspace(self) -> str: ...

    @property
    def person(self) -> str: ...

    @property
    def now(self) -> dt.datetime: ...


async def find_named(
    call: Asking, tx: ReadTransaction, value: str
) -> tuple[Person, Evidence] | None:
    """Return whom a button beside a name is about, and for what, if they still are to be named."""
    number, _, key = value.rpartition(":")
    for person in await willing_people(call, tx):
        if person.id == number:
            shared = await list_evidence(call, tx, [person])
            return next(((person, each) for each in shared if each.key == key), None)
    return None


async def willing_people(call: Asking, tx: ReadTransaction) -> list[Person]:
    """Return who may be named to the caller: they agreed, are here, and not kept apart."""
    agreed = await records.list_named(tx, call.workspace)
    apart = await people.kept_apart(tx, call.workspace, call.person)
    known = await people.find_people(tx, call.workspace, agreed - apart - {call.person})
    return [person for person in known.values() if _is_here(person, call)]


def _is_here(person: Person, call: Asking) -> bool:
    day = local_date(call.now, person.zone)
    return not person.left and not is_paused(person, day) and not is_silent(person, day)


async def list_evidence(
    call: Asking, tx: ReadTransaction, willing: Sequence[Person]
) -> list[Evidence]:
    """Return what these people shared openly, as far as the caller may see it."""
    channels = set(await people.channels_of(tx, call.workspace, call.person))
    found: list[Evidence] = []
    for person in willing:
        found += await records.list_shared(tx, call.workspace, person, call.now, channels)
    return found
