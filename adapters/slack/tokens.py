"""Tokens that rotate: each is renewed hours before it expires, by one process at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from adapters.slack import strings
from adapters.slack.offices import Offices
from bot.core import installations
from bot.core.alerts import LAST_WORD, alert_organisers
from bot.core.installations import Installation
from bot.core.platform import PermanentError, PlatformError
from bot.store.engine import Transaction
from bot.store.vault import UnreadableSecretError
from bot.ui.notices import note_card
from bot.ui.speech import say
from bot.ui.text import Instant

RENEW_BEFORE = timedelta(hours=3)  # of twelve: there is time for many tries
LOOK_EVERY = 10.0  # seconds between two looks at what the database has

log = structlog.get_logger()


async def keep_current(offices: Offices, sleep: Callable[[float], Awaitable[None]]) -> None:
    """Serve what any process installed, and renew tokens, until cancelled."""
    while True:
        try:
            await renew_tokens(offices)
            await offices.sync()
            await end_old_visits(offices)
        except Exception as error:  # such as a database that is away for a while
            log.warning("installs not read", action="slack.install", error=type(error).__name__)
        await sleep(LOOK_EVERY)


async def renew_tokens(offices: Offices) -> None:
    """Renew the tokens that expire soon; what is wrong with one is no other's trouble."""
    context = offices.context
    async with context.database.read_transaction() as tx:
        stored = await installations.list_installations(tx, offices.settings.client_id)
    soon = context.now() + RENEW_BEFORE
    due = [one for one in stored if one.refresh_token and one.expires_at and one.expires_at <= soon]
    await asyncio.gather(*(_renew_one(offices, installed) for installed in due))


async def end_old_visits(offices: Offices) -> None:
    """Forget who began to add Mingle and did not come back in time."""
    context, app = offices.context, offices.settings.client_id
    async with context.database.read_transaction() as tx:
        if not await installations.has_old_visits(tx, app, context.now()):
            return
    async with context.database.transaction() as tx:
        await installations.delete_old_visits(tx, app, context.now())


async def _renew_one(offices: Offices, installed: Installation) -> None:
    workspace = installed.workspace
    async with offices.context.database.transaction() as tx:
        if not await installations.claim_renewal(tx, installed):
            return  # another process is at it, or has done it
    try:
        await _renew(offices, installed)
    except PermanentError as error:
        log.error("token not renewed", action="slack.token", workspace=workspace, words=str(error))
        async with offices.context.database.transaction() as tx:
            await installations.put_off_renewal(tx, installed)
            await _warn_organisers(tx, offices, installed)
    except (PlatformError, UnreadableSecretError) as error:
        name = type(error).__name__
        log.warning("token not renewed", action="slack.token", workspace=workspace, error=name)


async def _warn_organisers(tx: Transaction, offices: Offices, installed: Installation) -> None:
    """Warn organisers once while the last token still works; afterwards nothing could be sent."""
    now, expires_at = offices.context.now(), installed.expires_at
    if expires_at is None or expires_at <= now:
        return
    settings = offices.settings
    until = Instant(expires_at, settings.zone)
    words = strings.renewal_refused(settings.public_url, until)
    card = note_card(say(strings.LOSING_ACCESS), words)
    key = f"renewal:{expires_at:%Y%m%dT%H%M}"
    await tx.share_workspace(installed.workspace)
    await alert_organisers(
        tx, installed.workspace, key, card, now, expires=expires_at, reason=LAST_WORD
    )


async def _renew(offices: Offices, installed: Installation) -> None:
    """Have Slack take the refresh token for a new pair, and save that."""
    context, settings = offices.context, offices.settings
    asked_at = context.now()
    answer = await offices.api.call_method(
        "oauth.v2.access",
        client_id=settings.client_id,
        client_secret=settings.client_secret.get_secret_value(),
        grant_type="refresh_token",
        refresh_token=context.database.vault.unseal(installed.refresh_token or ""),
    )
    token, refresh_token = answer["access_token"], answer["refresh_token"]
    expires_at = asked_at + timedelta(seconds=answer["expires_in"])
    async with context.database.transaction() as tx:
        await installations.save_renewal(tx, installed, token, refresh_token, expires_at)
    log.info("token renewed", action="slack.token", workspace=installed.workspace)
