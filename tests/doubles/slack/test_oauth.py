"""Add the app, renew its token and remove it, as Slack has it."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack import DrivenClock, SlackServer
from tests.doubles.slack.state import Json, Workspace

BACK = "https://mingle.example.com/slack/oauth_redirect"


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer(DrivenClock()) as server:
        server.app.redirect_urls = frozenset({BACK})
        server.app.rotates = True
        yield server


def client(slack: SlackServer, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(token, base_url=slack.url)


def agreed(slack: SlackServer, workspace: Workspace) -> str:
    """Agree to the app; return the code that comes back."""
    asked = {"client_id": slack.app.client_id, "scope": "chat:write,users:read", "state": "s"}
    address = f"https://slack.com/oauth/v2/authorize?{urlencode({**asked, 'redirect_uri': BACK})}"
    back = slack.agree(address, workspace, slack.person("Ann", workspace))
    return parse_qs(urlsplit(back).query)["code"][0]


async def taken(slack: SlackServer, **given: str) -> Json:
    login: dict[str, Any] = {
        "client_id": slack.app.client_id,
        "client_secret": slack.app.client_secret,
        "redirect_uri": BACK,
    }
    answer = await client(slack).oauth_v2_access(**(login | given))
    assert isinstance(answer.data, dict)
    return answer.data


async def refusal(slack: SlackServer, **given: str) -> str:
    with pytest.raises(SlackApiError) as refused:
        await taken(slack, **given)
    return str(refused.value.response["error"])


async def test_a_code_is_good_for_one_token_and_only_with_the_apps_own_login(
    slack: SlackServer,
) -> None:
    acme = slack.prospect("Acme")
    code = agreed(slack, acme)
    assert await refusal(slack, code=code, client_secret="wrong") == "bad_client_secret"
    assert await refusal(slack, code=code, client_id="wrong") == "invalid_client_id"
    assert await refusal(slack, code=code, redirect_uri="https://x.test/") == "bad_redirect_uri"
    given = await taken(slack, code=code)
    assert (given["team"]["id"], given["is_enterprise_install"]) == (acme.id, False)
    assert given["scope"] == "chat:write,users:read"
    assert await refusal(slack, code=code) == "code_already_used"
    assert await refusal(slack, code="made-up") == "invalid_code"


async def test_a_refresh_token_is_good_once_and_the_old_token_until_it_expires(
    slack: SlackServer,
) -> None:
    first = await taken(slack, code=agreed(slack, slack.prospect("Acme")))
    renew = {"grant_type": "refresh_token", "refresh_token": str(first["refresh_token"])}
    second = await taken(slack, **renew)
    assert second["access_token"] != first["access_token"]
    assert await refusal(slack, **renew) == "invalid_refresh_token"
    for token in (first["access_token"], second["access_token"]):
        assert (await client(slack, token).auth_test())["ok"]
    assert isinstance(slack.clock, DrivenClock)
    await slack.clock.advance(float(first["expires_in"]) + 1)
    with pytest.raises(SlackApiError, match="token_expired"):
        await client(slack, first["access_token"]).auth_test()


async def test_an_organisation_is_told_as_one_without_a_team(slack: SlackServer) -> None:
    grid = slack.prospect("Grid", organisation=True)
    given = await taken(slack, code=agreed(slack, grid))
    assert given["team"] is None
    assert given["enterprise"]["id"] == grid.id
    identity = await client(slack, given["access_token"]).auth_test()
    assert (identity["team_id"], identity["is_enterprise_install"]) == (grid.id, True)


@pytest.mark.parametrize(
    ("method", "left"), [("auth.revoke", "token_revoked"), ("apps.uninstall", "account_inactive")]
)
async def test_a_token_that_was_given_back_is_worth_nothing(
    slack: SlackServer, method: str, left: str
) -> None:
    given = await taken(slack, code=agreed(slack, slack.prospect("Acme")))
    asked = client(slack, given["access_token"])
    assert (await asked.api_call(method))["ok"]
    with pytest.raises(SlackApiError, match=left):
        await asked.auth_test()
    renew = {"grant_type": "refresh_token", "refresh_token": str(given["refresh_token"])}
    assert await refusal(slack, **renew) == "invalid_refresh_token"
