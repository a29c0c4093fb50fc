"""A round that an organiser moves, whoever joins late or just once, and who would be three."""

from datetime import timedelta

from tests.adapters.refused_round import DRAW, MINUTE, Tell, await_draw
from tests.adapters.workspace import AnyWorkspace, Message, User

DAY = timedelta(days=1)


async def change_rounds(workspace: AnyWorkspace[User, Message], tell: Tell[User]) -> list[User]:
    """Join late and once, and have the next round moved after its notices.

    Return who was told of the move; `tell` types a line.
    """
    tom, late = workspace.people[:2]
    await await_draw(workspace, tell, [tom])
    await workspace.until(DRAW + DAY)
    assert _reads(workspace, tom, "No company this round")

    await workspace.click(late, "Just this once")
    await _settle(workspace)
    assert _reads(workspace, tom, ", meet ")
    assert _reads(workspace, late, ", meet ")
    assert _reads(workspace, tom, "You have other company")

    await workspace.until(DRAW + 6 * DAY + MINUTE)
    assert _reads(workspace, late, "Would you like to stay in?")
    await tell(workspace.manager, "next round")
    await workspace.click(workspace.manager, "Move it to Wed 11 Mar")
    await _settle(workspace)
    moved = "The lunch round has moved"
    return [user for user in workspace.people if _reads(workspace, user, moved)]


async def _settle(workspace: AnyWorkspace[User, Message]) -> None:
    workspace.clock.move(2 * MINUTE)
    await workspace.settle()


def _reads(workspace: AnyWorkspace[User, Message], user: User, words: str) -> bool:
    return any(workspace.says(message, words) for message in workspace.inbox(user))
