"""The introductions of a rehearsal, as the rows of the database have them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct, structs
from sqlalchemy import Row, and_, func, or_, select

from bot.core.tables import outbox_message
from bot.matching.model import Reason
from bot.pairings.tables import (
    group_member,
    pairing_group,
    pairing_program,
    pairing_round,
    round_skip,
)
from bot.people.tables import person
from bot.store.beginnings import begins_with
from bot.store.engine import ReadTransaction
from bot.store.playground import playground_message
from jobs.simulation.card_words import find_instants
from jobs.simulation.hours_settings import load_hours
from jobs.simulation.working_hours import PersonalHours

# Messages of pairings that do not tell anybody what becomes of their introduction.
ROUTINE = {
    f"lunch.{name}"
    for name in ("notice", "nudge", "checkin", "report", "invite", "trial", "picture", "silent")
}


class ColleagueFacts(Struct, frozen=True):
    """A person: their town, and how they like to meet."""

    town: str
    mode: str
    left: bool


class MembershipFacts(Struct, frozen=True):
    """A person in an introduction, and what they answered."""

    person: str
    answer: str
    answered_at: datetime | None


class Introduction(Struct, frozen=True):
    """A group of two or more: when it was drawn, and what became of its message and its nudge."""

    group: int
    round: int
    members: tuple[MembershipFacts, ...]
    state: str
    by_rematch: bool
    drawn_at: datetime
    ends_at: datetime
    meet_at: datetime | None
    slots: tuple[datetime, ...]
    reasons: tuple[Reason, ...]
    message_state: str
    sent_at: datetime | None
    tried_at: datetime | None
    nudged_at: datetime | None
    nudge_moments: tuple[datetime, ...]  # which the nudge proposes
    hours: Mapping[str, PersonalHours]  # of each member
    skipped: frozenset[str] = frozenset()  # who sat the round out by a click

    @property
    def people(self) -> list[str]:
        """Return who is introduced."""
        return [member.person for member in self.members]


async def load_colleagues(tx: ReadTransaction, workspace: str) -> dict[str, ColleagueFacts]:
    """Return everybody by id."""
    rows = await tx.all(select(person).where(person.c.workspace == workspace))
    return {
        row.person: ColleagueFacts(row.office.casefold().strip(), row.mode, row.left)
        for row in rows
    }


async def load_introductions(tx: ReadTransaction, workspace: str) -> list[Introduction]:
    """Return every group of two or more, in the order in which they were drawn."""
    introduced_at = func.coalesce(pairing_group.c.made_at, pairing_round.c.drawn_at)
    statement = (
        select(
            pairing_group,
            introduced_at.label("drawn_at"),
            pairing_round.c.ends_at,
            pairing_round.c.program,
            pairing_round.c.local_date,
            pairing_program.c.channel,
        )
        .join(pairing_round, pairing_group.c.round == pairing_round.c.id)
        .join(pairing_program, pairing_program.c.id == pairing_round.c.program)
        .where(pairing_group.c.workspace == workspace)
        .where(pairing_group.c.state.not_in(("alone", "late")))
        .order_by(pairing_group.c.id)
    )
    rows = await tx.all(statement)
    members = await _members_by_group(tx, workspace)
    messages = await _messages_by_key(tx, workspace)
    hours = await load_hours(tx, workspace, {row.channel for row in rows})
    skips: defaultdict[tuple[int, date], set[str]] = defaultdict(set)
    for skip in await tx.all(select(round_skip).where(round_skip.c.workspace == workspace)):
        skips[skip.program, skip.local_date].add(skip.person)

    introductions = []
    for row in rows:
        if len(members[row.id]) > 1:
            found = _introduction(row, members[row.id], messages, hours[row.channel])
            skipped = frozenset(skips[row.program, row.local_date])
            introductions.append(structs.replace(found, skipped=skipped))
    return introductions


async def load_words(tx: ReadTransaction, workspace: str) -> dict[str, list[datetime]]:
    """Return when each person was told what becomes of an introduction.

    A direct message that did not arrive counts: somebody whom no message reaches cannot be told.
    """
    tried = and_(outbox_message.c.state == "failed", outbox_message.c.kind == "whisper")
    columns = "recipients", "sent_at", "last_try", "due"
    statement = select(*(outbox_message.c[name] for name in columns)).where(
        outbox_message.c.workspace == workspace,
        outbox_message.c.reason.startswith("lunch."),
        outbox_message.c.reason.not_in(ROUTINE),
        or_(outbox_message.c.state == "sent", tried),
    )
    words: defaultdict[str, list[datetime]] = defaultdict(list)
    for row in await tx.all(statement):
        for who in row.recipients:
            words[who].append(row.sent_at or row.last_try or row.due)
    return words


async def _members_by_group(
    tx: ReadTransaction, workspace: str
) -> defaultdict[int, list[MembershipFacts]]:
    found: defaultdict[int, list[MembershipFacts]] = defaultdict(list)
    statement = select(group_member).where(group_member.c.workspace == workspace)
    for row in await tx.all(statement.order_by(group_member.c.id)):
        found[row.group].append(MembershipFacts(row.person, row.answer, row.answered_at))
    return found


async def _messages_by_key(tx: ReadTransaction, workspace: str) -> dict[str, Row[Any]]:
    # of introductions, which are most of them, nobody asks what they say
    said = and_(
        playground_message.c.workspace == outbox_message.c.workspace,
        playground_message.c.key == outbox_message.c.token,
        outbox_message.c.key.endswith(":nudge"),
    )
    columns = "key", "state", "due", "sent_at", "last_try"
    statement = (
        select(
            *(outbox_message.c[name] for name in columns), playground_message.c.card.label("said")
        )
        .outerjoin(playground_message, said)
        .where(outbox_message.c.workspace == workspace, begins_with(outbox_message.c.key, "group:"))
    )
    return {row.key: row for row in await tx.all(statement)}


def _introduction(
    row: Row[Any],
    members: Sequence[MembershipFacts],
    messages: Mapping[str, Row[Any]],
    hours: Mapping[str, PersonalHours],
) -> Introduction:
    message = messages.get(f"group:{row.id}:intro")
    nudge = messages.get(f"group:{row.id}:nudge")
    drawn_at = message.due if message is not None and row.by_rematch else row.drawn_at
    return Introduction(
        group=row.id,
        round=row.round,
        members=tuple(members),
        state=row.state,
        by_rematch=row.by_rematch,
        drawn_at=drawn_at,
        ends_at=row.ends_at,
        meet_at=None if row.unscheduled else row.meet_at,
        slots=row.slots,
        reasons=row.reasons,
        message_state=message.state if message is not None else "none",
        sent_at=message.sent_at if message is not None else None,
        tried_at=message.last_try if message is not None else None,
        nudged_at=nudge.sent_at if nudge is not None else None,
        nudge_moments=_moments(nudge),
        hours={member.person: hours[member.person] for member in members},
    )


def _moments(nudge: Row[Any] | None) -> tuple[datetime, ...]:
    if nudge is None or nudge.said is None:
        return ()
    return tuple(instant.at for instant in find_instants(nudge.said))
