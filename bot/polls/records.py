"""Queries over polls that anybody asks, their choices and votes."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, update

from bot.core.settings import load_setting, save_setting
from bot.polls.ballots import BallotBox
from bot.polls.rules import Question, QuestionChoice
from bot.polls.tables import question, question_choice, question_vote
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered

VOTES = BallotBox(question_vote)
_POLL = [question.c[name] for name in Question.__struct_fields__]
_CHOICE = [question_choice.c[name] for name in QuestionChoice.__struct_fields__]
_WHO_ASKS = "polls.who"  # in `setting`


async def create_poll(
    tx: Transaction, workspace: str, choices: Sequence[str], **values: Any
) -> Question:
    """Insert a poll with its choices in order."""
    number = await tx.insert(question, workspace=workspace, **values)
    await _insert_choices(tx, workspace, number, choices)
    saved = await find_poll(tx, workspace, number)
    assert saved
    return saved


async def find_poll(tx: ReadTransaction, workspace: str, number: int) -> Question | None:
    """Return one poll."""
    query = select(*_POLL).where(question.c.workspace == workspace, question.c.id == number)
    row = await tx.first(query)
    return Question(**row._mapping) if row else None


async def get_poll_for_update(
    tx: Transaction, workspace: str, number: int, *, exclusive: bool = True
) -> Question | None:
    """Return one poll, locked until the transaction ends; votes share their lock."""
    query = select(*_POLL).where(question.c.workspace == workspace, question.c.id == number)
    row = await tx.first(query.with_for_update(read=not exclusive))
    return Question(**row._mapping) if row else None


@remembered
async def list_polls(
    tx: ReadTransaction, workspace: str, *states: str, author: str = ""
) -> list[Question]:
    """Return the polls in these states, the soonest to close first."""
    query = select(*_POLL).where(question.c.workspace == workspace, question.c.state.in_(states))
    if author:
        query = query.where(question.c.author == author)
    rows = await tx.all(query.order_by(question.c.closes_at, question.c.id))
    return [Question(**row._mapping) for row in rows]


async def find_next(tx: ReadTransaction, saved: Question) -> Question | None:
    """Return the poll that is planned to follow one that repeats."""
    query = select(*_POLL).where(
        question.c.workspace == saved.workspace,
        question.c.follows == saved.id,
        question.c.state == "planned",
    )
    row = await tx.first(query.order_by(question.c.id))
    return Question(**row._mapping) if row else None


async def update_poll(tx: Transaction, saved: Question, **values: object) -> None:
    """Update columns of a poll."""
    at = question.c.workspace == saved.workspace, question.c.id == saved.id
    await tx.execute(update(question).where(*at).values(**values))


async def list_choices(tx: ReadTransaction, saved: Question) -> list[QuestionChoice]:
    """Return the choices of a poll in order."""
    query = select(*_CHOICE).where(
        question_choice.c.workspace == saved.workspace, question_choice.c.question == saved.id
    )
    rows = await tx.all(query.order_by(question_choice.c.position))
    return [QuestionChoice(**row._mapping) for row in rows]


async def replace_choices(tx: Transaction, saved: Question, choices: Sequence[str]) -> None:
    """Replace the choices of a poll in which nobody has voted."""
    await tx.execute(
        delete(question_choice).where(
            question_choice.c.workspace == saved.workspace, question_choice.c.question == saved.id
        )
    )
    await _insert_choices(tx, saved.workspace, saved.id, choices)


async def write_choices(tx: Transaction, saved: Question, words: Sequence[str]) -> None:
    """Write the words of a poll's choices anew, in order; the votes for them stay."""
    for choice, new in zip(await list_choices(tx, saved), words, strict=False):
        at = question_choice.c.workspace == saved.workspace, question_choice.c.id == choice.id
        await tx.execute(update(question_choice).where(*at).values(words=new))


async def find_choice(
    tx: ReadTransaction, workspace: str, number: int
) -> tuple[int, QuestionChoice] | None:
    """Return a choice with the number of its poll."""
    query = select(question_choice.c.question, *_CHOICE).where(
        question_choice.c.workspace == workspace, question_choice.c.id == number
    )
    row = await tx.first(query)
    if row is None:
        return None
    values = {name: row._mapping[name] for name in QuestionChoice.__struct_fields__}
    return row.question, QuestionChoice(**values)


async def count_votes(tx: ReadTransaction, saved: Question) -> dict[int, int]:
    """Return how many chose what."""
    counted = await VOTES.count(tx, saved.workspace, saved.id)
    return {option: answers.total() for option, answers in counted.items()}


async def save_result(
    tx: Transaction,
    saved: Question,
    votes: Mapping[int, int],
    won: Collection[int],
    now: dt.datetime,
) -> None:
    """Close a poll, and store how many chose what and whether it won."""
    await update_poll(tx, saved, state="closed", closed_at=now)
    for choice in await list_choices(tx, saved):
        at = question_choice.c.workspace == saved.workspace, question_choice.c.id == choice.id
        values = {"votes": votes.get(choice.id, 0), "won": choice.id in won}
        await tx.execute(update(question_choice).where(*at).values(**values))


async def only_organisers_ask(tx: ReadTransaction, workspace: str) -> bool:
    """Return whether organisers keep polls to themselves."""
    return await load_setting(tx, workspace, workspace, _WHO_ASKS) == "organisers"


async def set_who_asks(tx: Transaction, workspace: str, *, only_organisers: bool) -> None:
    """Save whether anybody may ask, or only organisers."""
    who = "organisers" if only_organisers else ""
    await save_setting(tx, workspace, workspace, _WHO_ASKS, who)


async def _insert_choices(
    tx: Transaction, workspace: str, number: int, choices: Sequence[str]
) -> None:
    rows = [
        {"workspace": workspace, "question": number, "position": position, "words": words}
        for position, words in enumerate(choices)
    ]
    await tx.insert_many(question_choice, rows)
