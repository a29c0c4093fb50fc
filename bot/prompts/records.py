"""The SQL of prompts: the deck of a workspace, channels, postings and answers."""

import datetime as dt
from collections.abc import Collection
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, func, select, update

from bot.core.subjects import Subject
from bot.core.tables import occurrence
from bot.dates.recurrence import Schedule
from bot.dates.working_time import OFFICE_TIME, WorkingTime
from bot.people.hours.records import channel_working_time
from bot.prompts.deck import DECK, OWN, Prompt, say_words
from bot.prompts.rules import PastPrompt
from bot.prompts.tables import hidden_prompt, posting, prompt, prompt_answer, prompt_channel
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.store.rows import read_struct
from bot.ui.text import ChannelMention

POST = "prompt.post"  # the kind of occurrence


class PromptChannel(Struct, frozen=True):
    """A channel that gets prompts, and how it is set up."""

    id: int
    workspace: str
    channel: str
    channel_name: str
    recurrence: str
    start: dt.date
    time: str
    zone: str
    paused: bool
    skipped_until: dt.date | None
    chosen: str
    working_time: WorkingTime = OFFICE_TIME

    @property
    def schedule(self) -> Schedule:
        """Return when its prompts are due; those of a day off move to the next working day."""
        time = dt.time.fromisoformat(self.time)
        return Schedule(
            self.recurrence, self.start, time, self.zone, working_time=self.working_time
        )

    @property
    def mention(self) -> ChannelMention:
        """Return a mention of the channel for a text."""
        return ChannelMention(self.channel, self.channel_name)

    @property
    def subject(self) -> Subject:
        """Return the subject of its occurrences."""
        return Subject("prompt-channel", self.id)


class DeckEntry(Struct, frozen=True):
    """A prompt of the deck, and whether it is hidden."""

    prompt: Prompt
    hidden: bool


class OwnPrompt(Struct, frozen=True):
    """A prompt that somebody in this workspace wrote."""

    id: int
    theme: str
    season: str
    text: str
    hint: str
    state: str
    person: str
    settled_by: str | None

    @property
    def prompt(self) -> Prompt:
        """Return it as an entry of the deck."""
        return Prompt(f"{OWN}{self.id}", self.theme, self.season, self.text, self.hint)


class Posting(Struct, frozen=True):
    """A prompt that was posted in a channel, with its numbers of answers."""

    id: int
    theme: str
    text: str
    hint: str
    recurrence: str
    will_do: int
    did: int
    slug: str = ""

    @property
    def said(self) -> str:
        """Return its text as its reader reads it."""
        return say_words(self.slug, self.text)

    @property
    def said_hint(self) -> str:
        """Return its hint as its reader reads it."""
        return say_words(self.slug, self.hint)


async def _read_channel(tx: ReadTransaction, row: Row[Any]) -> PromptChannel:
    working_time = await channel_working_time(tx, row.workspace, row.channel, row.zone)
    return read_struct(PromptChannel, row, given={"working_time": working_time})


async def list_prompt_channels(tx: ReadTransaction, workspace: str) -> list[PromptChannel]:
    """Return the channels of a workspace that get prompts, in the order of their setup."""
    query = select(prompt_channel).where(prompt_channel.c.workspace == workspace)
    rows = await tx.all(query.order_by(prompt_channel.c.id))
    return [await _read_channel(tx, row) for row in rows]


async def find_prompt_channel(
    tx: ReadTransaction, workspace: str, number: int
) -> PromptChannel | None:
    """Return the setup of one channel by its row, or None."""
    row = await tx.first(
        select(prompt_channel).where(
            prompt_channel.c.workspace == workspace, prompt_channel.c.id == number
        )
    )
    return await _read_channel(tx, row) if row else None


async def save_prompt_channel(
    tx: Transaction, workspace: str, channel: str, **values: object
) -> PromptChannel:
    """Upsert the setup of a channel; return it."""
    number = await tx.upsert(prompt_channel, {"workspace": workspace, "channel": channel}, **values)
    saved = await find_prompt_channel(tx, workspace, number)
    assert saved
    return saved


async def update_prompt_channel(
    tx: Transaction, setup: PromptChannel, **values: object
) -> PromptChannel:
    """Set columns of a channel's setup; return the new one."""
    await tx.execute(update(prompt_channel).where(prompt_channel.c.id == setup.id).values(**values))
    return msgspec.structs.replace(setup, **values)


async def find_next_occurrence(
    tx: ReadTransaction, setup: PromptChannel
) -> tuple[dt.date, dt.datetime] | None:
    """Return the local date and the instant of a channel's next prompt, or None."""
    query = select(occurrence.c.local_date, occurrence.c.due).where(
        _occurrences_of(setup), occurrence.c.state == "waiting"
    )
    row = await tx.first(query.order_by(occurrence.c.due).limit(1))
    return (row.local_date, row.due) if row else None


