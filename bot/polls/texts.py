"""What people write in polls, the question and its choices: organisers may hide it."""

from collections.abc import Mapping
from datetime import datetime

from bot.core import outbox
from bot.core.concerns import Concern, TextSource, WrittenText
from bot.core.subjects import Subject
from bot.polls import openings, records
from bot.polls.rules import Question
from bot.store.engine import ReadTransaction, Transaction


async def concern_of_question(
    tx: ReadTransaction, workspace: str, _person: str, about: Subject
) -> Concern | None:
    """Return who asked a poll, and what they wrote."""
    poll = await records.find_poll(tx, workspace, about.id)
    return Concern((poll.author,), (poll.subject,)) if poll else None


async def find_question_text(
    tx: ReadTransaction, workspace: str, about: Subject
) -> WrittenText | None:
    """Return the question and the choices of a poll, or None if they were taken down."""
    poll = await records.find_poll(tx, workspace, about.id)
    if poll is None or not poll.words:
        return None
    choices = "\n".join(choice.words for choice in await records.list_choices(tx, poll))
    words = f"{poll.words}\n{choices}"
    return WrittenText(about, poll.author, words, {"words": poll.words, "choices": choices})


async def hide_question_text(
    tx: Transaction, workspace: str, text: WrittenText, now: datetime
) -> None:
    """Take a poll's words off its card; it isn't asked again."""
    poll = await records.get_poll_for_update(tx, workspace, text.about.id)
    if poll:
        following = await records.find_next(tx, poll)
        if following:
            await openings.cancel_poll(tx, following, now)
        count = len(await records.list_choices(tx, poll))
        await _write(tx, poll, "", ["…"] * count)


async def show_question_text(
    tx: Transaction, workspace: str, about: Subject, columns: Mapping[str, str], _now: datetime
) -> None:
    """Bring a poll's words back, unless it has others since."""
    poll = await records.get_poll_for_update(tx, workspace, about.id)
    if poll and not poll.words:
        await _write(tx, poll, columns["words"], columns["choices"].splitlines())


async def _write(tx: Transaction, poll: Question, words: str, choices: list[str]) -> None:
    await records.update_poll(tx, poll, words=words)
    await records.write_choices(tx, poll, choices)
    await outbox.invalidate(tx, poll.workspace, poll.subject)


QUESTION_TEXTS = TextSource(
    find=find_question_text, hide=hide_question_text, show=show_question_text
)
