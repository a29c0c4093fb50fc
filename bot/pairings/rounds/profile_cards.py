"""Cards of rounds that show what people wrote about themselves, or ask for it."""

from collections.abc import Sequence

from bot.core.subjects import Subject
from bot.pairings.rounds import group_details
from bot.people import one_line
from bot.store.engine import ReadTransaction


async def cards_showing(
    tx: ReadTransaction, workspace: str, changed: Sequence[Subject]
) -> list[Subject]:
    """Return the introductions that show any of these people, and the notices that ask them."""
    people = [person for subject in changed for person in subject.parts]
    asking = await one_line.asking_messages(tx, workspace, people)
    notices = [Subject.parse(key) for key in asking]
    return [*notices, *await group_details.open_groups_with(tx, workspace, people)]
