"""Somebody hosts: named in the form, asked in private, drawn for, and stopped by a button."""

from datetime import timedelta

from tests.adapters.refused_round import DRAW, MINUTE, Tell
from tests.adapters.workspace import AnyWorkspace, Message, User

WEEK = timedelta(days=7)
HOSTS = "hosts this lunch"


async def let_one_host(
    workspace: AnyWorkspace[User, Message], tell: Tell[User], host: User, id_of_host: str
) -> list[int]:
    """Name a host who agrees, let four others be drawn twice, and let the host stop then.

    Return how many lunches each of the four read of with the host.
    """
    others = [person for person in workspace.people if person is not host][:4]
    await tell(workspace.manager, "set up lunch")
    await workspace.submit(
        workspace.manager, {"zone": "Europe/Berlin", "size": "3", "host": [id_of_host]}
    )
    await workspace.settle()
    assert not _reads(workspace, host, HOSTS)
    await workspace.click(host, "Yes, I'll host")
    await workspace.settle()
    assert len(_reads(workspace, workspace.manager, "agreed to host the lunches")) == 1

    for person in others:
        await workspace.click(person, "I'm in")
    await workspace.until(DRAW + MINUTE)
    first = [bool(_reads(workspace, person, HOSTS)) for person in others]
    assert len(_reads(workspace, host, HOSTS)) == 1
    assert sum(first) == 2
    await workspace.until(DRAW + WEEK + MINUTE)
    assert len(_reads(workspace, host, HOSTS)) == 2

    await workspace.click(host, "Stop hosting")
    await workspace.settle()
    assert len(_reads(workspace, workspace.manager, "any more. They go on as usual")) == 1
    await workspace.until(DRAW + 2 * WEEK + MINUTE)
    assert len(_reads(workspace, host, HOSTS)) == 2
    return [len(_reads(workspace, person, HOSTS)) for person in others]


def _reads(workspace: AnyWorkspace[User, Message], person: User, words: str) -> list[Message]:
    return [each for each in workspace.inbox(person) if workspace.says(each, words)]
