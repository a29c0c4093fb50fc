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
from tests.adapters.discord.town import Town, town
from tests.adapters.story import NEXT_TUESDAY, Outcome
from tests.doubles.discord import User

COMMANDS: dict[str, tuple[str, dict[str, Any]]] = {
    "set up lunch": ("mingle setup", {}),
    "set up prompts": ("prompt setup", {}),
    "open a table": (
        "lunch now",
        {"when": "tomorrow 12:30", "seats": 3, "at": "Ramen bar", "topic": "python"},
    ),
    "pause": ("mingle pause", {"until": "in two weeks"}),
    "leave": ("mingle leave", {}),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def calm(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Give what a fortnight comes to where Discord does as it is asked."""
    async with story.fresh(tmp_path_factory) as database, town(database) as there:
        await live(there)
        check(there)
        assert not [request for request in there.discord.requests if request.status >= 400]
        return there.outcome()


async def test_a_fortnight_goes_as_told(calm: Outcome) -> None:
    assert calm


@pytest.mark.parametrize("trouble", ["answers", "drops", "deaths"])
@pytest.mark.parametrize("seed", [1, 2])
async def test_a_fortnight_goes_the_same_whatever_discord_does(
    database: Database, calm: Outcome, trouble: str, seed: int
) -> None:
    async with town(database, seed=seed) as there:
        TROUBLES[trouble](there)
        await live(there)
        there.discord.faults.duplicates = 0.0
        check(there)
        assert there.outcome() == calm
        seen = {request.fault for request in there.discord.requests}
        assert trouble != "answers" or seen >= {"lose", "error", "limit"}
        assert trouble != "drops" or there.house.client.budget.used > 1
        assert trouble != "deaths" or there.died > 2


def _answers(there: Town) -> None:
    faults = there.discord.faults
    faults.lost_answers, faults.errors, faults.limits, faults.duplicates = 0.05, 0.05, 0.05, 0.10


def _drops(there: Town) -> None:
    turn = [0]

    def drop() -> None:
        turn[0] += 1
        there.discord.gateway.drop(resumable=turn[0] % 2 == 0)

    there.clock.minutes = drop
    there.discord.faults.socket_drops = 0.05


def _deaths(there: Town) -> None:
    there.deaths = 0.08
    there.discord.faults.lost_answers = 0.03


TROUBLES: dict[str, Callable[[Town], None]] = {
    "answers": _answers,
    "drops": _drops,
    "deaths": _deaths,
}


async def live(there: Town) -> None:
    """Do what people do in two weeks."""

    async def tell(user: User, what: str) -> None:
        name, options = COMMANDS[what]
        await there.command(user, name, **options)

    await story.live(there, tell)


def check(there: Town) -> None:
    """See what everybody was left with: the same whatever happened on the way, and nothing
    twice."""
    tom, amara, *_ = there.people
    introductions = [
        (c, m) for c in there.introductions() for m in c.messages if there.says(m, "meet")
    ]
    assert len(introductions) == 4 + 3
    later = [c for c, m in introductions if m.at > (NEXT_TUESDAY - timedelta(hours=3)).timestamp()]
    assert {tom.id, amara.id}.isdisjoint(who for channel in later for who in channel.members)
    story.check(there)
    assert len(there.lunch.messages) == 5
    assert not there.doubled()
