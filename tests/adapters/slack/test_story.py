"""Live a fortnight in Slack.

Set up, join, meet, learn, open a table, take up a prompt, pause, leave.
"""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
import pytest_asyncio

from adapters.slack import serve
from bot.store.engine import Database
from tests.adapters import story
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace
from tests.adapters.story import NEXT_TUESDAY, Outcome

DROPS = 5  # sockets cut at the least
COMMANDS = {
    "set up lunch": "/mingle setup",
    "set up prompts": "/prompt setup",
    "open a table": '/lunch tomorrow 12:30 seats:3 at:"Ramen bar" topic:python',
    "pause": "/mingle pause in two weeks",
    "leave": "/mingle leave",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def calm(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The outcome of a fortnight in which Slack does as it is asked."""
    async with story.fresh(tmp_path_factory) as database, open_workspace(database) as workspace:
        await live(workspace)
        return workspace.outcome()


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_fortnight_goes_as_told(database: Database, mode: str) -> None:
    async with open_workspace(database, mode) as workspace:
        await live(workspace)
        assert not [request for request in workspace.server.requests if request.error]
        check(workspace)


async def test_who_leaves_after_an_introduction_is_asked_and_their_company_hears(
    database: Database,
) -> None:
    async with open_workspace(database) as workspace:
        told = await story.part_ways(
            workspace, lambda user, what: workspace.say(user, COMMANDS[what])
        )
        assert len(told) == 1
        assert workspace.people[0] not in told


@pytest.mark.parametrize(("mode", "seed"), [("socket", 1), ("http", 1), ("socket", 2), ("http", 2)])
async def test_a_fortnight_goes_the_same_whatever_slack_does(
    database: Database, calm: Outcome, monkeypatch: pytest.MonkeyPatch, mode: str, seed: int
) -> None:
    monkeypatch.setattr(serve, "PING_INTERVAL", 0.25)  # here a minute takes a second or less
    async with open_workspace(database, mode, seed=seed) as workspace:
        faults = workspace.server.faults
        faults.lost_answers, faults.errors, faults.duplicates, faults.limits = (
            0.05,
            0.05,
            0.10,
            0.05,
        )
        faults.socket_drops = 0.03
        workspace.clock.minutes = workspace.server.sockets.drop
        await live(workspace)
        assert {request.fault for request in workspace.server.requests} >= {
            "lose",
            "error",
            "limit",
        }
        check(workspace)
        assert mode == "http" or workspace.server.sockets.opened > 2 + DROPS
        late = await workspace.late_answers()
        with suppress(TimeoutError):  # what comes along with a message may still be under way
            await workspace.server.until(lambda: workspace.outcome(without=late) == calm, 5)
        assert workspace.outcome(without=late) == calm


async def live(workspace: SlackWorkspace) -> None:
    """Do what people do in two weeks."""
    await story.live(workspace, lambda user, what: workspace.say(user, COMMANDS[what]))


def check(workspace: SlackWorkspace) -> None:
    """Check that the outcome is the same whatever happened on the way, and nothing is doubled."""
    tom, amara, *_ = workspace.people
    introductions = [
        m for c in workspace.introductions() for m in c.messages if workspace.says(m, "meet")
    ]
    assert len(introductions) == 4 + 3
    later = [
        m for m in introductions if float(m.ts) > (NEXT_TUESDAY - timedelta(hours=3)).timestamp()
    ]
    met_again = {user for m in later for user in workspace.home.channels[m.channel].members}
    assert {tom.id, amara.id}.isdisjoint(met_again)
    story.check(workspace)
    assert len(workspace.lunch.messages) == 4
    keys = Counter(
        m.metadata["event_payload"]["key"] for m in workspace.server.messages if m.metadata
    )
    assert set(keys.values()) == {1}
