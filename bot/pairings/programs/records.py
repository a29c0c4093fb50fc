"""Records of programs: the lunch pairings of a channel, who takes part, and who skips a round."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, delete, func, select, update

from bot.core.schedule import unschedule
from bot.core.subjects import Subject
from bot.core.tables import occurrence
from bot.dates.recurrence import Schedule, planned_date
from bot.dates.working_time import OFFICE_TIME, Blackout, WorkingTime
from bot.matching import TeamsFirst
from bot.pairings.programs.round_changes import RoundChange
from bot.pairings.tables import membership, pairing_program, pairing_round, round_skip
from bot.people.hours import records as hours
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.store.rows import read_struct
from bot.ui.text import ChannelMention


class PairingProgram(Struct, frozen=True):
    """The lunch pairings of one channel; `recurrence` is an RFC 5545 rule, `time` local.

    `working_time` is that of the channel, with the program's own quiet dates.
    """

    id: int
    workspace: str
    channel: str
    channel_name: str
    recurrence: str
    start: dt.date
    time: str
    zone: str
    size: int
    blackout: Blackout
    same_office: bool
    active: bool
    working_time: WorkingTime = OFFICE_TIME
    changes: tuple[RoundChange, ...] = ()
    teams: TeamsFirst = "any"
    mentors: bool = False

    @property
    def subject(self) -> Subject:
        """The subject of its occurrences."""
        return Subject("program", self.id)

    @property
    def schedule(self) -> Schedule:
        """The schedule of the draws."""
        return Schedule(
            self.recurrence,
            self.start,
            self.draw_time,
            self.zone,
            working_time=self.working_time,
        )

    @property
    def draw_time(self) -> dt.time:
        """The local time of the draw."""
        return dt.time.fromisoformat(self.time)

    @property
    def channel_mention(self) -> ChannelMention:
        """The channel as a node of a text."""
        return ChannelMention(self.channel, self.channel_name)

    def change_of(self, day: dt.date) -> RoundChange | None:
        """Return what an organiser changed about the round of a day, wherever a day off put it."""
        if not self.changes:
            return None
        days = (day, planned_date(self.schedule, day))
        return next((change for change in self.changes if change.day in days), None)


class Membership(Struct, frozen=True):
    """One person's part in a program; the states are in `bot.pairings.tables`."""

    id: int
    program: int
    person: str
    state: str
    since: dt.datetime
    clicked_at: dt.datetime | None
    silent_rounds: int
    once: bool = False


class Notice(Struct, frozen=True):
    """What one member was told of the round of a day, and whether they skip it."""

    program: PairingProgram
    member: Membership
    day: dt.date
    skipped: bool


@remembered
async def find_program(tx: ReadTransaction, workspace: str, number: int) -> PairingProgram | None:
    """Return a program by its id."""
    query = select(pairing_program).where(
        pairing_program.c.workspace == workspace, pairing_program.c.id == number
    )
    row = await tx.first(query)
    return await read_program(tx, row) if row else None


@remembered
async def find_channel_program(
    tx: ReadTransaction, workspace: str, channel: str
) -> PairingProgram | None:
    """Return the program of a channel, stopped or not."""
    query = select(pairing_program).where(
        pairing_program.c.workspace == workspace, pairing_program.c.channel == channel
    )
    row = await tx.first(query)
    return await read_program(tx, row) if row else None


@remembered
async def active_programs(tx: ReadTransaction, workspace: str) -> list[PairingProgram]:
    """Return the programs of a workspace that are not stopped, oldest first."""
    query = select(pairing_program).where(
        pairing_program.c.workspace == workspace, pairing_program.c.active.is_(True)
    )
    rows = await tx.all(query.order_by(pairing_program.c.id))
    return [await read_program(tx, row) for row in rows]


async def read_program(tx: ReadTransaction, row: Row[Any]) -> PairingProgram:
    """Return the program in a row of a query, with the working time of its channel."""
    columns = row._mapping
    working_time = await hours.channel_working_time(
        tx,
        columns[pairing_program.c.workspace],
        columns[pairing_program.c.channel],
        columns[pairing_program.c.zone],
        columns[pairing_program.c.blackout],
    )
    return read_struct(PairingProgram, row, pairing_program, {"working_time": working_time})


