"""“Add to Slack”: OAuth for any workspace, by Bolt's flow, with what it keeps in our database."""

import logging
import secrets
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urljoin

import structlog
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation as SlackInstallation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from adapters.slack import ids, page_words, pages
from adapters.slack.api import LOST_ANSWERS, SlackApi, build_client
from adapters.slack.app import read_team
from adapters.slack.manifest import INSTALL_PATH, REDIRECT_PATH, scopes_of
from adapters.slack.offices import Offices
from adapters.slack.pages import TooManyVisits
from bot.config import SlackSection
from bot.core import installations
from bot.core.installations import Installation
from bot.core.platform import PlatformError
from bot.store.vault import NoKeyError

VISIT_LASTS = timedelta(minutes=10)
COOKIE = "__Host-mingle-install"  # a browser takes one of this name by https from this host alone
MAX_VISITS = 200  # that one process begins within that time
AUTHORIZE_PATH = "/oauth/v2/authorize"
TOKEN_KINDS = ("xoxb-", "xoxe.xoxb-")  # of a bot: one that stays, and one that rotates

log = structlog.get_logger()


@dataclass
class VisitStore(AsyncOAuthStateStore):
    """The states of visits that are under way: each is taken once, and in time.

    Strangers can begin them: no more than so many are, and one that nobody began costs no writing.
    """

    offices: Offices
    _begun: deque[datetime] = field(default_factory=deque)

    @property
    def app(self) -> str:
        """The app's id for logins."""
        return self.offices.settings.client_id

    async def async_issue(self, *_: object, **__: object) -> str:
        """Return a new state. Raise TooManyVisits where there are as many as there may be."""
        state, context = secrets.token_urlsafe(32), self.offices.context
        while self._begun and self._begun[0] <= context.now() - VISIT_LASTS:
            self._begun.popleft()
        if len(self._begun) >= MAX_VISITS:
            raise TooManyVisits
        self._begun.append(context.now())
        async with context.database.transaction() as tx:
            await installations.note_visit(tx, self.app, state, context.now() + VISIT_LASTS)
        return state

    async def async_consume(self, state: str) -> bool:
        """Return whether a state was issued, is not too old and did not come back before."""
        context = self.offices.context
        async with context.database.read_transaction() as tx:
            if not await installations.is_visit(tx, self.app, state):
                return False
        async with context.database.transaction() as tx:
            return await installations.end_visit(tx, self.app, state, context.now())


@dataclass
class OfficeStore(AsyncInstallationStore):
    """Saves what Bolt's flow was granted, and has the workspace served."""

    offices: Offices

    async def async_save(self, installation: SlackInstallation) -> None:
        """Save the tokens, encrypted, and serve their workspace. Raise BoltError if that fails."""
        token = installation.bot_token or ""
        if not token.startswith(TOKEN_KINDS):
            raise BoltError("no bot's token was granted")
        try:
            await self.offices.admit(await self._describe(installation, token))
        except (PlatformError, NoKeyError) as error:
            name = type(error).__name__
            log.warning("not installed", action="slack.install", error=name)
            raise BoltError(name) from error

    async def _describe(self, granted: SlackInstallation, token: str) -> Installation:
        context, api_url = self.offices.context, self.offices.settings.api_url
        vault, refresh = context.database.vault, granted.bot_refresh_token
        api = SlackApi(build_client(token, api_url), self.offices.build_pacer())
        identity = await api.call_idempotent("auth.test")
        team, now = read_team(identity), context.now()
        lasts = granted.bot_token_expires_at
        return Installation(
            workspace=ids.workspace_of(team.id),
            app=self.offices.settings.client_id,
            enterprise=team.enterprise,
            org_wide=team.is_organisation,
            name=str(granted.team_name or granted.enterprise_name or identity.get("team") or ""),
            bot=str(identity.get("bot_id") or ""),
            bot_user=team.mingle,
            token=vault.seal(token),
            refresh_token=vault.seal(refresh) if refresh else None,
            # Bolt counts from the real time: what is left of it is what Slack said
            expires_at=now + timedelta(seconds=lasts - granted.installed_at) if lasts else None,
            installed_at=now,
        )


class InstallFlow(AsyncOAuthFlow):
    """Bolt's flow, where Slack may be out of reach."""

    async def run_installation(self, code: str) -> SlackInstallation | None:
        """Return what Slack grants for a code; None for one that is worth nothing, or no answer."""
        try:
            return await super().run_installation(code)
        except (*LOST_ANSWERS, UnboundLocalError) as error:  # Bolt's, where no bot is granted
            log.warning("not installed", action="slack.install", error=type(error).__name__)
            return None

    async def issue_new_state(self, request: AsyncBoltRequest) -> str:  # noqa: ARG002
        """Return the state of a new visit."""
        state: str = await self.settings.state_store.async_issue()
        return state


def build_flow(offices: Offices) -> InstallFlow:
    """Return the flow that adds the app to workspaces."""
    settings = offices.settings
    oauth = AsyncOAuthSettings(
        client_id=settings.client_id,
        client_secret=settings.client_secret.get_secret_value(),
        scopes=scopes_of(settings),
        user_scopes=[],
        redirect_uri=settings.public_url.rstrip("/") + REDIRECT_PATH,
        install_path=INSTALL_PATH,
        redirect_uri_path=REDIRECT_PATH,
        install_page_rendering_enabled=False,  # our own page has the button
        callback_options=AsyncCallbackOptions(_tell_success, _tell_failure),
        authorization_url=authorize_url(settings),
        installation_store=OfficeStore(offices),
        state_store=VisitStore(offices),
        state_cookie_name=COOKIE,
        state_expiration_seconds=int(VISIT_LASTS.total_seconds()),
        logger=_silent(),
    )
    client = build_client(None, settings.api_url)
    return InstallFlow(client=client, logger=_silent(), settings=oauth)


def authorize_url(settings: SlackSection) -> str:
    """Return where Slack asks whether somebody wants the app: on the host of its Web API."""
    return urljoin(settings.api_url, AUTHORIZE_PATH)


def _silent() -> logging.Logger:
    """Return a logger for the library, whose warnings hold codes."""
    logger = logging.getLogger("slack.install")
    logger.setLevel(logging.CRITICAL)
    return logger


async def _tell_success(args: AsyncSuccessArgs) -> BoltResponse:
    installed = args.installation
    name = installed.team_name or installed.enterprise_name or ""
    return _respond(200, pages.render_page(page_words.installed_page(name)), args)


async def _tell_failure(args: AsyncFailureArgs) -> BoltResponse:
    log.warning(
        "not installed", action="slack.install", reason=page_words.known_reason(args.reason)
    )
    page = pages.render_page(page_words.failed_page(args.reason))
    return _respond(args.suggested_status_code, page, args)


def _respond(status: int, page: str, args: AsyncSuccessArgs | AsyncFailureArgs) -> BoltResponse:
    """Return a page that takes the cookie back."""
    forget = args.settings.state_utils.build_set_cookie_for_deletion()
    return BoltResponse(
        status=status, body=page, headers={"Content-Type": pages.HTML, "Set-Cookie": forget}
    )
