"""Read and write polls, votes, and what repeats each month."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, delete, func, select, update

from bot.core.tables import setting
from bot.events import records as events
from bot.happy_hour.rules import Poll, PollOption, VoteTally
from bot.happy_hour.settings import PollSettings
from bot.happy_hour.tables import happy_hour, poll, poll_change, poll_option, vote
from bot.people.tables import person
from bot.store.engine import ReadTransaction, Transaction
from bot.venues import records as venues

_POLL = [poll.c[name] for name in Poll.__struct_fields__]
_OPTION = [poll_option.c[name] for name in PollOption.__struct_fields__]
_REMIND, _DRY = "poll.remind", "happy_hour.dry"  # what people want, in `setting`


class HappyHourSeries(Struct, frozen=True):
    """The happy hours that come every month in a channel."""

    id: int
    workspace: str
    channel: str
    channel_name: str
    title: str
    organiser: str
    zone: str
    start: dt.date
    settings: PollSettings
    active: bool

    @property
    def subject(self) -> str:
        """Name this series on the agenda, and in its events."""
        return f"happy_hour:{self.id}"


_SERIES = [happy_hour.c[name] for name in HappyHourSeries.__struct_fields__]


async def create_draft(
    tx: Transaction, workspace: str, options: Sequence[dict[str, Any]], **values: Any
) -> Poll:
    """Write down a poll that nobody has seen yet."""
    number = await tx.insert(poll, workspace=workspace, state="draft", **values)
    rows = [
        {"workspace": workspace, "poll": number, "position": n, "state": "offered"}
        for n in range(len(options))
    ]
    nothing: dict[str, Any] = {"starts_at": None, "venue": None, "reasons": ()}
    await tx.insert_many(
        poll_option, [{**row, **nothing, **own} for row, own in zip(rows, options, strict=True)]
    )
    found = await find_poll(tx, workspace, number)
    assert found
    return found


async def find_poll(tx: ReadTransaction, workspace: str, number: int) -> Poll | None:
    """Give one poll as it stands."""
    row = await tx.first(select(*_POLL).where(poll.c.workspace == workspace, poll.c.id == number))
    return _poll(row) if row else None


async def get_poll_for_update(
    tx: Transaction, workspace: str, number: int, *, exclusive: bool = True
) -> Poll | None:
    """Give one poll as it stays until this transaction ends; `alone` keeps even voters waiting."""
    mine = select(*_POLL).where(poll.c.workspace == workspace, poll.c.id == number)
    row = await tx.first(mine.with_for_update(read=not exclusive))
    return _poll(row) if row else None


async def list_polls(tx: ReadTransaction, workspace: str, *states: str) -> list[Poll]:
    """Give the polls in these states, latest first."""
    rows = await tx.all(
        select(*_POLL)
        .where(poll.c.workspace == workspace, poll.c.state.in_(states))
        .order_by(poll.c.id.desc())
    )
    return [_poll(row) for row in rows]


async def update_poll(tx: Transaction, known: Poll, **values: Any) -> None:
    """Change a poll."""
    await tx.execute(
        update(poll)
        .where(poll.c.workspace == known.workspace, poll.c.id == known.id)
        .values(**values)
    )


async def delete_poll(tx: Transaction, known: Poll) -> None:
    """Forget a poll that nobody has seen."""
    await tx.execute(delete(poll).where(poll.c.workspace == known.workspace, poll.c.id == known.id))


async def record_poll_change(
    tx: Transaction, known: Poll, who: str, what: str, words: str, now: dt.datetime
) -> None:
    """Write down which organiser did what to a poll."""
    await tx.insert(
        poll_change,
        workspace=known.workspace,
        poll=known.id,
        person=who,
        what=what,
        words=words,
        at=now,
    )


async def list_options(tx: ReadTransaction, known: Poll) -> list[PollOption]:
    """Give everything that can be voted for, or was proposed, in the order in which it stands."""
    mine = select(*_OPTION).where(
        poll_option.c.workspace == known.workspace, poll_option.c.poll == known.id
    )
    return [
        _option(row)
        for row in await tx.all(mine.order_by(poll_option.c.position, poll_option.c.id))
    ]


async def find_option(tx: ReadTransaction, workspace: str, number: int) -> PollOption | None:
    """Give one option."""
    row = await tx.first(
        select(*_OPTION).where(poll_option.c.workspace == workspace, poll_option.c.id == number)
    )
    return _option(row) if row else None


async def add_proposal(
    tx: Transaction, known: Poll, venue_id: int, who: str, position: int
) -> int | None:
    """Write down a venue that a member proposes; None where it stands on the poll already."""
    return await tx.insert_or_ignore(
        poll_option,
        workspace=known.workspace,
        poll=known.id,
        position=position,
        venue=venue_id,
        reasons=(),
        state="proposed",
        proposed_by=who,
    )


async def settle_option(tx: Transaction, known: PollOption, workspace: str, state: str) -> bool:
    """Take a proposal up, or not; tell whether this was the first word on it."""
    mine = update(poll_option).where(
        poll_option.c.workspace == workspace, poll_option.c.id == known.id
    )
    return bool(await tx.execute(mine.where(poll_option.c.state == "proposed").values(state=state)))


async def cast_vote(
    tx: Transaction,
    workspace: str,
    known: PollOption,
    who: str,
    answer: str | None,
    now: dt.datetime,
) -> None:
    """Keep somebody's answer to one option; None takes it back."""
    if answer is None:
        mine = delete(vote).where(
            vote.c.workspace == workspace, vote.c.option == known.id, vote.c.person == who
        )
        await tx.execute(mine)
    else:
        keys = {"option": known.id, "person": who}
        await tx.upsert(vote, keys, workspace=workspace, poll=known.poll, answer=answer, at=now)