async def save_program(
    tx: Transaction, workspace: str, channel: str, **values: object
) -> PairingProgram:
    """Create or update the program of a channel (upsert), and return it."""
    number = await tx.upsert(
        pairing_program, {"workspace": workspace, "channel": channel}, **values
    )
    program = await find_program(tx, workspace, number)
    assert program
    return program


async def stop_program(tx: Transaction, program: PairingProgram) -> None:
    """Mark a program as stopped; what is scheduled for it stays."""
    statement = update(pairing_program).where(
        pairing_program.c.workspace == program.workspace, pairing_program.c.id == program.id
    )
    await tx.execute(statement.values(active=False))


async def list_memberships(
    tx: ReadTransaction, program: PairingProgram, *states: str
) -> list[Membership]:
    """Return the memberships of a program, oldest first; only of these states, if any are named."""
    return await _list_memberships(tx, program.workspace, program.id, states)


@remembered
async def _list_memberships(
    tx: ReadTransaction, workspace: str, program: int, states: tuple[str, ...]
) -> list[Membership]:
    mine = membership.c.workspace == workspace, membership.c.program == program
    query = select(membership).where(*mine).order_by(membership.c.id)
    if states:
        query = query.where(membership.c.state.in_(states))
    return [read_struct(Membership, row) for row in await tx.all(query)]


def select_members(program: PairingProgram, state: str) -> Select[tuple[int]]:
    """Select the ids of the memberships of a program that are in a state."""
    return select(membership.c.id).where(_of_program(program), membership.c.state == state)


async def count_program_members(tx: ReadTransaction, program: PairingProgram) -> int:
    """Return how many people take part in a program."""
    query = select(func.count()).where(_of_program(program), membership.c.state == "in")
    return int(await tx.scalar(query))


async def membership_by_id(tx: ReadTransaction, workspace: str, number: int) -> Membership | None:
    """Return a membership by its id."""
    row = await tx.first(_MEMBERSHIP, workspace=workspace, number=number)
    return read_struct(Membership, row) if row else None


_MEMBERSHIP = select(membership).where(
    membership.c.workspace == bindparam("workspace"), membership.c.id == bindparam("number")
)


async def find_membership(
    tx: ReadTransaction, program: PairingProgram, person: str
) -> Membership | None:
    """Return one person's membership of a program."""
    query = select(membership).where(_of_program(program), membership.c.person == person)
    row = await tx.first(query)
    return read_struct(Membership, row) if row else None


async def people_in(
    tx: ReadTransaction, program: PairingProgram, people: Collection[str]
) -> set[str]:
    """Return those of these people who take part in a program."""
    query = select(membership.c.person).where(
        _of_program(program), membership.c.state == "in", membership.c.person.in_(people)
    )
    return set(await tx.scalars(query))


async def save_invitations(
    tx: Transaction, program: PairingProgram, people: Sequence[str], now: dt.datetime
) -> None:
    """Insert memberships in the state "asked"; people who have one keep theirs."""
    common = {"workspace": program.workspace, "program": program.id, "state": "asked", "since": now}
    await tx.insert_or_ignore_many(membership, [{**common, "person": person} for person in people])


async def set_membership_state(
    tx: Transaction,
    program: PairingProgram,
    person: str,
    state: str,
    now: dt.datetime,
    *,
    once: bool = False,
) -> None:
    """Set a person's own choice (upsert); it counts as a click and ends their silence.

    `once` is for somebody who takes part in one round.
    """
    await tx.upsert(
        membership,
        {"program": program.id, "person": person},
        workspace=program.workspace,
        state=state,
        since=now,
        clicked_at=now,
        silent_rounds=0,
        once=once,
    )


async def record_click(
    tx: Transaction, program: PairingProgram, person: str, now: dt.datetime
) -> None:
    """Save when a member clicked last; their silence ends."""
    await tx.execute(_CLICKED, here=program.workspace, number=program.id, who=person, now=now)


_CLICKED = (
    update(membership)
    .where(
        membership.c.workspace == bindparam("here"),
        membership.c.program == bindparam("number"),
        membership.c.person == bindparam("who"),
    )
    .values(clicked_at=bindparam("now"), silent_rounds=0)
)


