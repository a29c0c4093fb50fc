"""The Slack part of `mingle check`: findings about the connection, in plain words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.json_types import JsonObject
from adapters.slack import ids, strings
from adapters.slack.api import build_client
from adapters.slack.manifest import required_scopes
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

    headers = {name.lower(): str(value) for name, value in identity.headers.items()}
    workspace = ids.workspace_of(str(identity["team_id"]))
    findings = [
        (True, strings.connected_to(str(identity["team"]), str(identity["user"]))),
        _check_scopes(settings, headers),
        _check_clock(headers, now),
        await _check_endpoint(settings),
    ]
    for native in ids.native_ids(workspace, channels):
        findings.append(await _check_channel(client, native))
    return findings


def _connection_problem(error: Exception, settings: SlackSection) -> str:
    code = _error_code(error)
    return strings.refusal_text(code) if code else strings.api_unreachable(settings.api_url)


def _check_scopes(settings: SlackSection, headers: Mapping[str, str]) -> Finding:
    """Compare the token's scopes, which each response names, with the needed ones."""
    groups = any(organiser.startswith("S") for organiser in settings.organisers)
    needed = required_scopes(history=settings.history, groups=groups)
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")}
    if missing := sorted(needed.keys() - granted):
        return False, strings.scopes_missing(missing)
    return True, strings.SCOPES_FINE


def _check_clock(headers: Mapping[str, str], now: datetime) -> Finding:
    try:
        slack_time = parsedate_to_datetime(headers.get("date", ""))
        drift = abs((slack_time - now).total_seconds())
    except (TypeError, ValueError):
        return True, strings.CLOCK_UNKNOWN
    if drift > MAX_DRIFT:
        return False, strings.clock_wrong(round(drift))
    return True, strings.CLOCK_FINE


async def _check_endpoint(settings: SlackSection) -> Finding:
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
    except Exception as error:
        return False, f"{native}: {strings.refusal_text(_error_code(error))}"

    name = str(channel.get("name", native))
    if not channel.get("is_member"):
        return False, strings.not_in_channel(name)
    return True, strings.in_channel(name)


def _error_code(error: Exception) -> str:
    return str(error.response.get("error", "")) if isinstance(error, SlackApiError) else ""
