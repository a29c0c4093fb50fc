"""The part of `mingle check` about the app's own page at Slack: its events and its commands.

Slack shows that to whoever has a token of the app's configuration, and to nobody else.
"""

from collections.abc import Callable, Iterable

from slack_sdk.errors import SlackApiError

from adapters.json_types import JsonObject
from adapters.slack import strings
from adapters.slack.api import build_client
from adapters.slack.check import Finding
from adapters.slack.manifest import build_manifest
from bot.config import SlackSection
from bot.core import installations
from bot.core.router import Router
from bot.store.engine import Database
from bot.store.vault import UnreadableSecretError


async def check_app(settings: SlackSection, router: Router, database: Database) -> Finding:
    """Compare the app at Slack with the manifest."""
    config_token = settings.config_token.get_secret_value()
    if not config_token:
        return True, strings.APP_UNSEEN

    bot_token = await _find_token(settings, database)
    try:
        bots = build_client(bot_token, settings.api_url)
        identity = await bots.auth_test()
        bot = (await bots.bots_info(bot=str(identity["bot_id"])))["bot"]
        apps = build_client(config_token, settings.api_url)
        there = (await apps.apps_manifest_export(app_id=str(bot["app_id"])))["manifest"]
    except SlackApiError as error:
        return False, strings.app_unreadable(str(error.response.get("error", "")))
    except Exception:
        return False, strings.api_unreachable(settings.api_url)

    wanted = build_manifest(router, links=settings.links)
    missing = [*_lacking(_list_events, there, wanted), *_lacking(_list_commands, there, wanted)]
    if missing:
        return False, strings.app_lacks(missing)
    return True, strings.APP_FINE


async def _find_token(settings: SlackSection, database: Database) -> str:
    """Return the token of any workspace; the app is the same in all of them."""
    if token := settings.bot_token.get_secret_value():
        return token
    async with database.read_transaction() as tx:
        stored = await installations.list_installations(tx, settings.client_id)
    for installed in stored:
        try:
            return database.vault.unseal(installed.token)
        except UnreadableSecretError:
            continue
    return ""


def _lacking(
    find: Callable[[JsonObject], Iterable[str]], there: JsonObject, wanted: JsonObject
) -> list[str]:
    return sorted({*find(wanted)} - {*find(there)})


def _list_events(manifest: JsonObject) -> list[str]:
    subscribed = (manifest.get("settings") or {}).get("event_subscriptions") or {}
    return list(subscribed.get("bot_events") or ())


def _list_commands(manifest: JsonObject) -> list[str]:
    commands = (manifest.get("features") or {}).get("slash_commands") or ()
    return [str(each.get("command")) for each in commands]
