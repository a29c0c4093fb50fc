"""What people wrote that the thanks for a month quote."""

from bot.core.concerns import Concern
from bot.core.subjects import Subject
from bot.happy_hour.records import find_poll
from bot.learnings import records as learnings
from bot.learnings.texts import concern_about
from bot.store.engine import ReadTransaction


async def concern_of_thanks(
    tx: ReadTransaction, workspace: str, _person: str, about: Subject
) -> Concern | None:
    """Return what people wrote that the thanks for a month quote."""
    if await find_poll(tx, workspace, about.id) is None:
        return None
    return concern_about(await learnings.list_announced(tx, workspace, about))
