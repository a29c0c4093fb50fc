"""Read and write circles: the lunch pairings of a channel, and who takes part in them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, delete, func, select, update

from bot.core.schedule import unschedule
from bot.core.tables import occurrence
from bot.dates.recurrence import Blackout, Schedule
from bot.pairings.tables import circle as circles
from bot.pairings.tables import lunch_round, membership, skip
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import ChannelMention


class PairingProgram(Struct, frozen=True):
    """The lunch pairings of one channel."""

    id: int
    workspace: str
    channel: str
    channel_name: str
    rule: str
    start: dt.date
    time: str
    zone: str
    size: int
    blackout: Blackout
    same_office: bool
    active: bool

    @property
    def schedule(self) -> Schedule:
        """Say when its rounds are drawn."""
        return Schedule(self.rule, self.start, self.draw_time, self.zone, self.blackout)

    @property
    def draw_time(self) -> dt.time:
        """Give the local time of the draw."""
        return dt.time.fromisoformat(self.time)

    @property
    def channel_mention(self) -> ChannelMention:
        """Name its channel in a text."""
        return ChannelMention(self.channel, self.channel_name)


class Membership(Struct, frozen=True):
    """One person's part in a circle."""

    id: int
    circle: int
    person: str
    state: str
    since: dt.datetime
    clicked_at: dt.datetime | None
    silent_rounds: int


async def find_program(tx: ReadTransaction, workspace: str, number: int) -> PairingProgram | None:
    """Give one circle by its number."""
    row = await tx.first(
        select(circles).where(circles.c.workspace == workspace, circles.c.id == number)
    )
    return _to_program(row) if row else None


async def find_channel_program(
    tx: ReadTransaction, workspace: str, channel: str
) -> PairingProgram | None:
    """Give the circle of a channel."""
    row = await tx.first(
        select(circles).where(circles.c.workspace == workspace, circles.c.channel == channel)
    )
    return _to_program(row) if row else None


async def active_programs(tx: ReadTransaction, workspace: str) -> list[PairingProgram]:
    """Give the circles that go on."""
    rows = await tx.all(
        select(circles)
        .where(circles.c.workspace == workspace, circles.c.active.is_(True))
        .order_by(circles.c.id)
    )
    return [_to_program(row) for row in rows]


async def save_program(
    tx: Transaction, workspace: str, channel: str, **values: object
) -> PairingProgram:
    """Begin or change the circle of a channel."""
    number = await tx.upsert(circles, {"workspace": workspace, "channel": channel}, **values)
    saved = await find_program(tx, workspace, number)
    assert saved
    return saved


async def stop_program(tx: Transaction, program: PairingProgram) -> None:
    """Let a circle have no more rounds."""
    mine = update(circles).where(
        circles.c.workspace == program.workspace, circles.c.id == program.id
    )
    await tx.execute(mine.values(active=False))


async def list_memberships(
    tx: ReadTransaction, program: PairingProgram, *states: str
) -> list[Membership]:
    """Give everybody's part in a circle, those in these states if any are named, in the order they
    came."""
    chosen = select(membership).where(
        membership.c.workspace == program.workspace, membership.c.circle == program.id
    )
    if states:
        chosen = chosen.where(membership.c.state.in_(states))
    return [_to_membership(row) for row in await tx.all(chosen.order_by(membership.c.id))]


async def count_program_members(tx: ReadTransaction, program: PairingProgram) -> int:
    """Count who is in a circle."""
    mine = select(func.count()).where(
        membership.c.workspace == program.workspace, membership.c.circle == program.id
    )
    return int(await tx.scalar(mine.where(membership.c.state == "in")))


async def membership_by_id(tx: ReadTransaction, workspace: str, number: int) -> Membership | None:
    """Give one part in a circle by its number."""
    row = await tx.first(
        select(membership).where(membership.c.workspace == workspace, membership.c.id == number)
    )
    return _to_membership(row) if row else None


async def find_membership(
    tx: ReadTransaction, program: PairingProgram, person: str
) -> Membership | None:
    """Give one person's part in a circle."""
    row = await tx.first(_where_member(select(membership), program, person))
    return _to_membership(row) if row else None


async def save_invitations(
    tx: Transaction, program: PairingProgram, people: Sequence[str], now: dt.datetime
) -> None:
    """Write down that these people are asked whether they take part."""
    common = {"workspace": program.workspace, "circle": program.id, "state": "asked", "since": now}
    await tx.insert_or_ignore_many(membership, [{**common, "person": person} for person in people])


async def set_membership_state(
    tx: Transaction, program: PairingProgram, person: str, state: str, now: dt.datetime
) -> None:
    """Let somebody in or out; a person who does this themselves is silent no more."""
    await tx.upsert(
        membership,
        {"circle": program.id, "person": person},
        workspace=program.workspace,
        state=state,
        since=now,
        clicked_at=now,
        silent_rounds=0,
    )


