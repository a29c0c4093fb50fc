"""Know the people of a workspace, however many come at once."""

import asyncio

from adapters.slack.accounts import Team
from adapters.slack.api import SlackApi, build_client
from adapters.slack.people import SlackPeople
from tests.adapters.slack.harness import hurried
from tests.doubles.slack import SlackServer

CROWD = 60


async def test_a_crowd_is_known_at_once_though_slack_tells_of_few_people_a_minute() -> None:
    async with SlackServer() as slack:
        slack.workspace()
        crowd = [slack.person(f"Colleague {number}") for number in range(CROWD)]
        people = SlackPeople(
            SlackApi(build_client(slack.home.token, slack.url), hurried()),
            Team(slack.home.id),
            "UTC",
        )
        known = await asyncio.gather(*(people.fetch_user(who.id) for who in crowd))
        assert [user.name for user in known] == [who.name for who in crowd]
        assert len(slack.calls("users.info")) < CROWD
        assert len(slack.calls("users.list")) == 1
        assert not [call for call in slack.requests if call.error]
