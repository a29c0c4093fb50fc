"""Read and write the deck of a workspace, the channels that get prompts, and who takes them up."""

import datetime as dt

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Row, and_, delete, func, select, update

from bot.core.tables import occurrence
from bot.dates.recurrence import Schedule
from bot.prompts.deck import DECK, Prompt
from bot.prompts.rules import PastPrompt
from bot.prompts.tables import hidden_prompt, posting, prompt, prompt_answer, prompt_channel
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import ChannelMention

POST = "prompt.post"  # the kind of occurrence


class PromptChannel(Struct, frozen=True):
    """A channel that gets prompts."""

    id: int
    workspace: str
    channel: str
    channel_name: str
    rule: str
    start: dt.date
    time: str
    zone: str
    paused: bool
    skipped_until: dt.date | None
    chosen: str

    @property
    def schedule(self) -> Schedule:
        """Say when its prompts come."""
        return Schedule(self.rule, self.start, dt.time.fromisoformat(self.time), self.zone)

    @property
    def room(self) -> ChannelMention:
        """Name it in a text."""
        return ChannelMention(self.channel, self.channel_name)

    @property
    def subject(self) -> str:
        """Name it among occurrences."""
        return f"prompt-channel:{self.id}"


class DeckEntry(Struct, frozen=True):
    """A prompt of the deck, and whether it is kept back."""

    prompt: Prompt
    hidden: bool


class OwnPrompt(Struct, frozen=True):
    """A prompt that somebody here wrote."""

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
        """Give it the shape that all prompts have."""
        return Prompt(f"ours-{self.id}", self.theme, self.season, self.text, self.hint)


class Posting(Struct, frozen=True):
    """A prompt that stands in a channel."""

    id: int
    theme: str
    text: str
    hint: str
    rule: str
    will_do: int
    did: int


async def list_prompt_channels(tx: ReadTransaction, workspace: str) -> list[PromptChannel]:
    """Give every channel of a workspace that gets prompts, the first one first."""
    mine = select(prompt_channel).where(prompt_channel.c.workspace == workspace)
    return [_channel(row) for row in await tx.all(mine.order_by(prompt_channel.c.id))]


async def find_prompt_channel(
    tx: ReadTransaction, workspace: str, number: int
) -> PromptChannel | None:
    """Give one channel by its row."""
    row = await tx.first(
        select(prompt_channel).where(
            prompt_channel.c.workspace == workspace, prompt_channel.c.id == number
        )
    )
    return _channel(row) if row else None


async def save_prompt_channel(
    tx: Transaction, workspace: str, channel: str, **values: object
) -> PromptChannel:
    """Set up a channel, or change how it is set up."""
    number = await tx.upsert(prompt_channel, {"workspace": workspace, "channel": channel}, **values)
    saved = await find_prompt_channel(tx, workspace, number)
    assert saved
    return saved


async def update_prompt_channel(
    tx: Transaction, where: PromptChannel, **values: object
) -> PromptChannel:
    """Change a little of how a channel is set up."""
    await tx.execute(update(prompt_channel).where(prompt_channel.c.id == where.id).values(**values))
    return msgspec.structs.replace(where, **values)


async def find_next_occurrence(
    tx: ReadTransaction, where: PromptChannel
) -> tuple[dt.date, dt.datetime] | None:
    """Tell the local date and the moment of a channel's next prompt."""
    waiting = select(occurrence.c.local_date, occurrence.c.due).where(
        _turns(where), occurrence.c.state == "waiting"
    )
    row = await tx.first(waiting.order_by(occurrence.c.due).limit(1))
    return (row.local_date, row.due) if row else None


async def last_prompt_date(tx: ReadTransaction, where: PromptChannel) -> dt.date:
    """Tell the last local date on which this channel had its turn.

    The dawn of time if it never had.
    """
    turns = select(func.max(occurrence.c.local_date)).where(
        _turns(where), occurrence.c.state != "waiting"
    )
    posts = select(func.max(posting.c.local_date)).where(posting.c.prompt_channel == where.id)
    return max(await tx.scalar(turns) or dt.date.min, await tx.scalar(posts) or dt.date.min)


async def load_deck(tx: ReadTransaction, workspace: str) -> list[DeckEntry]:
    """Give all prompts a workspace could get: Mingle's, then its own."""
    hidden = set(
        await tx.scalars(select(hidden_prompt.c.slug).where(hidden_prompt.c.workspace == workspace))
    )
    own = [mine.prompt for mine in await _own(tx, workspace, "approved")]
    return [DeckEntry(each, each.slug in hidden) for each in (*DECK, *own)]


async def suggest_slugs(tx: ReadTransaction, workspace: str, typed: str) -> list[str]:
    """Give the names of prompts that hold what somebody has typed so far."""
    wanted = typed.strip().casefold()
    return [
        each.prompt.slug for each in await load_deck(tx, workspace) if wanted in each.prompt.slug
    ]


async def list_suggestions(tx: ReadTransaction, workspace: str) -> list[OwnPrompt]:
    """Give the suggestions that wait for an organiser, the oldest first."""
    return await _own(tx, workspace, "suggested")


async def find_own_prompt(tx: ReadTransaction, workspace: str, number: int) -> OwnPrompt | None:
    """Give one prompt that somebody here wrote."""
    row = await tx.first(
        select(prompt).where(prompt.c.workspace == workspace, prompt.c.id == number)
    )
    return _own_prompt(row) if row else None