_SKIPPING = select(round_skip.c.id).where(
    round_skip.c.program == membership.c.program,
    round_skip.c.person == membership.c.person,
    round_skip.c.local_date == bindparam("day"),
)
_NOTICED = (
    select(membership, pairing_program, _SKIPPING.exists().label("skipped"))
    .join(pairing_program, pairing_program.c.id == membership.c.program)
    .where(membership.c.workspace == bindparam("workspace"), membership.c.id == bindparam("number"))
)


@remembered
async def find_notice(tx: ReadTransaction, workspace: str, subject: Subject) -> Notice | None:
    """Return what a notice of a round, or news of its change, is about.

    `subject` is made by `keys.notice_subject` or `keys.shift_subject`.
    """
    written_day, number = subject.parts
    day = dt.date.fromisoformat(written_day)
    row = await tx.first(_NOTICED, workspace=workspace, number=int(number), day=day)
    if row is None:
        return None

    program = await read_program(tx, row)
    return Notice(program, read_struct(Membership, row, membership), day, bool(row.skipped))


async def add_skip(tx: Transaction, program: PairingProgram, day: dt.date, person: str) -> None:
    """Save that a person sits out the round of a day; idempotent."""
    await tx.insert_or_ignore(
        round_skip, workspace=program.workspace, program=program.id, local_date=day, person=person
    )


async def remove_skip(tx: Transaction, program: PairingProgram, day: dt.date, person: str) -> None:
    """Delete a person's skip of the round of a day, if there is one."""
    statement = delete(round_skip).where(_skips_of(program, day), round_skip.c.person == person)
    await tx.execute(statement)


async def people_skipping(tx: ReadTransaction, program: PairingProgram, day: dt.date) -> set[str]:
    """Return the people who sit out the round of a day."""
    query = select(round_skip.c.person).where(_skips_of(program, day))
    return set(await tx.scalars(query))


async def next_draw(
    tx: ReadTransaction, program: PairingProgram
) -> tuple[dt.date, dt.datetime] | None:
    """Return the local date and the instant of the next scheduled draw."""
    return await _next_draw(tx, program.workspace, program.subject)


@remembered
async def _next_draw(
    tx: ReadTransaction, workspace: str, subject: Subject
) -> tuple[dt.date, dt.datetime] | None:
    query = select(occurrence.c.local_date, occurrence.c.due).where(
        occurrence.c.workspace == workspace,
        occurrence.c.kind == "round.draw",
        occurrence.c.subject == subject,
        occurrence.c.state == "waiting",
    )
    row = await tx.first(query.order_by(occurrence.c.due).limit(1))
    return (row.local_date, row.due) if row else None


async def notices_until(
    tx: ReadTransaction, workspace: str, until: dt.datetime
) -> list[tuple[PairingProgram, dt.date]]:
    """Return the active programs that announce a round before a moment, each with its date."""
    query = select(occurrence.c.subject, occurrence.c.local_date).where(
        occurrence.c.workspace == workspace,
        occurrence.c.kind == "round.notice",
        occurrence.c.state == "waiting",
        occurrence.c.due < until,
    )
    found = []
    for row in await tx.all(query.order_by(occurrence.c.due, occurrence.c.id)):
        program = await find_program(tx, workspace, row.subject.id)
        if program and program.active:
            found.append((program, row.local_date))
    return found


async def unschedule_rounds(tx: Transaction, program: PairingProgram) -> None:
    """Unschedule everything about rounds that are not drawn yet."""
    await unschedule(
        tx,
        program.workspace,
        program.subject,
        "round.notice",
        "round.second_notice",
        "round.look",
        "round.draw",
        "round.checkin",
        "round.close",
    )


async def last_round_date(tx: ReadTransaction, program: PairingProgram) -> dt.date | None:
    """Return the date of the latest draw."""
    query = select(pairing_round.c.local_date).where(
        pairing_round.c.workspace == program.workspace, pairing_round.c.program == program.id
    )
    latest: dt.date | None = await tx.scalar(
        query.order_by(pairing_round.c.local_date.desc()).limit(1)
    )
    return latest


def _of_program(program: PairingProgram) -> ColumnElement[bool]:
    return and_(membership.c.workspace == program.workspace, membership.c.program == program.id)


def _skips_of(program: PairingProgram, day: dt.date) -> ColumnElement[bool]:
    return and_(
        round_skip.c.workspace == program.workspace,
        round_skip.c.program == program.id,
        round_skip.c.local_date == day,
    )