async def last_prompt_date(tx: ReadTransaction, setup: PromptChannel) -> dt.date:
    """Return the local date of the last prompt that was due or posted, or `date.min`."""
    last_due = await tx.scalar(
        select(func.max(occurrence.c.local_date)).where(
            _occurrences_of(setup), occurrence.c.state != "waiting"
        )
    )
    last_posted = await tx.scalar(
        select(func.max(posting.c.local_date)).where(posting.c.prompt_channel == setup.id)
    )
    return max(last_due or dt.date.min, last_posted or dt.date.min)


async def load_deck(tx: ReadTransaction, workspace: str) -> list[DeckEntry]:
    """Return the deck of a workspace: Mingle's prompts, then its own."""
    query = select(hidden_prompt.c.slug).where(hidden_prompt.c.workspace == workspace)
    hidden = set(await tx.scalars(query))
    own = [entry.prompt for entry in await _own_prompts(tx, workspace, "approved")]
    return [DeckEntry(prompt, prompt.slug in hidden) for prompt in (*DECK, *own)]


async def suggest_slugs(tx: ReadTransaction, workspace: str, typed: str) -> list[str]:
    """Return the slugs of the deck that contain what was typed so far."""
    part = typed.strip().casefold()
    slugs = [entry.prompt.slug for entry in await load_deck(tx, workspace)]
    return [slug for slug in slugs if part in slug]


async def list_suggestions(tx: ReadTransaction, workspace: str) -> list[OwnPrompt]:
    """Return the suggestions that wait for an organiser, oldest first."""
    return await _own_prompts(tx, workspace, "suggested")


async def find_own_prompt(tx: ReadTransaction, workspace: str, number: int) -> OwnPrompt | None:
    """Return one prompt that somebody in this workspace wrote, or None."""
    row = await tx.first(
        select(prompt).where(prompt.c.workspace == workspace, prompt.c.id == number)
    )
    return read_struct(OwnPrompt, row) if row else None


async def insert_own_prompt(
    tx: Transaction, workspace: str, new: Prompt, state: str, person: str, now: dt.datetime
) -> OwnPrompt:
    """Insert a prompt of the workspace's own; its slug follows from its id."""
    values = {"theme": new.theme, "season": new.season, "text": new.text, "hint": new.hint}
    number = await tx.insert(
        prompt, workspace=workspace, **values, state=state, person=person, at=now
    )
    return OwnPrompt(id=number, **values, state=state, person=person, settled_by=None)


async def settle_suggestion(
    tx: Transaction, workspace: str, number: int, state: str, by: str, now: dt.datetime
) -> bool:
    """Approve or decline a suggestion; return whether it was still waiting."""
    statement = update(prompt).where(
        prompt.c.workspace == workspace, prompt.c.id == number, prompt.c.state == "suggested"
    )
    return bool(await tx.execute(statement.values(state=state, settled_by=by, at=now)))


async def set_own_state(tx: Transaction, workspace: str, number: int, state: str) -> None:
    """Set the state of a prompt of the workspace's own: approved, or hidden."""
    await tx.execute(
        update(prompt)
        .where(prompt.c.workspace == workspace, prompt.c.id == number)
        .values(state=state)
    )


async def write_postings(
    tx: Transaction, workspace: str, slug: str, text: str, hint: str
) -> list[int]:
    """Set what the posts of one prompt say; return their ids."""
    theirs = posting.c.workspace == workspace, posting.c.slug == slug
    await tx.execute(update(posting).where(*theirs).values(text=text, hint=hint))
    return await tx.scalars(select(posting.c.id).where(*theirs))


async def add_hidden_prompt(tx: Transaction, workspace: str, slug: str) -> None:
    """Hide a prompt, so that it is never picked. Idempotent."""
    await tx.insert_or_ignore(hidden_prompt, workspace=workspace, slug=slug)


async def remove_hidden_prompt(tx: Transaction, workspace: str, slug: str) -> None:
    """Let a hidden prompt be picked again."""
    await tx.execute(
        delete(hidden_prompt).where(
            hidden_prompt.c.workspace == workspace, hidden_prompt.c.slug == slug
        )
    )


async def list_posted(tx: ReadTransaction, setup: PromptChannel) -> list[PastPrompt]:
    """Return what was posted in a channel, oldest first."""
    rows = await tx.all(
        select(posting.c.slug, posting.c.theme, posting.c.cycle)
        .where(posting.c.prompt_channel == setup.id)
        .order_by(posting.c.local_date, posting.c.id)
    )
    return [PastPrompt(row.slug, row.theme, row.cycle) for row in rows]