async def insert_own_prompt(
    tx: Transaction, workspace: str, new: Prompt, state: str, person: str, now: dt.datetime
) -> OwnPrompt:
    """Write down a prompt of the workspace's own; its slug comes with its number."""
    words = {"theme": new.theme, "season": new.season, "text": new.text, "hint": new.hint}
    number = await tx.insert(
        prompt, workspace=workspace, **words, state=state, person=person, at=now
    )
    return OwnPrompt(id=number, **words, state=state, person=person, settled_by=None)


async def settle_suggestion(
    tx: Transaction, workspace: str, number: int, state: str, by: str, now: dt.datetime
) -> bool:
    """Approve or decline a suggestion; tell whether it was still waiting."""
    waiting = update(prompt).where(
        prompt.c.workspace == workspace, prompt.c.id == number, prompt.c.state == "suggested"
    )
    return bool(await tx.execute(waiting.values(state=state, settled_by=by, at=now)))


async def add_hidden_prompt(tx: Transaction, workspace: str, slug: str) -> None:
    """Keep a prompt back."""
    await tx.insert_or_ignore(hidden_prompt, workspace=workspace, slug=slug)


async def remove_hidden_prompt(tx: Transaction, workspace: str, slug: str) -> None:
    """Let a prompt come up again."""
    await tx.execute(
        delete(hidden_prompt).where(
            hidden_prompt.c.workspace == workspace, hidden_prompt.c.slug == slug
        )
    )


async def list_posted(tx: ReadTransaction, where: PromptChannel) -> list[PastPrompt]:
    """Give what stood in a channel so far, oldest first."""
    past = select(posting.c.slug, posting.c.theme, posting.c.cycle).where(
        posting.c.prompt_channel == where.id
    )
    return [
        PastPrompt(row.slug, row.theme, row.cycle)
        for row in await tx.all(past.order_by(posting.c.local_date, posting.c.id))
    ]


async def insert_posting(
    tx: Transaction, where: PromptChannel, day: dt.date, drawn: Prompt, cycle: int, *, chosen: bool
) -> int | None:
    """Note that a prompt stands in a channel, once a local date.

    Give the posting's number, or None.
    """
    return await tx.insert_or_ignore(
        posting,
        workspace=where.workspace,
        prompt_channel=where.id,
        local_date=day,
        slug=drawn.slug,
        theme=drawn.theme,
        text=drawn.text,
        hint=drawn.hint,
        cycle=cycle,
        chosen=chosen,
    )


async def find_posting(tx: ReadTransaction, workspace: str, number: int) -> Posting | None:
    """Give a posted prompt, and how many take it up."""
    row = await tx.first(
        select(posting, prompt_channel.c.rule)
        .join(prompt_channel, prompt_channel.c.id == posting.c.prompt_channel)
        .where(posting.c.workspace == workspace, posting.c.id == number)
    )
    if row is None:
        return None
    counted = select(prompt_answer.c.state, func.count()).where(prompt_answer.c.posting == number)
    answers = dict(map(tuple, await tx.all(counted.group_by(prompt_answer.c.state))))
    counts = {state: answers.get(state, 0) for state in ("will_do", "did")}
    return Posting(
        id=row.id, theme=row.theme, text=row.text, hint=row.hint, rule=row.rule, **counts
    )


async def find_prompt_answer(tx: ReadTransaction, posting_id: int, person: str) -> str:
    """Tell what somebody answered to a posted prompt; nothing if they did not."""
    found = select(prompt_answer.c.state).where(
        prompt_answer.c.posting == posting_id, prompt_answer.c.person == person
    )
    return await tx.scalar(found) or ""


async def upsert_prompt_answer(
    tx: Transaction, workspace: str, posting_id: int, person: str, state: str, now: dt.datetime
) -> None:
    """Keep what somebody answers, in place of what they answered before."""
    await tx.upsert(
        prompt_answer,
        {"posting": posting_id, "person": person},
        workspace=workspace,
        state=state,
        at=now,
    )


async def delete_prompt_answer(tx: Transaction, posting_id: int, person: str) -> None:
    """Forget that somebody answered."""
    mine = delete(prompt_answer).where(
        prompt_answer.c.posting == posting_id, prompt_answer.c.person == person
    )
    await tx.execute(mine)


async def count_repeats(tx: ReadTransaction, workspace: str) -> int:
    """Count prompts that came again while the deck lasted, other than by an organiser's choice."""
    drawn = (
        select((func.count() - func.count(posting.c.slug.distinct())).label("again"))
        .where(posting.c.workspace == workspace, posting.c.chosen.is_(False))
        .group_by(posting.c.prompt_channel, posting.c.cycle)
    )
    return sum(await tx.scalars(drawn))


async def _own(tx: ReadTransaction, workspace: str, state: str) -> list[OwnPrompt]:
    written = select(prompt).where(prompt.c.workspace == workspace, prompt.c.state == state)
    return [_own_prompt(row) for row in await tx.all(written.order_by(prompt.c.id))]


def _own_prompt(row: Row[*tuple[object, ...]]) -> OwnPrompt:
    return OwnPrompt(**{name: row._mapping[name] for name in OwnPrompt.__struct_fields__})


def _channel(row: Row[*tuple[object, ...]]) -> PromptChannel:
    return PromptChannel(**{name: row._mapping[name] for name in PromptChannel.__struct_fields__})


def _turns(where: PromptChannel) -> ColumnElement[bool]:
    return and_(
        occurrence.c.workspace == where.workspace,
        occurrence.c.kind == POST,
        occurrence.c.subject == where.subject,
    )