async def record_click(
    tx: Transaction, program: PairingProgram, person: str, now: dt.datetime
) -> None:
    """Note that somebody clicked."""
    await tx.execute(
        _where_member(update(membership), program, person).values(clicked_at=now, silent_rounds=0)
    )


async def reset_silence(tx: Transaction, program: PairingProgram, people: Sequence[str]) -> None:
    """Count nobody among these people as silent: one of them spoke for all."""
    mine = update(membership).where(
        membership.c.workspace == program.workspace, membership.c.circle == program.id
    )
    await tx.execute(mine.where(membership.c.person.in_(people)).values(silent_rounds=0))


async def load_notice_state(
    tx: ReadTransaction, workspace: str, number: int, day: dt.date
) -> tuple[PairingProgram, Membership, bool] | None:
    """Give one part in a circle, the circle, and whether the person skips the round of a day."""
    skipping = select(skip.c.id).where(
        skip.c.circle == membership.c.circle,
        skip.c.person == membership.c.person,
        skip.c.local_date == day,
    )
    row = await tx.first(
        select(membership, circles, skipping.exists())
        .join(circles, circles.c.id == membership.c.circle)
        .where(membership.c.workspace == workspace, membership.c.id == number)
    )
    if row is None:
        return None
    mine = Membership(*(row._mapping[membership.c[name]] for name in Membership.__struct_fields__))
    return (
        PairingProgram(
            *(row._mapping[circles.c[name]] for name in PairingProgram.__struct_fields__)
        ),
        mine,
        bool(row[-1]),
    )


async def save_silence(
    tx: Transaction, program: PairingProgram, rounds: dict[int, int], paused: Iterable[int]
) -> None:
    """Note for how many rounds each of these members has been silent, and pause some of them."""
    by_count: dict[int, list[int]] = {}
    for number, count in rounds.items():
        by_count.setdefault(count, []).append(number)
    mine = update(membership).where(
        membership.c.workspace == program.workspace, membership.c.circle == program.id
    )
    for count, numbers in sorted(by_count.items()):
        await tx.execute(mine.where(membership.c.id.in_(numbers)).values(silent_rounds=count))
    if numbers := list(paused):
        await tx.execute(mine.where(membership.c.id.in_(numbers)).values(state="paused"))


async def add_skip(tx: Transaction, program: PairingProgram, day: dt.date, person: str) -> None:
    """Let somebody do without one round."""
    await tx.insert_or_ignore(
        skip, workspace=program.workspace, circle=program.id, local_date=day, person=person
    )


async def remove_skip(tx: Transaction, program: PairingProgram, day: dt.date, person: str) -> None:
    """Let somebody take part in a round after all."""
    await tx.execute(
        delete(skip).where(
            skip.c.workspace == program.workspace,
            skip.c.circle == program.id,
            skip.c.local_date == day,
            skip.c.person == person,
        )
    )


async def people_skipping(tx: ReadTransaction, program: PairingProgram, day: dt.date) -> set[str]:
    """Give those who do without a round."""
    found = select(skip.c.person).where(
        skip.c.workspace == program.workspace, skip.c.circle == program.id, skip.c.local_date == day
    )
    return set(await tx.scalars(found))


async def next_draw(
    tx: ReadTransaction, program: PairingProgram
) -> tuple[dt.date, dt.datetime] | None:
    """Give the local date and the instant of the next draw."""
    row = await tx.first(
        select(occurrence.c.local_date, occurrence.c.due)
        .where(
            occurrence.c.workspace == program.workspace,
            occurrence.c.kind == "round.draw",
            occurrence.c.subject == str(program.id),
            occurrence.c.state == "waiting",
        )
        .order_by(occurrence.c.due)
        .limit(1)
    )
    return (row.local_date, row.due) if row else None


async def unschedule_rounds(tx: Transaction, program: PairingProgram) -> None:
    """Drop what is planned for rounds that are not drawn yet."""
    await unschedule(
        tx,
        program.workspace,
        str(program.id),
        "round.notice",
        "round.draw",
        "round.checkin",
        "round.close",
    )


async def last_round_date(tx: ReadTransaction, program: PairingProgram) -> dt.date | None:
    """Give the date of the last round that was drawn."""
    found: dt.date | None = await tx.scalar(
        select(lunch_round.c.local_date)
        .where(lunch_round.c.workspace == program.workspace, lunch_round.c.circle == program.id)
        .order_by(lunch_round.c.local_date.desc())
        .limit(1)
    )
    return found


def _where_member(statement: Any, program: PairingProgram, person: str) -> Any:
    return statement.where(
        membership.c.workspace == program.workspace,
        membership.c.circle == program.id,
        membership.c.person == person,
    )


def _to_program(row: Row[Any]) -> PairingProgram:
    return PairingProgram(*(row._mapping[name] for name in PairingProgram.__struct_fields__))


def _to_membership(row: Row[Any]) -> Membership:
    return Membership(*(row._mapping[name] for name in Membership.__struct_fields__))