async def find_ballot(tx: ReadTransaction, known: Poll, who: str) -> dict[int, str]:
    """Give somebody's own answers by option: for that person only."""
    mine = select(vote.c.option, vote.c.answer).where(
        vote.c.workspace == known.workspace, vote.c.poll == known.id, vote.c.person == who
    )
    return {row.option: row.answer for row in await tx.all(mine)}


async def count_votes(tx: ReadTransaction, known: Poll) -> dict[int, VoteTally]:
    """Count the votes for each option."""
    rows = await tx.all(
        select(vote.c.option, vote.c.answer, func.count().label("number"))
        .where(vote.c.workspace == known.workspace, vote.c.poll == known.id)
        .group_by(vote.c.option, vote.c.answer)
    )
    counted: dict[int, dict[str, int]] = {}
    for row in rows:
        counted.setdefault(row.option, {})[row.answer] = row.number
    return {
        option: VoteTally(found.get("works", 0), found.get("need", 0))
        for option, found in counted.items()
    }


async def count_voters(tx: ReadTransaction, known: Poll) -> int:
    """Count those who have voted."""
    mine = select(func.count(func.distinct(vote.c.person))).where(
        vote.c.workspace == known.workspace, vote.c.poll == known.id
    )
    return int(await tx.scalar(mine) or 0)


async def save_poll_result(
    tx: Transaction,
    known: Poll,
    counted: Mapping[int, VoteTally],
    won: Collection[int],
    now: dt.datetime,
) -> None:
    """Put a poll away with its tally, and with what won."""
    await update_poll(tx, known, state="closed", closed_at=now)
    for one in await list_options(tx, known):
        found = counted.get(one.id, VoteTally())
        mine = update(poll_option).where(
            poll_option.c.workspace == known.workspace, poll_option.c.id == one.id
        )
        await tx.execute(mine.values(works=found.works, needs=found.needs, won=one.id in won))


async def people_to_remind(tx: ReadTransaction, known: Poll) -> list[str]:
    """Give those who wished to be reminded of polls, are in the channel's workspace still, and have
    not voted."""
    voted = select(vote.c.person).where(
        vote.c.workspace == known.workspace, vote.c.poll == known.id
    )
    return await tx.scalars(
        select(setting.c.about)
        .join(
            person,
            (person.c.workspace == setting.c.workspace) & (person.c.person == setting.c.about),
        )
        .where(
            setting.c.workspace == known.workspace,
            setting.c.name == _REMIND,
            person.c.left.is_(False),
        )
        .where(setting.c.about.not_in(voted))
        .order_by(setting.c.about)
    )


