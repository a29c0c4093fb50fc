"""Look over the connection to Slack, and say in plain words what is wrong and how to mend it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import ids, strings
from adapters.slack.api import build_client
from adapters.slack.manifest import required_scopes
from bot.config import SlackSection

MAX_DRIFT = 60  # seconds by which clocks may differ; Slack refuses five minutes

Finding = tuple[bool, str]


async def run_checks(
    settings: SlackSection, channels: Iterable[str], now: datetime
) -> list[Finding]:
    """Give each thing looked at: whether it is fine, and a sentence.

    `channels` are those that Mingle serves.
    """
    if lacking := settings.missing_setting():
        return [(False, lacking)]
    bot = build_client(settings.bot_token.get_secret_value(), settings.api_url)
    try:
        told = await bot.auth_test()
    except Exception as error:
        return [
            (
                False,
                strings.refusal_text(_code(error))
                if _code(error)
                else strings.api_unreachable(settings.api_url),
            )
        ]
    headers = {name.lower(): str(value) for name, value in told.headers.items()}
    workspace = ids.workspace_of(str(told["team_id"]))
    return [
        (True, strings.connected_to(str(told["team"]), str(told["user"]))),
        _scopes(settings, headers),
        _clock(headers, now),
        await _door(settings),
        *[
            await _channel(bot, workspace, channel)
            for channel in channels
            if ids.native_id_or_empty(workspace, channel)
        ],
    ]


def _scopes(settings: SlackSection, headers: Mapping[str, str]) -> Finding:
    groups = any(named.startswith("S") for named in settings.organisers)
    needed = required_scopes(history=settings.history, groups=groups)
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")} - {""}
    missing = sorted(needed.keys() - granted)
    return not missing, strings.scopes_missing(missing) if missing else strings.SCOPES_FINE


def _clock(headers: Mapping[str, str], now: datetime) -> Finding:
    try:
        seconds = abs((parsedate_to_datetime(headers.get("date", "")) - now).total_seconds())
    except (TypeError, ValueError):
        return True, strings.CLOCK_UNKNOWN
    return (
        seconds <= MAX_DRIFT,
        strings.CLOCK_FINE if seconds <= MAX_DRIFT else strings.clock_wrong(round(seconds)),
    )


async def _door(settings: SlackSection) -> Finding:
    if settings.mode == "http":
        return True, strings.http_door(settings.host, settings.port)
    token = settings.app_token.get_secret_value()
    try:
        await build_client(token, settings.api_url).apps_connections_open(app_token=token)
    except Exception as error:
        code = _code(error)
        return False, strings.APP_TOKEN_REFUSALS.get(code, strings.refusal_text(code))
    return True, strings.SOCKETS_FINE


async def _channel(bot: AsyncWebClient, workspace: str, channel: str) -> Finding:
    native = ids.native_id_or_empty(workspace, channel)
    try:
        about: Any = (await bot.conversations_info(channel=native))["channel"]
    except Exception as error:
        return False, f"{native}: {strings.refusal_text(_code(error))}"
    name = str(about.get("name", native))
    inside = bool(about.get("is_member"))
    return inside, strings.in_channel(name) if inside else strings.not_in_channel(name)


def _code(error: Exception) -> str:
    return str(error.response.get("error", "")) if isinstance(error, SlackApiError) else ""