async def insert_posting(
    tx: Transaction,
    setup: PromptChannel,
    day: dt.date,
    picked: Prompt,
    cycle: int,
    *,
    chosen: bool,
) -> int | None:
    """Insert the posting of a local date; return its id, or None if that date has one."""
    return await tx.insert_or_ignore(
        posting,
        workspace=setup.workspace,
        prompt_channel=setup.id,
        local_date=day,
        slug=picked.slug,
        theme=picked.theme,
        text=picked.text,
        hint=picked.hint,
        cycle=cycle,
        chosen=chosen,
    )


_POSTED = (
    select(posting, prompt_channel.c.recurrence)
    .join(prompt_channel, prompt_channel.c.id == posting.c.prompt_channel)
    .where(posting.c.workspace == bindparam("workspace"), posting.c.id == bindparam("number"))
)
_ANSWERS = (
    select(prompt_answer.c.state, func.count().label("number"))
    .where(prompt_answer.c.posting == bindparam("number"))
    .group_by(prompt_answer.c.state)
)
_ANSWER_OF = select(prompt_answer.c.state).where(
    prompt_answer.c.posting == bindparam("number"), prompt_answer.c.person == bindparam("who")
)


@remembered
async def find_posting(tx: ReadTransaction, workspace: str, number: int) -> Posting | None:
    """Return a posting with its numbers of answers, or None."""
    row = await tx.first(_POSTED, workspace=workspace, number=number)
    if row is None:
        return None

    counts = await tx.all(_ANSWERS, number=number)
    answers = {count.state: count.number for count in counts}
    return Posting(
        id=row.id,
        theme=row.theme,
        text=row.text,
        hint=row.hint,
        recurrence=row.recurrence,
        will_do=answers.get("will_do", 0),
        did=answers.get("did", 0),
        slug=row.slug,
    )


async def latest_postings(
    tx: ReadTransaction, workspace: str, channels: Collection[str], since: dt.date
) -> list[tuple[int, ChannelMention]]:
    """Return the latest posting since a date of each of these channels, with its channel."""
    latest = func.max(posting.c.id).label("latest")
    query = (
        select(prompt_channel.c.channel, prompt_channel.c.channel_name, latest)
        .join(posting, posting.c.prompt_channel == prompt_channel.c.id)
        .where(prompt_channel.c.workspace == workspace, prompt_channel.c.channel.in_(channels))
        .where(posting.c.local_date >= since)
        .group_by(prompt_channel.c.id, prompt_channel.c.channel, prompt_channel.c.channel_name)
    )
    rows = await tx.all(query.order_by(prompt_channel.c.id))
    return [(row.latest, ChannelMention(row.channel, row.channel_name)) for row in rows]


async def find_prompt_answer(tx: ReadTransaction, posting_id: int, person: str) -> str:
    """Return a person's answer to a posting, or an empty string."""
    return await tx.scalar(_ANSWER_OF, number=posting_id, who=person) or ""


async def upsert_prompt_answer(
    tx: Transaction, workspace: str, posting_id: int, person: str, state: str, now: dt.datetime
) -> None:
    """Save a person's answer to a posting, in place of an earlier one."""
    await tx.upsert(
        prompt_answer,
        {"posting": posting_id, "person": person},
        workspace=workspace,
        state=state,
        at=now,
    )


async def delete_prompt_answer(tx: Transaction, posting_id: int, person: str) -> None:
    """Delete a person's answer to a posting."""
    await tx.execute(
        delete(prompt_answer).where(
            prompt_answer.c.posting == posting_id, prompt_answer.c.person == person
        )
    )


async def count_repeats(tx: ReadTransaction, workspace: str) -> int:
    """Return how many postings repeat a prompt within a cycle, chosen ones not counted."""
    repeats = (
        select((func.count() - func.count(posting.c.slug.distinct())).label("again"))
        .where(posting.c.workspace == workspace, posting.c.chosen.is_(False))
        .group_by(posting.c.prompt_channel, posting.c.cycle)
    )
    return sum(await tx.scalars(repeats))


async def _own_prompts(tx: ReadTransaction, workspace: str, state: str) -> list[OwnPrompt]:
    query = select(prompt).where(prompt.c.workspace == workspace, prompt.c.state == state)
    return [read_struct(OwnPrompt, row) for row in await tx.all(query.order_by(prompt.c.id))]


def _occurrences_of(setup: PromptChannel) -> ColumnElement[bool]:
    return and_(
        occurrence.c.workspace == setup.workspace,
        occurrence.c.kind == POST,
        occurrence.c.subject == setup.subject,
    )
