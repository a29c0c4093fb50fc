"""Look over a connection, and say how to mend what is wrong."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.slack.check import run_checks
from adapters.slack.ids import qualify_id
from tests.adapters.harness import wall
from tests.adapters.slack.harness import SlackHarness, settings_for
from tests.doubles.slack import SlackServer


@pytest.fixture
async def slack() -> AsyncIterator[SlackHarness]:
    async with SlackServer() as server:
        yield SlackHarness(server)


async def test_all_is_well(slack: SlackHarness) -> None:
    found = await run_checks(
        settings_for(slack.server), [slack.channel, "playground/lunch"], wall()
    )
    assert all(fine for fine, _ in found)
    assert "Slack: Mingle is in #lunch." in [words for _, words in found]


async def test_each_trouble_is_named_with_its_cure(slack: SlackHarness) -> None:
    server = slack.server
    far = server.channel("far", bot=False)
    server.home.scopes -= {"files:read", "files:write"}
    here = settings_for(server, app_token="xapp-wrong")
    found = await run_checks(
        here, [qualify_id(slack.workspace, far.id)], wall() + timedelta(minutes=9)
    )
    words = " ".join(said for fine, said in found if not fine)
    for cure in (
        "lacks files:read, files:write",
        "seconds off",
        "slack.app_token",
        "/invite @Mingle",
    ):
        assert cure in words


@pytest.mark.parametrize(
    ("more", "cure"),
    [
        ({"bot_token": "xoxb-wrong"}, "Copy it again"),
        ({"app_token": ""}, "slack.app_token is missing"),
        ({"client_id": "1.2"}, "slack.client_secret is missing"),
        ({"client_id": "1.2", "client_secret": "x"}, "slack.public_url is missing"),
        ({"bot_token": "xapp-1", "app_token": "xoxb-1"}, "are mixed up"),
        ({"bot_token": "xapp-1"}, "bot_token is the app's token"),
        ({"app_token": "xoxb-1"}, "app_token is a bot's token"),
        ({"bot_token": "d34db33f"}, "begins with xoxb-"),
        ({"app_token": "d34db33f"}, "begins with xapp-"),
        ({"bot_token": "xoxp-1"}, "somebody's own token"),
        ({"bot_token": "xoxe.xoxb-1"}, "token rotation is on"),
        ({"mode": "http", "signing_secret": ""}, "slack.signing_secret is missing"),
        ({"api_url": "http://127.0.0.1:9/api/"}, "did not answer"),
    ],
)
async def test_a_connection_that_cannot_be_made_is_explained(
    slack: SlackHarness, more: dict[str, str], cure: str
) -> None:
    ((fine, words),) = await run_checks(settings_for(slack.server, **more), [], wall())
    assert not fine
    assert cure in words
    assert not {token for token in more.values() if token[:2] == "xo"} & set(words.split())
