"""Queries over polls, votes and private wishes."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, delete, or_, select, update

from bot.core.tables import setting
from bot.events import records as events
from bot.happy_hour.rules import NEED, WORKS, Poll, PollOption, VoteTally
from bot.happy_hour.tables import poll, poll_change, poll_option, vote
from bot.people.tables import person
from bot.polls.ballots import BallotBox
from bot.store.engine import ReadTransaction, Transaction
from bot.venues import records as venues

VOTES = BallotBox(vote)
_POLL = [poll.c[name] for name in Poll.__struct_fields__]
_OPTION = [poll_option.c[name] for name in PollOption.__struct_fields__]
_REMIND, _DRY = "poll.remind", "happy_hour.dry"  # private wishes, by name in `setting`


async def create_draft(
    tx: Transaction,
    workspace: str,
    options: Sequence[Mapping[str, object]],
    **values: object,
) -> Poll:
    """Insert a poll that nobody has seen yet, with its options in order."""
    number = await tx.insert(poll, workspace=workspace, state="draft", **values)
    rows: list[dict[str, object]] = []
    for position, option in enumerate(options):
        row = {"workspace": workspace, "poll": number, "position": position, "state": "offered"}
        nothing: dict[str, object] = {"starts_at": None, "venue": None, "reasons": ()}
        rows.append({**row, **nothing, **option})
    await tx.insert_many(poll_option, rows)

    draft = await find_poll(tx, workspace, number)
    assert draft
    return draft


async def find_poll(tx: ReadTransaction, workspace: str, number: int) -> Poll | None:
    """Return one poll."""
    row = await tx.first(select(*_POLL).where(poll.c.workspace == workspace, poll.c.id == number))
    return _poll(row) if row else None


async def get_poll_for_update(
    tx: Transaction, workspace: str, number: int, *, exclusive: bool = True
) -> Poll | None:
    """Return one poll, locked until the transaction ends.

    Votes share their lock (`exclusive=False`); an organiser's change waits for them.
    """
    query = select(*_POLL).where(poll.c.workspace == workspace, poll.c.id == number)
    row = await tx.first(query.with_for_update(read=not exclusive))
    return _poll(row) if row else None


async def list_polls(tx: ReadTransaction, workspace: str, *states: str) -> list[Poll]:
    """Return the polls in these states, the latest first."""
    query = (
        select(*_POLL)
        .where(poll.c.workspace == workspace, poll.c.state.in_(states))
        .order_by(poll.c.id.desc())
    )
    return [_poll(row) for row in await tx.all(query)]


async def polls_with(tx: ReadTransaction, workspace: str, venues: Sequence[int]) -> list[int]:
    """Return the ids of the polls that offer any of these venues, or have lunch there."""
    offering = select(poll_option.c.poll).where(
        poll_option.c.workspace == workspace, poll_option.c.venue.in_(venues)
    )
    at_lunch = poll.c.lunch_venue.in_(venues)
    return await tx.scalars(
        select(poll.c.id).where(
            poll.c.workspace == workspace, or_(at_lunch, poll.c.id.in_(offering))
        )
    )


async def update_poll(tx: Transaction, saved: Poll, **values: object) -> None:
    """Update columns of a poll."""
    statement = update(poll).where(poll.c.workspace == saved.workspace, poll.c.id == saved.id)
    await tx.execute(statement.values(**values))


async def delete_poll(tx: Transaction, saved: Poll) -> None:
    """Delete a draft."""
    await tx.execute(delete(poll).where(poll.c.workspace == saved.workspace, poll.c.id == saved.id))


async def record_poll_change(
    tx: Transaction, saved: Poll, person_id: str, what: str, words: str, now: dt.datetime
) -> None:
    """Record which organiser changed a poll, and how."""
    await tx.insert(
        poll_change,
        workspace=saved.workspace,
        poll=saved.id,
        person=person_id,
        what=what,
        words=words,
        at=now,
    )


async def list_options(tx: ReadTransaction, saved: Poll) -> list[PollOption]:
    """Return a poll's options and proposals, in the order in which they are shown."""
    query = (
        select(*_OPTION)
        .where(poll_option.c.workspace == saved.workspace, poll_option.c.poll == saved.id)
        .order_by(poll_option.c.position, poll_option.c.id)
    )
    return [_option(row) for row in await tx.all(query)]


async def find_option(tx: ReadTransaction, workspace: str, number: int) -> PollOption | None:
    """Return one option."""
    query = select(*_OPTION).where(poll_option.c.workspace == workspace, poll_option.c.id == number)
    row = await tx.first(query)
    return _option(row) if row else None


async def add_proposal(
    tx: Transaction, saved: Poll, venue_id: int, person_id: str, position: int
) -> int | None:
    """Insert a venue that a member proposes; return its option's id, or None if the poll has it."""
    return await tx.insert_or_ignore(
        poll_option,
        workspace=saved.workspace,
        poll=saved.id,
        position=position,
        venue=venue_id,
        reasons=(),
        state="proposed",
        proposed_by=person_id,
    )


async def settle_option(tx: Transaction, saved: PollOption, workspace: str, state: str) -> bool:
    """Offer or decline a proposal; return False if somebody did before."""
    statement = update(poll_option).where(
        poll_option.c.workspace == workspace,
        poll_option.c.id == saved.id,
        poll_option.c.state == "proposed",
    )
    return bool(await tx.execute(statement.values(state=state)))


