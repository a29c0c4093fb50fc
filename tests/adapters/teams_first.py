"""People of the same team come first: set up in the form, and read in the introduction."""

from datetime import timedelta

from tests.adapters.refused_round import DRAW, MINUTE, Tell
from tests.adapters.workspace import AnyWorkspace, Message, User

SAME = "You work in the same team."
YIELDS = "People of the same team come first here; this time that didn't work out"


async def draw_within_teams(
    workspace: AnyWorkspace[User, Message], tell: Tell[User]
) -> dict[str, int]:
    """Let two of one team and two of none be drawn, and count who reads of which they are."""
    await tell(workspace.manager, "set up lunch")
    await workspace.submit(workspace.manager, {"zone": "Europe/Berlin", "teams": "within"})
    await workspace.settle()
    people = workspace.people[:4]
    for number, person in enumerate(people):
        await workspace.click(person, "I'm in")
        if number < 2:
            await tell(person, "profile")
            await workspace.submit(person, {"team": "Data"})
    await workspace.until(DRAW + MINUTE + timedelta(days=1))

    counts = {}
    for words in (SAME, YIELDS):
        counts[words] = sum(
            any(workspace.says(message, words) for message in workspace.inbox(person))
            for person in people
        )
    return counts
