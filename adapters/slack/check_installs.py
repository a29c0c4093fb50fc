"""The part of `mingle check` about an app that people add by a click: each workspace that did."""

from collections.abc import Iterable
from datetime import datetime

from adapters.slack import ids, strings
from adapters.slack.api import build_client
from adapters.slack.check import (
    Finding,
    check_clock,
    check_endpoint,
    check_workspace,
    read_headers,
)
from bot.config import SlackSection
from bot.core import installations
from bot.core.installations import Installation
from bot.store.engine import Database
from bot.store.vault import UnreadableSecretError


async def check_installs(
    settings: SlackSection, database: Database, channels: Iterable[str], now: datetime
) -> list[Finding]:
    """Return the findings: whether each is fine, and a sentence."""
    if lacking := settings.missing_setting():
        return [(False, lacking)]

    async with database.read_transaction() as tx:
        stored = await installations.list_installations(tx, settings.client_id)
    try:
        answer = await build_client(None, settings.api_url).api_test()
    except Exception:
        return [(False, strings.api_unreachable(settings.api_url))]

    served = list(channels)
    findings = [
        (True, strings.pages_door(settings.public_url, settings.host, settings.port)),
        await check_endpoint(settings),
        check_clock(read_headers(answer), now),
    ]
    if not database.vault.can_seal:
        findings.append((False, strings.NO_KEYS))
    if not stored:
        findings.append((True, strings.nobody_added(settings.public_url)))
    for installed in stored:
        findings += await _check_one(settings, database, installed, served, now)
    return findings


async def _check_one(
    settings: SlackSection,
    database: Database,
    installed: Installation,
    channels: list[str],
    now: datetime,
) -> list[Finding]:
    name = installed.name or installed.workspace
    try:
        token = database.vault.unseal(installed.token)
    except UnreadableSecretError:
        return [(False, strings.key_missing(name))]
    if installed.expires_at and installed.expires_at <= now:
        return [(False, strings.token_expired(name, installed.expires_at))]

    natives = ids.native_ids(installed.workspace, channels)
    client = build_client(token, settings.api_url)
    findings = await check_workspace(settings, client, natives, now, name)
    is_let_in = findings[0][0]
    if is_let_in and installed.expires_at:
        findings.append((True, strings.token_rotates(name, installed.expires_at)))
    return findings
