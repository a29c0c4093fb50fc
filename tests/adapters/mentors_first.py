"""Mentors come first: set up in the form, said in the profile, and read in the introduction."""

from datetime import timedelta

from tests.adapters.refused_round import DRAW, MINUTE, Tell
from tests.adapters.workspace import AnyWorkspace, Message, User

LESSON = "would like to learn negotiation"
YIELDS = "with those who can show it; this time that didn't work out"


async def draw_mentors(
    workspace: AnyWorkspace[User, Message], tell: Tell[User]
) -> dict[str, list[bool]]:
    """Let a learner, somebody, a mentor and somebody be drawn; return who reads what."""
    await tell(workspace.manager, "set up lunch")
    await workspace.submit(workspace.manager, {"zone": "Europe/Berlin", "mentors": "yes"})
    await workspace.settle()
    people = workspace.people[:4]
    profiles = {0: {"wants": "negotiation"}, 2: {"offers": "negotiation"}}
    for number, person in enumerate(people):
        await workspace.click(person, "I'm in")
        if number in profiles:
            await tell(person, "profile")
            await workspace.submit(person, {**profiles[number]})
    await workspace.until(DRAW + MINUTE + timedelta(days=1))
    return {
        words: [
            any(workspace.says(message, words) for message in workspace.inbox(person))
            for person in people
        ]
        for words in (LESSON, YIELDS)
    }
