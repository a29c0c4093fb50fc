"""One asks who knows, presses “Introduce us”; the other says yes, and both are introduced."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy import update

from bot.people.tables import person
from tests.adapters.workspace import AnyWorkspace, Message, User

Ask = Callable[[User, str], Awaitable[object]]  # who knows about a topic


async def be_introduced(workspace: AnyWorkspace[User, Message], ask: Ask[User]) -> int:
    """Ask, agree on the other side, read the introduction on both; return how many were made."""
    tom, amara, jun = workspace.people[:3]
    for user in (tom, amara, jun):
        await ask(user, "sourdough")
    await workspace.click(amara, "Name me, please")
    async with workspace.database.transaction() as tx:
        named = person.c.name == "Amara Obi"
        await tx.execute(update(person).where(named).values(offers=("sourdough baking",)))

    for user in (tom, jun):
        await ask(user, "sourdough")
        await workspace.click(user, "Introduce us")
        workspace.clock.move(timedelta(minutes=2))
        await workspace.settle()

    await workspace.click(amara, "Yes, introduce us", containing="Tom")
    await workspace.settle()
    assert len(workspace.introductions()) == 1
    for user in (tom, amara):
        [read] = [m for m in workspace.inbox(user) if workspace.says(m, ", meet ")]
        assert workspace.says(read, "sourdough baking")
    assert not [m for m in workspace.inbox(jun) if workspace.says(m, ", meet ")]

    await workspace.click(amara, "Not now", containing="Jun")
    await workspace.until(workspace.clock.utc() + timedelta(days=6))
    assert len(workspace.introductions()) == 1
    [ended] = [m for m in workspace.inbox(jun) if workspace.says(m, "No introduction this time")]
    assert workspace.says(ended, "I never say why")
    return len(workspace.introductions())
