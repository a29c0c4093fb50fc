"""A round whose introductions are refused: what its people, channel and organiser read by then."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

from tests.adapters.workspace import AnyWorkspace, Message, User

DRAW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # Tuesday, 10:00 in Berlin
MINUTE = timedelta(minutes=1)
NOTE = "Introductions that were refused"
# what somebody reads who was introduced, or could not be
WORD = (", meet ", "meet for lunch", "Your match fell through", "I couldn't introduce you")

Tell = Callable[[User, str], Awaitable[object]]


async def draw_round(
    workspace: AnyWorkspace[User, Message],
    tell: Tell[User],
    takers: Sequence[User],
    refuse: Callable[[], Awaitable[object]],
) -> None:
    """Set up pairings, let people in, and be a minute behind the draw, which the chat refuses."""
    await await_draw(workspace, tell, takers)
    await refuse()
    await workspace.until(DRAW + MINUTE)


async def await_draw(
    workspace: AnyWorkspace[User, Message], tell: Tell[User], takers: Sequence[User]
) -> None:
    """Set up pairings, let people in, and be a minute before the draw."""
    await tell(workspace.manager, "set up lunch")
    await workspace.submit(workspace.manager, {"zone": "Europe/Berlin"})
    await workspace.settle()
    for person in takers:
        await workspace.click(person, "I'm in")
    await workspace.until(DRAW - MINUTE)


def words_for(workspace: AnyWorkspace[User, Message], person: User) -> list[str]:
    """Return what somebody reads about their introduction."""
    texts = [workspace.text(message) for message in workspace.inbox(person)]
    return [text for text in texts if any(word in text for word in WORD)]


def report(workspace: AnyWorkspace[User, Message]) -> str:
    """Return the report in the channel; empty where there is none."""
    texts = [workspace.text(message) for message in workspace.lunch.messages]
    found = [text for text in texts if "lunches are set" in text or "No introductions" in text]
    return found[-1] if found else ""


def note(workspace: AnyWorkspace[User, Message], title: str = NOTE) -> str:
    """Return the organiser's note; empty where there is none."""
    texts = [workspace.text(message) for message in workspace.inbox(workspace.manager)]
    return next((text for text in texts if title in text), "")


def check_introduced(workspace: AnyWorkspace[User, Message], takers: Sequence[User]) -> None:
    """Check that a round went as ever in the end: all met once, and no organiser heard of it."""
    assert len(workspace.introductions()) == 1
    for person in takers:
        [word] = words_for(workspace, person)
        assert "meet" in word
    assert "lunches are set" in report(workspace)
    assert not note(workspace, NOTE)


async def assert_nobody_is_asked(
    workspace: AnyWorkspace[User, Message], people: Sequence[User]
) -> None:
    """Let nearly a week go by, in which none of these people is asked whether they met."""
    await workspace.until(DRAW + timedelta(days=6, hours=23))
    for person in people:
        asked = [m for m in workspace.inbox(person) if workspace.says(m, " meet?")]
        assert not asked, [workspace.text(message) for message in asked]
