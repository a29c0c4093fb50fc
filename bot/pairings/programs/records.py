"""Read and write circles: the lunch pairings of a channel, and who takes part in them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, delete, func, select, update

from bot.core.schedule import forget
from bot.core.tables import occurrence
from bot.dates.recurrence import Blackout, Schedule
from bot.pairings.tables import circle as circles
from bot.pairings.tables import lunch_round, membership, skip
from bot.store.engine import Transaction
from bot.ui.text import Room


class Circle(Struct, frozen=True):
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
        return Schedule(self.rule, self.start, self.clock, self.zone, self.blackout)

    @property
    def clock(self) -> dt.time:
        """Give the local time of the draw."""
        return dt.time.fromisoformat(self.time)

    @property
    def room(self) -> Room:
        """Name its channel in a text."""
        return Room(self.channel, self.channel_name)


class Membership(Struct, frozen=True):
    """One person's part in a circle."""

    id: int
    circle: int
    person: str
    state: str
    since: dt.datetime
    clicked_at: dt.datetime | None
    silent_rounds: int


async def circle(tx: Transaction, workspace: str, number: int) -> Circle | None:
    """Give one circle by its number."""
    row = await tx.first(select(circles).where(circles.c.workspace == workspace, circles.c.id == number))
    return _circle(row) if row else None


async def circle_of(tx: Transaction, workspace: str, channel: str) -> Circle | None:
    """Give the circle of a channel."""
    row = await tx.first(select(circles).where(circles.c.workspace == workspace, circles.c.channel == channel))
    return _circle(row) if row else None


async def active(tx: Transaction, workspace: str) -> list[Circle]:
    """Give the circles that go on."""
    rows = await tx.all(
        select(circles).where(circles.c.workspace == workspace, circles.c.active.is_(True)).order_by(circles.c.id)
    )
    return [_circle(row) for row in rows]


async def save(tx: Transaction, workspace: str, channel: str, **values: object) -> Circle:
    """Begin or change the circle of a channel."""
    number = await tx.put(circles, {"workspace": workspace, "channel": channel}, **values)
    saved = await circle(tx, workspace, number)
    assert saved
    return saved


async def stop(tx: Transaction, of: Circle) -> None:
    """Let a circle have no more rounds."""
    mine = update(circles).where(circles.c.workspace == of.workspace, circles.c.id == of.id)
    await tx.run(mine.values(active=False))


async def memberships(tx: Transaction, of: Circle, *states: str) -> list[Membership]:
    """Give everybody's part in a circle, those in these states if any are named, in the order they came."""
    chosen = select(membership).where(membership.c.workspace == of.workspace, membership.c.circle == of.id)
    if states:
        chosen = chosen.where(membership.c.state.in_(states))
    return [_membership(row) for row in await tx.all(chosen.order_by(membership.c.id))]


async def count_in(tx: Transaction, of: Circle) -> int:
    """Count who is in a circle."""
    mine = select(func.count()).where(membership.c.workspace == of.workspace, membership.c.circle == of.id)
    return int(await tx.value(mine.where(membership.c.state == "in")))


async def membership_by_id(tx: Transaction, workspace: str, number: int) -> Membership | None:
    """Give one part in a circle by its number."""
    row = await tx.first(select(membership).where(membership.c.workspace == workspace, membership.c.id == number))
    return _membership(row) if row else None


async def membership_of(tx: Transaction, of: Circle, person: str) -> Membership | None:
    """Give one person's part in a circle."""
    row = await tx.first(_part(select(membership), of, person))
    return _membership(row) if row else None


async def note_invitations(tx: Transaction, of: Circle, people: Sequence[str], now: dt.datetime) -> None:
    """Write down that these people are asked whether they take part."""
    common = {"workspace": of.workspace, "circle": of.id, "state": "asked", "since": now}
    await tx.insert_missing(membership, [{**common, "person": person} for person in people])


async def set_state(tx: Transaction, of: Circle, person: str, state: str, now: dt.datetime) -> None:
    """Let somebody in or out; a person who does this themselves is silent no more."""
    await tx.put(
        membership,
        {"circle": of.id, "person": person},
        workspace=of.workspace,
        state=state,
        since=now,
        clicked_at=now,
        silent_rounds=0,
    )


async def touch(tx: Transaction, of: Circle, person: str, now: dt.datetime) -> None:
    """Note that somebody clicked."""
    await tx.run(_part(update(membership), of, person).values(clicked_at=now, silent_rounds=0))


