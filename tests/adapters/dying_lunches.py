"""Lunches in which hardly anybody takes part, until an organiser hears of it and stops them."""

from datetime import timedelta

from tests.adapters.refused_round import DRAW, Tell, note
from tests.adapters.workspace import AnyWorkspace, Message, User

WEEK = timedelta(weeks=1)
HOUR = timedelta(hours=1)
TITLE = "few lunches happen"


async def stop_lunches(workspace: AnyWorkspace[User, Message], tell: Tell[User]) -> str:
    """Hear after two rounds of two people that these are few, and stop; return the last note.

    `tell` types a line.
    """
    manager = workspace.manager
    await tell(manager, "set up lunch")
    await workspace.submit(manager, {"zone": "Europe/Berlin"})
    await workspace.settle()
    for person in workspace.people[:2]:
        await workspace.click(person, "I'm in")
    await workspace.until(DRAW + HOUR)
    assert not note(workspace, TITLE)

    await workspace.until(DRAW + WEEK + HOUR)
    assert "fewer than nine people" in note(workspace, TITLE)
    await workspace.click(manager, "Invite the channel again")
    assert note(workspace, "Inviting again")
    await workspace.click(manager, "Stop these lunches")
    await workspace.click(manager, "Yes, stop them")
    await workspace.settle()
    assert not note(workspace, TITLE)
    return note(workspace, "are stopped")
