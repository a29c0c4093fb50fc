"""The host of a program: asked in private, and host only once they agreed, for as long as they do.

Whoever asked hears what became of it, in the same words whether it was a no or silence.
"""

import datetime as dt
from functools import partial

from msgspec import Struct
from sqlalchemy import Select, bindparam, select, update

from bot.core import outbox, schedule
from bot.core.interactions import Invocation
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.dates.working_time import moment_on, working_days_after
from bot.pairings import rules
from bot.pairings.programs import invitations, records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.tables import lunch_host
from bot.pairings.views import hosts as views
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.store.rows import read_struct
from bot.ui.text import Mention

CLOSE = "host.close"  # the kind of occurrence
MISSED_FOR = dt.timedelta(days=30)  # a host who was asked for and did not come about
_OVER = ("over", "taken_off")


class LunchHost(Struct, frozen=True):
    """Somebody who was asked to host; the states are in `bot.pairings.tables`."""

    id: int
    workspace: str
    program: int
    person: str
    asked_by: str
    state: str
    asked_at: dt.datetime
    until: dt.datetime

    @property
    def subject(self) -> Subject:
        """The subject of the question, a live card."""
        return Subject("host", self.id)

    @property
    def is_over(self) -> bool:
        """Whether they neither host nor are asked any more."""
        return self.state in _OVER


class HostStatus(Struct, frozen=True):
    """Who hosts a program, or is asked to `until` when; nobody where nobody agreed or stays."""

    host: Mention | None = None
    until: dt.datetime | None = None


async def find_current(tx: ReadTransaction, program: PairingProgram) -> LunchHost | None:
    """Return who hosts a program, or was asked to and has not answered."""
    return await _find_current(tx, program.workspace, program.id)


@remembered
async def _find_current(tx: ReadTransaction, workspace: str, program: int) -> LunchHost | None:
    row = await tx.first(_CURRENT, workspace=workspace, program=program)
    return read_struct(LunchHost, row) if row else None


async def find_host(tx: ReadTransaction, program: PairingProgram) -> str:
    """Return who agreed to host a program; empty if nobody did."""
    current = await find_current(tx, program)
    return current.person if current and current.state == "hosting" else ""


async def find_named(tx: ReadTransaction, program: PairingProgram) -> str:
    """Return who hosts a program or was asked to, if they are still here; empty if nobody was."""
    current = await find_current(tx, program)
    if current is None:
        return ""
    person = await people.find_person(tx, current.workspace, current.person)
    return "" if person and person.left else current.person


async def mention_host(tx: ReadTransaction, program: PairingProgram) -> Mention | None:
    """Return who hosts a program, if somebody does and is here."""
    host = await find_host(tx, program)
    person = await people.find_person(tx, program.workspace, host) if host else None
    return person.mention if person and not person.left else None


async def find_status(
    tx: ReadTransaction, program: PairingProgram, now: dt.datetime
) -> HostStatus | None:
    """Return how it stands with the host of a program; None where nobody asked for one lately."""
    query = _select(program.workspace).where(lunch_host.c.program == program.id)
    row = await tx.first(query.order_by(lunch_host.c.id.desc()).limit(1))
    latest = read_struct(LunchHost, row) if row else None
    if latest is None or latest.state == "taken_off":
        return None
    if latest.state == "over":
        return HostStatus() if latest.until > now - MISSED_FOR else None

    person = await people.find_person(tx, program.workspace, latest.person)
    if person is None or person.left:
        return HostStatus()
    return HostStatus(person.mention, latest.until if latest.state == "asked" else None)


async def host_by_id(tx: ReadTransaction, workspace: str, number: int) -> LunchHost | None:
    """Return a question to host, or what became of it."""
    row = await tx.first(_select(workspace).where(lunch_host.c.id == number))
    return read_struct(LunchHost, row) if row else None


async def lock_host(tx: Transaction, workspace: str, number: int) -> LunchHost | None:
    """Return a question to host, locked until the transaction ends."""
    query = _select(workspace).where(lunch_host.c.id == number)
    row = await tx.first(query if tx.single_writer else query.with_for_update())
    return read_struct(LunchHost, row) if row else None