async def cast_vote(
    tx: Transaction,
    workspace: str,
    saved: PollOption,
    person_id: str,
    answer: str | None,
    now: dt.datetime,
) -> None:
    """Upsert somebody's answer to one option; None deletes it."""
    await VOTES.cast(tx, workspace, saved.poll, saved.id, person_id, answer, now)


async def delete_votes(tx: Transaction, saved: Poll, person_id: str) -> int:
    """Delete somebody's votes in a poll; return how many there were."""
    return await VOTES.withdraw(tx, saved.workspace, saved.id, person_id)


async def find_ballot(tx: ReadTransaction, saved: Poll, person_id: str) -> dict[int, str]:
    """Return somebody's own answers by option; secret to everybody else."""
    return await VOTES.find(tx, saved.workspace, saved.id, person_id)


async def count_votes(tx: ReadTransaction, saved: Poll) -> dict[int, VoteTally]:
    """Return the tally of each option that has votes."""
    counted = await VOTES.count(tx, saved.workspace, saved.id)
    return {option: VoteTally(answers[WORKS], answers[NEED]) for option, answers in counted.items()}


async def count_voters(tx: ReadTransaction, saved: Poll) -> int:
    """Return how many people have voted."""
    return await VOTES.count_voters(tx, saved.workspace, saved.id)


async def save_poll_result(
    tx: Transaction,
    saved: Poll,
    counted: Mapping[int, VoteTally],
    won: Collection[int],
    now: dt.datetime,
) -> None:
    """Close a poll, and store the tally of each option and whether it won."""
    await update_poll(tx, saved, state="closed", closed_at=now)
    for option in await list_options(tx, saved):
        tally = counted.get(option.id, VoteTally())
        statement = update(poll_option).where(
            poll_option.c.workspace == saved.workspace, poll_option.c.id == option.id
        )
        values = {"works": tally.works, "needs": tally.needs, "won": option.id in won}
        await tx.execute(statement.values(**values))


async def people_to_remind(tx: ReadTransaction, saved: Poll) -> list[str]:
    """Return those who wish for reminders, have not left, and have not voted."""
    voted = select(vote.c.person).where(
        vote.c.workspace == saved.workspace, vote.c.poll == saved.id
    )
    is_person = (person.c.workspace == setting.c.workspace) & (person.c.person == setting.c.about)
    query = (
        select(setting.c.about)
        .join(person, is_person)
        .where(setting.c.workspace == saved.workspace, setting.c.name == _REMIND)
        .where(person.c.left.is_(False), setting.c.about.not_in(voted))
        .order_by(setting.c.about)
    )
    return await tx.scalars(query)


async def wants_reminder(tx: ReadTransaction, workspace: str, person_id: str) -> bool:
    """Return whether somebody wishes to be reminded of polls."""
    return await _has_wish(tx, workspace, person_id, _REMIND)


async def set_reminder_wish(tx: Transaction, workspace: str, person_id: str, *, wish: bool) -> None:
    """Store whether somebody wishes to be reminded of polls."""
    await _set_wish(tx, workspace, person_id, _REMIND, wish)


async def is_dry(tx: ReadTransaction, workspace: str, person_id: str) -> bool:
    """Return whether somebody would rather go without alcohol; secret to everybody else."""
    return await _has_wish(tx, workspace, person_id, _DRY)


async def set_dry(tx: Transaction, workspace: str, person_id: str, *, wish: bool) -> None:
    """Store in private whether somebody would rather go without alcohol."""
    await _set_wish(tx, workspace, person_id, _DRY, wish)


async def record_outing(
    tx: Transaction, saved: Poll, occasion: int, where: int | None, series_: int | None
) -> None:
    """Record which event a poll led to, and at which venue it takes place."""
    await venues.record_outing(
        tx, saved.workspace, occasion, venue=where, happy_hour=series_, poll=saved.id
    )


async def list_outings(tx: ReadTransaction, saved: Poll) -> list[tuple[int, str]]:
    """Return the ids and kinds of the events that a poll led to, soonest first."""
    ids = await venues.events_of_poll(tx, saved.workspace, saved.id)
    return [(event.id, event.kind) for event in await events.find_events(tx, saved.workspace, ids)]


async def _has_wish(tx: ReadTransaction, workspace: str, person_id: str, name: str) -> bool:
    query = _people_with_wish(workspace, name).where(setting.c.about == person_id)
    return bool(await tx.scalars(query))


async def _set_wish(tx: Transaction, workspace: str, person_id: str, name: str, wish: bool) -> None:
    if wish:
        keys = {"workspace": workspace, "about": person_id, "name": name}
        await tx.upsert(setting, keys, number=1)
    else:
        statement = delete(setting).where(
            setting.c.workspace == workspace, setting.c.about == person_id, setting.c.name == name
        )
        await tx.execute(statement)


def _people_with_wish(workspace: str, name: str) -> Select[tuple[str]]:
    return select(setting.c.about).where(setting.c.workspace == workspace, setting.c.name == name)


def _poll(row: Row[Any]) -> Poll:
    return Poll(**row._mapping)


def _option(row: Row[Any]) -> PollOption:
    return PollOption(**row._mapping)
