"""Live a fortnight in Discord.

Set up, join, meet, learn, open a table, take up a prompt, pause, leave.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.store.engine import Database
from tests.adapters import story
from tests.adapters.discord.workspace import DiscordWorkspace, open_workspace
from tests.adapters.story import NEXT_TUESDAY, Outcome
from tests.doubles.discord import User

COMMANDS: dict[str, tuple[str, dict[str, Any]]] = {
    "set up lunch": ("mingle setup", {}),
    "set up prompts": ("prompt setup", {}),
    "open a table": (
        "lunch find",
        {"when": "tomorrow 12:30", "seats": 3, "at": "Ramen bar", "topic": "python"},
    ),
    "pause": ("mingle pause", {"until": "in two weeks"}),
    "leave": ("mingle leave", {}),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def calm(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The outcome of a fortnight in which Discord does as it is asked."""
    async with story.fresh(tmp_path_factory) as database, open_workspace(database) as workspace:
        await live(workspace)
        check(workspace)
        assert not [request for request in workspace.server.requests if request.status >= 400]
        return workspace.outcome()


async def test_a_fortnight_goes_as_told(calm: Outcome) -> None:
    assert calm


async def test_who_leaves_after_an_introduction_is_asked_and_their_company_hears(
    database: Database,
) -> None:
    async with open_workspace(database) as workspace:

        async def tell(user: User, what: str) -> None:
            name, options = COMMANDS[what]
            await workspace.say(user, name, **options)

        told = await story.part_ways(workspace, tell)
        assert len(told) == 1
        assert workspace.people[0] not in told


@pytest.mark.parametrize("trouble", ["answers", "drops", "deaths"])
@pytest.mark.parametrize("seed", [1, 2])
async def test_a_fortnight_goes_the_same_whatever_discord_does(
    database: Database, calm: Outcome, trouble: str, seed: int
) -> None:
    async with open_workspace(database, seed=seed) as workspace:
        TROUBLES[trouble](workspace)
        await live(workspace)
        workspace.server.faults.duplicates = 0.0
        check(workspace)
        assert workspace.outcome(without=await workspace.late_answers()) == calm
        seen = {request.fault for request in workspace.server.requests}
        assert trouble != "answers" or seen >= {"lose", "error", "limit"}
        assert trouble != "drops" or workspace.app.client.budget.used > 1
        assert trouble != "deaths" or workspace.died > 2


def _answers(workspace: DiscordWorkspace) -> None:
    faults = workspace.server.faults
    faults.lost_answers, faults.errors, faults.limits, faults.duplicates = 0.05, 0.05, 0.05, 0.10


def _drops(workspace: DiscordWorkspace) -> None:
    turn = [0]

    def drop() -> None:
        turn[0] += 1
        workspace.server.gateway.drop(resumable=turn[0] % 2 == 0)

    workspace.clock.minutes = drop
    workspace.server.faults.socket_drops = 0.05


def _deaths(workspace: DiscordWorkspace) -> None:
    workspace.deaths = 0.08
    workspace.server.faults.lost_answers = 0.03


TROUBLES: dict[str, Callable[[DiscordWorkspace], None]] = {
    "answers": _answers,
    "drops": _drops,
    "deaths": _deaths,
}


async def live(workspace: DiscordWorkspace) -> None:
    """Do what people do in two weeks."""

    async def tell(user: User, what: str) -> None:
        name, options = COMMANDS[what]
        await workspace.say(user, name, **options)

    await story.live(workspace, tell)


def check(workspace: DiscordWorkspace) -> None:
    """Check that the outcome is the same whatever happened on the way, and nothing is doubled."""
    tom, amara, *_ = workspace.people
    introductions = [
        (c, m)
        for c in workspace.introductions()
        for m in c.messages
        if workspace.says(m, ", meet ")
    ]
    assert len(introductions) == 4 + 3
    later = [c for c, m in introductions if m.at > (NEXT_TUESDAY - timedelta(hours=3)).timestamp()]
    assert {tom.id, amara.id}.isdisjoint(who for channel in later for who in channel.members)
    story.check(workspace)
    assert len(workspace.lunch.messages) == 5
    assert not workspace.doubled()