async def wants_reminder(tx: ReadTransaction, workspace: str, who: str) -> bool:
    """Tell whether somebody wishes to be reminded of polls."""
    return await _wants(tx, workspace, who, _REMIND)


async def set_reminder_wish(tx: Transaction, workspace: str, who: str, *, wish: bool) -> None:
    """Keep whether somebody wishes to be reminded of polls."""
    await _want(tx, workspace, who, _REMIND, wish)


async def is_dry(tx: ReadTransaction, workspace: str, who: str) -> bool:
    """Tell whether somebody would rather go without alcohol: for that person only."""
    return await _wants(tx, workspace, who, _DRY)


async def set_dry(tx: Transaction, workspace: str, who: str, *, wish: bool) -> None:
    """Keep in private that somebody would rather go without alcohol."""
    await _want(tx, workspace, who, _DRY, wish)


async def count_dry(tx: ReadTransaction, workspace: str, who: Sequence[str], minimum: int) -> int:
    """Count those who would rather go without alcohol; 0 where they are fewer than `few`."""
    found = [one for one in await tx.scalars(_those_who_want(workspace, _DRY)) if one in set(who)]
    return len(found) if len(found) >= minimum else 0


async def list_series(
    tx: ReadTransaction, workspace: str, *, active: bool = True
) -> list[HappyHourSeries]:
    """Give what goes on every month, first come first."""
    mine = select(*_SERIES).where(happy_hour.c.workspace == workspace)
    rows = await tx.all(
        (mine.where(happy_hour.c.active.is_(True)) if active else mine).order_by(happy_hour.c.id)
    )
    return [_series(row) for row in rows]


async def find_series(tx: ReadTransaction, workspace: str, number: int) -> HappyHourSeries | None:
    """Give one series."""
    row = await tx.first(
        select(*_SERIES).where(happy_hour.c.workspace == workspace, happy_hour.c.id == number)
    )
    return _series(row) if row else None


async def start_series(tx: Transaction, known: Poll, start: dt.date) -> HappyHourSeries:
    """Let what a poll plans go on each month in its channel; what went on there before gives
    way."""
    names = ("channel_name", "title", "organiser", "zone", "settings")
    values = {name: getattr(known, name) for name in names}
    keys = {"workspace": known.workspace, "channel": known.channel}
    found = await find_series(
        tx, known.workspace, await tx.upsert(happy_hour, keys, **values, start=start, active=True)
    )
    assert found
    return found


async def update_series(tx: Transaction, known: HappyHourSeries, **values: Any) -> None:
    """Change what goes on every month."""
    mine = update(happy_hour).where(
        happy_hour.c.workspace == known.workspace, happy_hour.c.id == known.id
    )
    await tx.execute(mine.values(**values))


async def record_outing(
    tx: Transaction, known: Poll, occasion: int, where: int | None, series_: int | None
) -> None:
    """Record which event a poll led to, and at which venue it takes place."""
    await venues.record_outing(
        tx, known.workspace, occasion, venue=where, happy_hour=series_, poll=known.id
    )


async def list_outings(tx: ReadTransaction, known: Poll) -> list[tuple[int, str]]:
    """Return the ids and kinds of the events that a poll led to, soonest first."""
    ids = await venues.events_of_poll(tx, known.workspace, known.id)
    return [(event.id, event.kind) for event in await events.find_events(tx, known.workspace, ids)]


async def _wants(tx: ReadTransaction, workspace: str, who: str, name: str) -> bool:
    return who in await tx.scalars(_those_who_want(workspace, name).where(setting.c.about == who))


async def _want(tx: Transaction, workspace: str, who: str, name: str, wish: bool) -> None:
    keys = {"workspace": workspace, "about": who, "name": name}
    if wish:
        await tx.upsert(setting, keys, number=1)
    else:
        await tx.execute(
            delete(setting).where(*(setting.c[column] == value for column, value in keys.items()))
        )


def _those_who_want(workspace: str, name: str) -> Any:
    return select(setting.c.about).where(setting.c.workspace == workspace, setting.c.name == name)


def _poll(row: Row[Any]) -> Poll:
    return Poll(**row._mapping)


def _option(row: Row[Any]) -> PollOption:
    return PollOption(**row._mapping)


def _series(row: Row[Any]) -> HappyHourSeries:
    return HappyHourSeries(**row._mapping)
