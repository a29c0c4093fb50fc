"""What people share of what they learned: organisers may hide it, wherever it is quoted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.core import outbox
from bot.core.concerns import Concern, TextSource, WrittenText
from bot.core.subjects import Subject
from bot.learnings import records
from bot.learnings.monthly_recap import find_recap
from bot.learnings.rules import SHARED, SharedLearning
from bot.store.engine import ReadTransaction, Transaction


def concern_about(quoted: Iterable[SharedLearning]) -> Concern:
    """Return what a card is about that quotes these: their texts, and the authors it names."""
    people: dict[str, None] = {}
    texts = []
    for learning in quoted:
        texts.append(Subject("learning", learning.id))
        if learning.quote.by:
            people[learning.quote.by.person] = None
    return Concern(tuple(people), tuple(texts))


async def concern_of_recap(
    tx: ReadTransaction, workspace: str, _person: str, about: Subject
) -> Concern | None:
    """Return what people wrote that a recap quotes."""
    recap = await find_recap(tx, workspace, about.id)
    if recap is None:
        return None
    return concern_about(await records.list_announced(tx, workspace, recap.subject))


async def posts_showing(
    tx: ReadTransaction, workspace: str, subjects: Sequence[Subject]
) -> list[Subject]:
    """Return the posts that show these learnings, and what they were learned at."""
    shown: list[Subject] = []
    for number in {subject.id for subject in subjects}:
        shown += (await records.announced_subjects(tx, workspace, number)).values()
        learning = await records.find_saved(tx, workspace, number)
        if learning:
            shown.append(learning.about)
    return shown


async def find_learning_text(
    tx: ReadTransaction, workspace: str, about: Subject
) -> WrittenText | None:
    """Return what somebody shared, or None if it is gone."""
    learning = await records.find_saved(tx, workspace, about.id)
    if learning is None:
        return None
    return WrittenText(
        about,
        learning.person,
        learning.text,
        {"share": learning.share, "text": learning.text},
        named=learning.share == "named",
        hidden=learning.share not in SHARED,
    )


async def hide_learning(tx: Transaction, workspace: str, text: WrittenText, _now: datetime) -> None:
    """Take what somebody shared off every card."""
    await records.set_share(tx, workspace, text.about.id, "hidden")
    await outbox.invalidate(tx, workspace, text.about)


async def show_learning(
    tx: Transaction, workspace: str, about: Subject, columns: Mapping[str, str], _now: datetime
) -> None:
    """Share it again as before, unless its author keeps it or wrote something else since."""
    learning = await records.find_saved(tx, workspace, about.id)
    if learning and learning.share == "hidden" and learning.text == columns["text"]:
        await records.set_share(tx, workspace, learning.id, columns["share"])
        await outbox.invalidate(tx, workspace, about)


LEARNING_TEXTS = TextSource(find=find_learning_text, hide=hide_learning, show=show_learning)
