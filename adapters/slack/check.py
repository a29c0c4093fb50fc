"""The Slack part of `mingle check`: findings about the connection, in plain words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.json_types import JsonObject
from adapters.slack import ids, strings
from adapters.slack.api import build_client
from adapters.slack.manifest import scopes_of
from bot.config import SlackSection

MAX_DRIFT = 60  # seconds by which clocks may differ; Slack refuses five minutes

Finding = tuple[bool, str]


async def run_checks(
    settings: SlackSection, channels: Iterable[str], now: datetime
) -> list[Finding]:
    """Return the findings: whether each is fine, and a sentence.

    `channels` are our ids of those that Mingle serves.
    """
    if lacking := settings.missing_setting():
        return [(False, lacking)]

    client = build_client(settings.bot_token.get_secret_value(), settings.api_url)
    try:
        identity = await client.auth_test()
    except Exception as error:
        return [(False, _connection_problem(error, settings))]

    natives = ids.native_ids(ids.workspace_of(str(identity["team_id"])), channels)
    findings = await check_workspace(settings, client, natives, now)
    return [*findings[:1], await check_endpoint(settings), *findings[1:]]


async def check_workspace(
    settings: SlackSection,
    client: AsyncWebClient,
    channels: Iterable[str],
    now: datetime,
    name: str = "",
) -> list[Finding]:
    """Return the findings about one workspace and the channels in it, by their ids there.

    `name` stands before each, where there are several workspaces.
    """
    try:
        identity = await client.auth_test()
    except Exception as error:
        return [(False, _named(name, _connection_problem(error, settings, added=bool(name))))]

    headers = read_headers(identity)
    team = str(identity["team"])
    findings = [(True, strings.connected_to(team, str(identity["user"])))]
    if identity.get("is_enterprise_install"):
        findings.append(await _check_organisation(client, team))
    elif identity.get("enterprise_id"):
        findings.append((True, strings.one_of_organisation(team)))
    findings.append(_check_scopes(settings, headers, added=bool(name)))
    if not name:
        findings.append(check_clock(headers, now))
    findings += [await _check_channel(client, native) for native in channels]
    return [(fine, _named(name, words)) for fine, words in findings]


async def _check_organisation(client: AsyncWebClient, name: str) -> Finding:
    """Name the workspaces in which an organisation has the app; without any it can do nothing."""
    try:
        teams = (await client.auth_teams_list())["teams"]
    except Exception as error:
        return False, strings.refusal_text(_error_code(error))
    names = [str(team.get("name") or team["id"]) for team in teams]
    return bool(names), strings.organisation_teams(name, names)


def _named(name: str, words: str) -> str:
    return f"Slack, {name}: {words.removeprefix('Slack: ')}" if name else words


def _connection_problem(error: Exception, settings: SlackSection, *, added: bool = False) -> str:
    if code := _error_code(error):
        return strings.token_refusal(code, added=added)
    return strings.api_unreachable(settings.api_url)


def _check_scopes(settings: SlackSection, headers: Mapping[str, str], *, added: bool) -> Finding:
    """Compare the token's scopes, which each response names, with the needed ones."""
    needed = set(scopes_of(settings))
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")}
    if missing := sorted(needed - granted):
        return False, strings.scopes_missing(missing, added=added)
    return True, strings.SCOPES_FINE


def read_headers(answer: AsyncSlackResponse) -> dict[str, str]:
    """Return the headers of an answer, by their names in small letters."""
    return {key.lower(): str(value) for key, value in answer.headers.items()}


def check_clock(headers: Mapping[str, str], now: datetime) -> Finding:
    try:
        slack_time = parsedate_to_datetime(headers.get("date", ""))
        drift = abs((slack_time - now).total_seconds())
    except (TypeError, ValueError):
        return True, strings.CLOCK_UNKNOWN
    if drift > MAX_DRIFT:
        return False, strings.clock_wrong(round(drift))
    return True, strings.CLOCK_FINE


async def check_endpoint(settings: SlackSection) -> Finding:
    """Check that a socket can be opened; with HTTP, return the address instead."""
    if settings.mode == "http":
        return True, strings.http_door(settings.host, settings.port)

    token = settings.app_token.get_secret_value()
    try:
        await build_client(token, settings.api_url).apps_connections_open(app_token=token)
    except Exception as error:
        code = _error_code(error)
        return False, strings.APP_TOKEN_REFUSALS.get(code, strings.refusal_text(code))
    return True, strings.SOCKETS_FINE


async def _check_channel(client: AsyncWebClient, native: str) -> Finding:
    try:
        channel: JsonObject = (await client.conversations_info(channel=native))["channel"]
        name, is_member = str(channel.get("name", native)), channel.get("is_member")
    except Exception as error:
        return False, f"{native}: {strings.refusal_text(_error_code(error))}"

    if not is_member:
        return False, strings.not_in_channel(name)
    return True, strings.in_channel(name)


def _error_code(error: Exception) -> str:
    return str(error.response.get("error", "")) if isinstance(error, SlackApiError) else ""
