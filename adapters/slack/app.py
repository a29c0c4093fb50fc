"""Join the adapter's parts for one workspace."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from adapters.slack.api import SlackApi, build_client
from adapters.slack.events import EventsMiddleware
from adapters.slack.files import SlackFiles
from adapters.slack.listen import SlackListener
from adapters.slack.people import SlackPeople
from adapters.slack.post import SlackPlatform
from adapters.slack.rate_limit import RateLimiter
from adapters.slack.replies import Replies
from bot.config import SlackSection
from bot.core.platform import PermanentError, PlatformError
from bot.core.router import Answer, Invocation, Router
from bot.store.engine import Database

RETRY_DELAY = 5.0  # seconds between two tries to reach Slack at the start

log = structlog.get_logger()


@dataclass(frozen=True)
class SlackConnection:
    """One workspace that Slack let us into."""

    api: SlackApi
    people: SlackPeople
    platform: SlackPlatform
    bot: str
    bot_user: str
    url: str

    @property
    def workspace(self) -> str:
        """Give our id of the workspace."""
        return self.people.workspace


async def connect_workspace(
    settings: SlackSection, rate_limiter: RateLimiter | None = None
) -> SlackConnection:
    """Find out which workspace the token is for.

    Wait for Slack, but not with a token that it refuses.
    """
    logging.getLogger("slack").setLevel(logging.WARNING)  # its debug lines hold what people write
    api = SlackApi(
        build_client(settings.bot_token.get_secret_value(), settings.api_url), rate_limiter
    )
    while True:
        try:
            told = await api.call_idempotent("auth.test")
            return _connection(settings, api, told)
        except PermanentError:
            raise
        except PlatformError as error:
            log.warning("Slack is out of reach", action="slack.connect", error=str(error))
            await asyncio.sleep(RETRY_DELAY)


def build_bolt_app(
    connection: SlackConnection,
    settings: SlackSection,
    database: Database,
    router: Router,
    dispatch: Callable[[Invocation], Awaitable[Answer]],
    now: Callable[[], datetime],
) -> tuple[AsyncApp, SlackListener]:
    """Build the application that Socket Mode and HTTP feed."""
    people = connection.people
    replies, files = Replies(connection.api, people.workspace), SlackFiles(connection.api)
    listener = SlackListener(people, replies, files, router, dispatch, now)
    known = AuthorizeResult(
        enterprise_id=None, team_id=people.team, bot_id=connection.bot,
        bot_user_id=connection.bot_user,
        bot_token=settings.bot_token.get_secret_value(), url=connection.url,
    )  # fmt: skip

    async def authorize(**_: Any) -> AuthorizeResult:
        return known

    app = AsyncApp(
        client=build_client(None, settings.api_url),
        authorize=authorize,
        # serve.py has looked at the signature before anything is read
        request_verification_enabled=False,
        raise_error_for_unhandled_request=False,
        logger=logging.getLogger("slack"),
    )
    app.use(EventsMiddleware(people, database, listener, now).handle_event)
    listener.register_handlers(app)
    return app, listener


def _connection(settings: SlackSection, api: SlackApi, told: dict[str, Any]) -> SlackConnection:
    people = SlackPeople(
        api, told["team_id"], settings.zone, settings.organisers, guests=settings.guests
    )
    platform = SlackPlatform(api, people, bot=told.get("bot_id", ""), history=settings.history)
    return SlackConnection(
        api, people, platform, told.get("bot_id", ""), told.get("user_id", ""), told.get("url", "")
    )
