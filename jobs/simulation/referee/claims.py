"""Counts, and sentences about the reader, compared with the rows that they are about."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct
from sqlalchemy import Table, func, select

from bot.core.tables import outbox_message
from bot.dates.local_time import local_date
from bot.events.tables import event, rsvp
from bot.happy_hour.tables import vote
from bot.kits.tables import plan, plan_step
from bot.open_tables.tables import open_table, seat
from bot.pairings.tables import group_member, membership, pairing_group, round_skip
from bot.people.tables import person
from bot.polls.tables import question, question_vote
from bot.prompts.tables import prompt_answer
from bot.store.beginnings import begins_with
from bot.store.engine import ReadTransaction
from bot.store.memory import remembered
from bot.ui.cards import Button
from bot.ui.crowds import crowd_now
from jobs.simulation.card_words import CardSection, Phrase
from jobs.simulation.referee.board import Standing
from jobs.simulation.referee.sentences import Lie, is_over

SEATS = Phrase(r"\b(\d+) seats are enough so far\b")
VOTED = Phrase(r"\b(\d+) (people|person|of you) (have|has) voted\b|\b(\d+) voted\b")
WILL_DO, DID = Phrase(r"\b(\d+) will do it\b"), Phrase(r"\b(\d+) did\b")
ANNOUNCED = Phrase(r"\bI(?:'ll)? introduce you to\b")
IN_LINE = Phrase(r"\bYou(?:'re| are) (?:first in line|in the next round)\b", re.IGNORECASE)
SENT = Phrase(r"\bIntroductions go out in private\b")
UNDONE = Phrase(r"\bSome introductions fell through\b")
ATTENDED = Phrase(r"\b\d+ of you met\b")
NEVER_SENT = ("failed", "cancelled", "expired")
FRESH = timedelta(hours=24)  # a report counts what was so when it was posted


class Claims(Struct, frozen=True):
    """What the rows say at a moment."""

    now: datetime
    going: Mapping[int, int]  # by event
    open_events: frozenset[int]
    voters: Mapping[int, int]  # by poll
    answers: Mapping[tuple[int, str], int]  # by posting and state
    seated: Mapping[int, frozenset[str]]  # by table
    open_tables: frozenset[int]
    taking_part: frozenset[str]
    paused: Mapping[str, date]
    skipping: frozenset[tuple[str, date]]
    unsent: Mapping[int, int]  # introductions of a round that were not sent, by round
    able: Mapping[int, frozenset[str]]  # who can still come, by group that is open
    answered: Mapping[int, int] = {}  # voters, by poll that somebody asked
    ended: frozenset[int] = frozenset()  # polls that somebody asked and that take no votes
    planners: Mapping[int, frozenset[str]] = {}  # who starts a plan, and does its open steps


async def load_claims(
    tx: ReadTransaction, workspace: str, now: datetime, rounds: Collection[int]
) -> Claims:
    """Read everything that messages count; `rounds` are those they tell of."""
    return Claims(
        now=now,
        going=await _count_guests(tx, workspace),
        open_events=await _list_states(tx, workspace, event, "open"),
        voters=await _count_voters(tx, workspace, vote),
        answered=await _count_voters(tx, workspace, question_vote),
        answers=await _count_answers(tx, workspace),
        seated=await _list_seats(tx, workspace),
        open_tables=await _list_states(tx, workspace, open_table, "open"),
        taking_part=await _list_members(tx, workspace),
        paused=await _list_pauses(tx, workspace),
        skipping=await _list_skips(tx, workspace),
        unsent=await _count_unsent(tx, workspace, rounds),
        able=await _list_able(tx, workspace),
        ended=await _list_states(tx, workspace, question, "closed", "cancelled"),
        planners=await _list_planners(tx, workspace),
    )


def find_rounds(messages: Iterable[Standing]) -> set[int]:
    """Return the rounds of which any message tells that introductions go out."""
    sections = (section for message in messages for section in message.sections)
    return {
        int(button.value)
        for section in sections
        for button in _round_buttons(section)
        if button.value.isdecimal() and SENT.search(section.words)
    }


def judge_claims(
    message: Standing, section: CardSection, readers: Sequence[str], claims: Claims
) -> Iterator[Lie]:
    """Yield the rules that a section breaks by what it counts, or says of its reader."""
    yield from _event_counts(message, section, claims)
    yield from _other_counts(message, section, claims)
    yield from _table_faces(message, section, claims)
    yield from _plan_faces(message, section, claims)
    yield from _sent_introductions(message, section, claims)
    if len(readers) == 1:
        yield from _about_reader(section, readers[0], claims)


def _event_counts(message: Standing, section: CardSection, claims: Claims) -> Iterator[Lie]:
    if ATTENDED.search(section.words):
        yield Lie("a count of answers told as meetings", section.words)

    about = message.origin_of(section).subject
    if about is None or about.kind != "hosting" or about.id not in claims.open_events:
        return
    counted = SEATS.search(section.words)
    if counted and int(counted[1]) < claims.going[about.id]:
        yield Lie("seats for those who come", counted[0])


def _other_counts(message: Standing, section: CardSection, claims: Claims) -> Iterator[Lie]:
    about = message.origin_of(section).subject
    if about is None:
        return
    if about.kind == "poll":
        counted = VOTED.search(section.words)
        if counted and int(counted[1] or counted[4]) != claims.voters.get(about.id, 0):
            yield Lie("a count of those who voted", counted[0])
    if about.kind == "question":
        counted = VOTED.search(section.words)
        if counted and int(counted[1] or counted[4]) != claims.answered.get(about.id, 0):
            yield Lie("a count of those who voted", counted[0])
        if about.id in claims.ended and _asks(section, "question.vote", "question.ballot"):
            yield Lie("a poll that asks although it is over", section.title)
    if about.kind == "prompt":
        for state, pattern in (("will_do", WILL_DO), ("did", DID)):
            found = pattern.search(section.words)
            told = int(found[1]) if found else 0
            if told != crowd_now(claims.answers.get((about.id, state), 0)):
                yield Lie("a count of those who do a prompt", section.words[-60:])


def _table_faces(message: Standing, section: CardSection, claims: Claims) -> Iterator[Lie]:
    """Compare the faces of an open table with its seats."""
    about = message.origin_of(section).subject
    if about is None or about.kind not in ("table", "call") or about.id not in claims.open_tables:
        return
    named = {mention.person for mention in section.mentions}
    if named and named != claims.seated.get(about.id, frozenset()):
        yield Lie("faces of a table", section.words)


def _plan_faces(message: Standing, section: CardSection, claims: Claims) -> Iterator[Lie]:
    """Compare the people whom a plan names with those who start it or do a step."""
    about = message.origin_of(section).subject
    if about is None or about.kind != "plan" or about.id not in claims.planners:
        return
    named = {mention.person for mention in section.mentions}
    if named != claims.planners[about.id]:
        yield Lie("people of a plan", section.words)


def _asks(section: CardSection, *actions: str) -> bool:
    return any(button.action in actions for button in section.buttons)


def _sent_introductions(message: Standing, section: CardSection, claims: Claims) -> Iterator[Lie]:
    about = message.origin_of(section).subject
    if about is not None and about.kind == "group":
        yield from _company(section, about.id, claims)
    if not SENT.search(section.words) or UNDONE.search(section.words):
        return
    for button in _round_buttons(section):
        unsent = claims.unsent.get(int(button.value), 0) if button.value.isdecimal() else 0
        if unsent:
            yield Lie("introductions that were not sent", f"{unsent} of {section.words[:80]}")


def _company(section: CardSection, group: int, claims: Claims) -> Iterator[Lie]:
    """Judge an introduction that still asks although fewer than two can come."""
    able = claims.able.get(group)
    asks = [button for button in section.buttons if button.action == "lunch.met"]
    if able is not None and len(able) < 2 and asks:
        yield Lie("an introduction that cannot happen", section.words[:120])


def _about_reader(section: CardSection, reader: str, claims: Claims) -> Iterator[Lie]:
    """Judge what is said to one reader of the next round."""
    announced = ANNOUNCED.search(section.words) or IN_LINE.search(section.words)
    ahead = [instant for instant in section.instants if not is_over(instant, claims.now)]
    if not announced or not ahead or "Lunch with a colleague" in section.title:
        return
    day = local_date(ahead[0].at, ahead[0].zone)
    if reader not in claims.taking_part:
        yield Lie("a round to somebody who is out", section.words[:120])
    elif claims.paused.get(reader, day) > day:
        yield Lie("a round to somebody who pauses", section.words[:120])
    elif (reader, day) in claims.skipping:
        yield Lie("a round to somebody who skips it", section.words[:120])


@remembered
async def _count_guests(tx: ReadTransaction, workspace: str) -> Counter[int]:
    counted = (
        select(rsvp.c.event, func.count().label("people"))
        .where(rsvp.c.workspace == workspace, rsvp.c.status == "in")
        .group_by(rsvp.c.event)
    )
    return Counter({row.event: row.people for row in await tx.all(counted)})


@remembered
async def _list_states(
    tx: ReadTransaction, workspace: str, table: Table, *states: str
) -> frozenset[int]:
    """List the rows of a table that are in one of these states."""
    rows = select(table.c.id).where(table.c.workspace == workspace, table.c.state.in_(states))
    return frozenset(await tx.scalars(rows))


@remembered
async def _list_members(tx: ReadTransaction, workspace: str) -> frozenset[str]:
    """List who takes part in any program."""
    members = select(membership.c.person).where(
        membership.c.workspace == workspace, membership.c.state == "in"
    )
    return frozenset(await tx.scalars(members))


@remembered
async def _list_pauses(tx: ReadTransaction, workspace: str) -> dict[str, date]:
    paused = select(person.c.person, person.c.paused_until).where(
        person.c.workspace == workspace, person.c.paused_until.is_not(None)
    )
    return {row.person: row.paused_until for row in await tx.all(paused)}


@remembered
async def _list_skips(tx: ReadTransaction, workspace: str) -> frozenset[tuple[str, date]]:
    skips = select(round_skip).where(round_skip.c.workspace == workspace)
    return frozenset((row.person, row.local_date) for row in await tx.all(skips))


@remembered
async def _count_voters(tx: ReadTransaction, workspace: str, votes: Table) -> dict[int, int]:
    voters = func.count(votes.c.person.distinct()).label("voters")
    statement = select(votes.c.poll, voters).where(votes.c.workspace == workspace)
    return {row.poll: row.voters for row in await tx.all(statement.group_by(votes.c.poll))}


@remembered
async def _count_answers(tx: ReadTransaction, workspace: str) -> Counter[tuple[int, str]]:
    counted = (
        select(prompt_answer.c.posting, prompt_answer.c.state, func.count().label("answers"))
        .where(prompt_answer.c.workspace == workspace)
        .group_by(prompt_answer.c.posting, prompt_answer.c.state)
    )
    return Counter({(row.posting, row.state): row.answers for row in await tx.all(counted)})


@remembered
async def _list_seats(tx: ReadTransaction, workspace: str) -> dict[int, frozenset[str]]:
    """List who sits at each table that is open."""
    seats = (
        select(seat.c.table, seat.c.person)
        .join(open_table, open_table.c.id == seat.c.table)
        .where(seat.c.workspace == workspace, open_table.c.state == "open")
    )
    seated: defaultdict[int, set[str]] = defaultdict(set)
    for row in await tx.all(seats):
        seated[row.table].add(row.person)
    return {number: frozenset(people) for number, people in seated.items()}


def _round_buttons(section: CardSection) -> list[Button]:
    return [button for button in section.buttons if button.action == "lunch.how"]


async def _count_unsent(
    tx: ReadTransaction, workspace: str, rounds: Collection[int]
) -> Counter[int]:
    """Count the introductions of each of these rounds of which nothing arrived, nor will.

    Where a conversation could not be opened, its people are introduced one by one instead.
    """
    groups = await tx.all(
        select(pairing_group.c.id, pairing_group.c.round, pairing_group.c.state).where(
            pairing_group.c.workspace == workspace, pairing_group.c.round.in_(rounds)
        )
    )
    by_key = {f"group:{group.id}:intro": group for group in groups}
    lost = select(outbox_message.c.key).where(
        outbox_message.c.workspace == workspace,
        outbox_message.c.key.in_(by_key),
        outbox_message.c.state.in_(NEVER_SENT),
    )
    unsent: Counter[int] = Counter()
    for key in await tx.scalars(lost):
        group = by_key[key]
        if group.state == "undone" or not await _went_one_by_one(tx, workspace, key):
            unsent[group.round] += 1
    return unsent


async def _went_one_by_one(tx: ReadTransaction, workspace: str, key: str) -> bool:
    single = select(outbox_message.c.id).where(
        outbox_message.c.workspace == workspace,
        begins_with(outbox_message.c.key, f"{key}:"),
        outbox_message.c.state.not_in(NEVER_SENT),
    )
    return await tx.scalar(single.limit(1)) is not None


@remembered
async def _list_able(tx: ReadTransaction, workspace: str) -> dict[int, frozenset[str]]:
    statement = (
        select(group_member.c.group, group_member.c.person, group_member.c.answer, person.c.left)
        .join(pairing_group, pairing_group.c.id == group_member.c.group)
        .join(person, person.c.person == group_member.c.person)
        .where(group_member.c.workspace == workspace, pairing_group.c.state == "open")
    )
    able: defaultdict[int, set[str]] = defaultdict(set)
    for row in await tx.all(statement):
        if row.answer not in ("cant", "out") and not row.left:
            able[row.group].add(row.person)
        else:
            able[row.group] |= set()
    return {number: frozenset(people) for number, people in able.items()}


@remembered
async def _list_planners(tx: ReadTransaction, workspace: str) -> dict[int, frozenset[str]]:
    """List who of those still here starts each plan, or has an open step of it."""
    gone = select(person.c.person).where(person.c.workspace == workspace, person.c.left.is_(True))
    left = set(await tx.scalars(gone))
    planners: defaultdict[int, set[str]] = defaultdict(set)
    for row in await tx.all(select(plan).where(plan.c.workspace == workspace)):
        planners[row.id].add(row.starter)
    steps = select(plan_step).where(plan_step.c.workspace == workspace, plan_step.c.state == "open")
    for row in await tx.all(steps):
        planners[row.plan].add(row.owner or "")
    return {number: frozenset(people - left - {""}) for number, people in planners.items()}
