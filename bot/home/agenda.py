"""What comes next for one person, read across all features."""

import datetime as dt
from collections.abc import Collection, Sequence

from msgspec import Struct

from bot.calendar_feeds import feeds
from bot.core import message_records
from bot.dates.local_time import local_date
from bot.digest.commands import browse
from bot.events import records as events
from bot.events.rules import Event, RsvpStatus
from bot.happy_hour import records as polls
from bot.happy_hour.rules import Poll, takes_votes
from bot.home.program_status import ProgramStatus, load_status
from bot.open_tables import records as tables
from bot.open_tables.rules import OpenTable, midnight_after
from bot.pairings.agreements.agreement import Agreement, load_agreement
from bot.pairings.programs import records as programs
from bot.pairings.rounds import confirmation
from bot.pairings.rounds.group_details import GroupDetails
from bot.people import records as people
from bot.people.records import Person
from bot.polls import records as questions
from bot.polls.records import VOTES
from bot.polls.rules import Question
from bot.polls.rules import takes_votes as takes_answers
from bot.prompts import records as prompts
from bot.prompts.records import Posting
from bot.prompts.rules import prompt_subject
from bot.store.engine import ReadTransaction
from bot.ui.text import ChannelMention

DAYS_AHEAD = 7  # days of tables shown
MAX_LISTED = 5  # tables, events and programs shown
MAX_POLLS = 3
PROMPT_DAYS = 7  # for which a prompt may be answered from here


class Lunch(Struct, frozen=True):
    """A group in which somebody was introduced, with what it agreed on."""

    details: GroupDetails
    agreement: Agreement


class PollToVote(Struct, frozen=True):
    """An open poll, and whether the person has voted."""

    poll: Poll
    voted: bool


class QuestionToAnswer(Struct, frozen=True):
    """An open poll that a colleague asked, and whether the person has voted."""

    poll: Question
    voted: bool


class PromptToAnswer(Struct, frozen=True):
    """A prompt in a channel of the person, and whether they said that they will do it."""

    posting: Posting
    channel: ChannelMention
    taken_up: bool


class Agenda(Struct, frozen=True):
    """What comes next for a person, and what they can join.

    `week` is what suits them this week besides, None where no events are known at all.
    """

    programs: Sequence[ProgramStatus]
    lunches: Sequence[Lunch]
    tables: Sequence[OpenTable]
    events: Sequence[tuple[Event, RsvpStatus]]
    polls: Sequence[PollToVote]
    prompts: Sequence[PromptToAnswer]
    week: Sequence[Event] | None
    has_calendar: bool
    questions: Sequence[QuestionToAnswer] = ()

    def is_known(self, person: Person) -> bool:
        """Return whether a person takes part in anything, or has, or has described themselves."""
        states = {status.state for status in self.programs} - {"out", "asked"}
        sits = any(table.seats_person(person.id) for table in self.tables)
        return bool(states or self.lunches or sits or self.events or person.profile_at)


async def load_agenda(
    tx: ReadTransaction, workspace: str, person: Person, now: dt.datetime
) -> Agenda:
    """Return what comes next for a person."""
    active = await programs.active_programs(tx, workspace)
    lunches = []
    for details in await confirmation.introduced_groups(tx, workspace, person.id, now):
        lunches.append(Lunch(details, await load_agreement(tx, details)))

    until = midnight_after(now, person.zone, days=DAYS_AHEAD)
    mine = set(await people.channels_of(tx, workspace, person.id))
    return Agenda(
        [await load_status(tx, program, person.id, now) for program in active],
        lunches,
        await tables.joinable_tables(tx, workspace, person.id, now, until, MAX_LISTED),
        await events.events_of_person(tx, workspace, person.id, now, most=MAX_LISTED),
        await _polls(tx, workspace, person, mine, now),
        await _prompts(tx, workspace, person, mine, now),
        await browse.events_this_week(tx, workspace, person, now),
        bool(await feeds.find_public_url(tx, workspace)),
        await _questions(tx, workspace, person, mine, now),
    )


async def _polls(
    tx: ReadTransaction,
    workspace: str,
    person: Person,
    channels: Collection[str],
    now: dt.datetime,
) -> list[PollToVote]:
    """Return the polls in a person's channels that take votes."""
    found: list[PollToVote] = []
    for poll in await polls.list_polls(tx, workspace, "open"):
        if poll.channel in channels and takes_votes(poll, now) and len(found) < MAX_POLLS:
            found.append(PollToVote(poll, bool(await polls.find_ballot(tx, poll, person.id))))
    return found


async def _questions(
    tx: ReadTransaction,
    workspace: str,
    person: Person,
    channels: Collection[str],
    now: dt.datetime,
) -> list[QuestionToAnswer]:
    """Return what colleagues ask in a person's channels, the soonest to close first."""
    found: list[QuestionToAnswer] = []
    for poll in await questions.list_polls(tx, workspace, "open"):
        is_theirs = poll.channel in channels and bool(poll.words)
        if is_theirs and takes_answers(poll, now) and len(found) < MAX_POLLS:
            votes = await VOTES.find(tx, workspace, poll.id, person.id)
            found.append(QuestionToAnswer(poll, bool(votes)))
    return found


async def _prompts(
    tx: ReadTransaction,
    workspace: str,
    person: Person,
    channels: Collection[str],
    now: dt.datetime,
) -> list[PromptToAnswer]:
    """Return the latest prompts in a person's channels that they have not done."""
    since = local_date(now, person.zone) - dt.timedelta(days=PROMPT_DAYS - 1)
    found: list[PromptToAnswer] = []
    for number, channel in await prompts.latest_postings(tx, workspace, channels, since):
        posting = await prompts.find_posting(tx, workspace, number)
        sent = await message_records.was_sent(tx, workspace, f"{prompt_subject(number)}")
        state = await prompts.find_prompt_answer(tx, number, person.id)
        if posting and posting.text and sent and state != "did":
            found.append(PromptToAnswer(posting, channel, state == "will_do"))
    return found
