"""Look over the connection to Slack, and say in plain words what is wrong and how to mend it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import ids, words
from adapters.slack.api import client
from adapters.slack.manifest import scopes
from bot.config import SlackSection

DRIFT = 60  # seconds by which clocks may differ; Slack refuses five minutes

Finding = tuple[bool, str]


async def findings(settings: SlackSection, channels: Iterable[str], now: datetime) -> list[Finding]:
    """Give each thing looked at: whether it is fine, and a sentence. `channels` are those that Mingle serves."""
    if lacking := settings.lacks():
        return [(False, lacking)]
    bot = client(settings.bot_token.get_secret_value(), settings.api_url)
    try:
        told = await bot.auth_test()
    except Exception as error:
        return [(False, words.refused(_code(error)) if _code(error) else words.unreachable(settings.api_url))]
    headers = {name.lower(): str(value) for name, value in told.headers.items()}
    workspace = ids.workspace_of(str(told["team_id"]))
    return [
        (True, words.connected(str(told["team"]), str(told["user"]))),
        _scopes(settings, headers),
        _clock(headers, now),
        await _door(settings),
        *[await _channel(bot, workspace, channel) for channel in channels if ids.local(workspace, channel)],
    ]


def _scopes(settings: SlackSection, headers: Mapping[str, str]) -> Finding:
    groups = any(named.startswith("S") for named in settings.organisers)
    needed = scopes(history=settings.history, groups=groups)
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")} - {""}
    missing = sorted(needed.keys() - granted)
    return not missing, words.scopes_missing(missing) if missing else words.SCOPES_FINE


def _clock(headers: Mapping[str, str], now: datetime) -> Finding:
    try:
        seconds = abs((parsedate_to_datetime(headers.get("date", "")) - now).total_seconds())
    except (TypeError, ValueError):
        return True, words.CLOCK_UNKNOWN
    return seconds <= DRIFT, words.CLOCK_FINE if seconds <= DRIFT else words.clock_wrong(round(seconds))


async def _door(settings: SlackSection) -> Finding:
    if settings.mode == "http":
        return True, words.http_door(settings.host, settings.port)
    token = settings.app_token.get_secret_value()
    try:
        await client(token, settings.api_url).apps_connections_open(app_token=token)
    except Exception as error:
        code = _code(error)
        return False, words.APP_TOKEN_REFUSALS.get(code, words.refused(code))
    return True, words.SOCKETS_FINE


async def _channel(bot: AsyncWebClient, workspace: str, channel: str) -> Finding:
    native = ids.local(workspace, channel)
    try:
        about: Any = (await bot.conversations_info(channel=native))["channel"]
    except Exception as error:
        return False, f"{native}: {words.refused(_code(error))}"
    name = str(about.get("name", native))
    inside = bool(about.get("is_member"))
    return inside, words.inside(name) if inside else words.not_inside(name)


def _code(error: Exception) -> str:
    return str(error.response.get("error", "")) if isinstance(error, SlackApiError) else ""