async def name_host(
    call: Invocation, tx: Transaction, program: PairingProgram, person: str
) -> LunchHost | None:
    """Ask somebody to host, or nobody, and return who hosts or is asked.

    Whoever hosted before hears that they don't any more; whoever was asked before reads so.
    """
    current = await find_current(tx, program)
    if current and current.person != person:
        await _take_off(tx, program, current, call.now)
    if not person or (current and current.person == person):
        return current if person else None

    day = working_days_after(
        local_date(call.now, program.zone), rules.DAYS_TO_AGREE, program.working_time
    )
    until = moment_on(day, program.draw_time, program.working_time)
    number = await tx.insert(
        lunch_host,
        workspace=program.workspace,
        program=program.id,
        person=person,
        asked_by=call.person,
        state="asked",
        asked_at=call.now,
        until=until,
    )
    subject = Subject("host", number)
    await outbox.send_dm(
        tx,
        program.workspace,
        f"{subject}:asked",
        person,
        None,
        subject=subject,
        reason=rules.HOST_ASKED,
        due=call.now,
        expires=until,
    )
    await schedule.schedule(
        tx, program.workspace, CLOSE, subject, until, local_date(until, program.zone)
    )
    return await host_by_id(tx, program.workspace, number)


async def agree(
    call: Invocation, tx: Transaction, program: PairingProgram, asked: LunchHost
) -> None:
    """Let somebody host who agreed, and take part in the rounds from then on."""
    await _set_state(tx, asked, "hosting")
    member = await records.find_membership(tx, program, asked.person)
    if member is None or member.state != "in" or member.once:
        await records.set_membership_state(tx, program, asked.person, "in", call.now)
    member = await records.find_membership(tx, program, asked.person)
    assert member
    await outbox.invalidate(tx, program.workspace, Subject("invite", member.id))
    await invitations.refresh_invitations(tx, program)
    await _tell(tx, program, asked, asked.asked_by, "agreed", call.now)


async def end(
    tx: Transaction, program: PairingProgram, current: LunchHost, now: dt.datetime
) -> None:
    """End that somebody hosts, or was asked to, and tell whoever asked."""
    await _set_state(tx, current, "over")
    await invitations.refresh_invitations(tx, program)
    what: views.HostNews = "stopped" if current.state == "hosting" else "declined"
    await _tell(tx, program, current, current.asked_by, what, now)


async def _take_off(
    tx: Transaction, program: PairingProgram, current: LunchHost, now: dt.datetime
) -> None:
    await _set_state(tx, current, "taken_off")
    await invitations.refresh_invitations(tx, program)
    if current.state == "hosting":
        await _tell(tx, program, current, current.person, "taken_off", now)


async def _set_state(tx: Transaction, current: LunchHost, state: str) -> None:
    mine = lunch_host.c.workspace == current.workspace, lunch_host.c.id == current.id
    await tx.execute(update(lunch_host).where(*mine).values(state=state))
    if state in _OVER or current.state == "asked":
        await schedule.unschedule(tx, current.workspace, current.subject, CLOSE)
    await outbox.invalidate(tx, current.workspace, current.subject)


async def _tell(
    tx: Transaction,
    program: PairingProgram,
    host: LunchHost,
    reader: str,
    what: views.HostNews,
    now: dt.datetime,
) -> None:
    known = await people.find_people(tx, program.workspace, {host.person, reader})
    if reader not in known or known[reader].left or (reader == host.person and what != "taken_off"):
        return
    name = known[host.person].mention if host.person in known else None
    await outbox.send_dm(
        tx,
        program.workspace,
        f"{host.subject}:{what}",
        reader,
        partial(views.news_card, program.channel_mention, name, what),
        reason=rules.HOST_NEWS,
        due=now,
    )


_CURRENT = select(lunch_host).where(
    lunch_host.c.workspace == bindparam("workspace"),
    lunch_host.c.program == bindparam("program"),
    lunch_host.c.state.not_in(_OVER),
)


def _select(workspace: str) -> Select[tuple[int]]:
    return select(lunch_host).where(lunch_host.c.workspace == workspace)