async def end_silence(tx: Transaction, of: Circle, people: Sequence[str]) -> None:
    """Count nobody among these people as silent: one of them spoke for all."""
    mine = update(membership).where(membership.c.workspace == of.workspace, membership.c.circle == of.id)
    await tx.run(mine.where(membership.c.person.in_(people)).values(silent_rounds=0))


async def notice_state(
    tx: Transaction, workspace: str, number: int, day: dt.date
) -> tuple[Circle, Membership, bool] | None:
    """Give one part in a circle, the circle, and whether the person skips the round of a day."""
    skipping = select(skip.c.id).where(
        skip.c.circle == membership.c.circle, skip.c.person == membership.c.person, skip.c.local_date == day
    )
    row = await tx.first(
        select(membership, circles, skipping.exists())
        .join(circles, circles.c.id == membership.c.circle)
        .where(membership.c.workspace == workspace, membership.c.id == number)
    )
    if row is None:
        return None
    mine = Membership(*(row._mapping[membership.c[name]] for name in Membership.__struct_fields__))
    return Circle(*(row._mapping[circles.c[name]] for name in Circle.__struct_fields__)), mine, bool(row[-1])


async def set_silence(tx: Transaction, of: Circle, rounds: dict[int, int], paused: Iterable[int]) -> None:
    """Note for how many rounds each of these members has been silent, and pause some of them."""
    by_count: dict[int, list[int]] = {}
    for number, count in rounds.items():
        by_count.setdefault(count, []).append(number)
    mine = update(membership).where(membership.c.workspace == of.workspace, membership.c.circle == of.id)
    for count, numbers in sorted(by_count.items()):
        await tx.run(mine.where(membership.c.id.in_(numbers)).values(silent_rounds=count))
    if numbers := list(paused):
        await tx.run(mine.where(membership.c.id.in_(numbers)).values(state="paused"))


async def add_skip(tx: Transaction, of: Circle, day: dt.date, person: str) -> None:
    """Let somebody do without one round."""
    await tx.insert_once(skip, workspace=of.workspace, circle=of.id, local_date=day, person=person)


async def remove_skip(tx: Transaction, of: Circle, day: dt.date, person: str) -> None:
    """Let somebody take part in a round after all."""
    await tx.run(
        delete(skip).where(
            skip.c.workspace == of.workspace,
            skip.c.circle == of.id,
            skip.c.local_date == day,
            skip.c.person == person,
        )
    )


async def skippers(tx: Transaction, of: Circle, day: dt.date) -> set[str]:
    """Give those who do without a round."""
    found = select(skip.c.person).where(
        skip.c.workspace == of.workspace, skip.c.circle == of.id, skip.c.local_date == day
    )
    return set(await tx.values(found))


async def next_draw(tx: Transaction, of: Circle) -> tuple[dt.date, dt.datetime] | None:
    """Give the local date and the instant of the next draw."""
    row = await tx.first(
        select(occurrence.c.local_date, occurrence.c.due)
        .where(
            occurrence.c.workspace == of.workspace,
            occurrence.c.kind == "round.draw",
            occurrence.c.subject == str(of.id),
            occurrence.c.state == "waiting",
        )
        .order_by(occurrence.c.due)
        .limit(1)
    )
    return (row.local_date, row.due) if row else None


async def forget_plans(tx: Transaction, of: Circle) -> None:
    """Drop what is planned for rounds that are not drawn yet."""
    await forget(tx, of.workspace, str(of.id), "round.notice", "round.draw", "round.checkin", "round.close")


async def last_date(tx: Transaction, of: Circle) -> dt.date | None:
    """Give the date of the last round that was drawn."""
    found: dt.date | None = await tx.value(
        select(lunch_round.c.local_date)
        .where(lunch_round.c.workspace == of.workspace, lunch_round.c.circle == of.id)
        .order_by(lunch_round.c.local_date.desc())
        .limit(1)
    )
    return found


def _part(statement: Any, of: Circle, person: str) -> Any:
    return statement.where(
        membership.c.workspace == of.workspace, membership.c.circle == of.id, membership.c.person == person
    )


def _circle(row: Row[Any]) -> Circle:
    return Circle(*(row._mapping[name] for name in Circle.__struct_fields__))


def _membership(row: Row[Any]) -> Membership:
    return Membership(*(row._mapping[name] for name in Membership.__struct_fields__))
