"""The connection to one workspace, and the Bolt application that receives its payloads."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from adapters.background import BackgroundTasks
from adapters.slack import strings
from adapters.slack.accounts import Team
from adapters.slack.api import ApiResponse, SlackApi, UnexpectedAnswer, build_client
from adapters.slack.callers import Callers
from adapters.slack.channel_kinds import ChannelKinds
from adapters.slack.events import EventsMiddleware
from adapters.slack.files import SlackFiles
from adapters.slack.link_previews import LinkPreviews
from adapters.slack.listen import SlackListener
from adapters.slack.people import SlackPeople
from adapters.slack.places import Places
from adapters.slack.post import SlackPlatform
from adapters.slack.rate_limit import RateLimiter
from adapters.slack.replies import Replies
from adapters.slack.steps import WorkflowSteps
from adapters.slack.unreadable import ForgivingApp
from bot.config import SlackSection
from bot.core.answers import send_answer_as_dm
from bot.core.interactions import Answer, Invocation
from bot.core.open_answers import OpenAnswers
from bot.core.platform import Disconnected, PermanentError, PlatformError
from bot.core.router import Router
from bot.store.engine import Database
from bot.ui.cards import Card

RETRY_DELAY = 5.0  # seconds between two tries to reach Slack at the start

log = structlog.get_logger()


@dataclass(frozen=True)
class SlackConnection:
    """The parts that belong to one workspace, and what Slack says about its bot."""

    api: SlackApi
    people: SlackPeople
    platform: SlackPlatform
    bot: str

    @property
    def workspace(self) -> str:
        """Our id of the workspace."""
        return self.people.workspace


async def connect_workspace(
    settings: SlackSection, rate_limiter: RateLimiter | None = None
) -> SlackConnection:
    """Return the connection to the token's workspace.

    Raise PermanentError if Slack refuses the token, or something else answers at its address. While
    nothing answers, it waits.
    """
    logging.getLogger("slack").setLevel(logging.WARNING)  # its debug lines hold what people write
    api = SlackApi(
        build_client(settings.bot_token.get_secret_value(), settings.api_url), rate_limiter
    )
    while True:
        try:
            identity = await api.call_idempotent("auth.test")
            return _connection(settings, api, identity)
        except PermanentError:
            raise
        except Disconnected as error:
            raise PermanentError(str(error)) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise PermanentError(strings.not_slack(settings.api_url)) from error
        except PlatformError as error:
            if isinstance(error.__cause__, UnexpectedAnswer):
                raise PermanentError(strings.not_slack(settings.api_url)) from error
            log.warning("Slack is out of reach", action="slack.connect", error=str(error))
            await asyncio.sleep(RETRY_DELAY)


def build_bolt_app(
    connection: SlackConnection,
    settings: SlackSection,
    database: Database,
    router: Router,
    dispatch: Callable[[Invocation], Awaitable[Answer]],
    now: Callable[[], datetime],
    end: Callable[[], Awaitable[None]] | None = None,
) -> tuple[AsyncApp, SlackListener]:
    """Return the application for Socket Mode or HTTP, and the listener behind it.

    `end` ends an install that was made by a click, where the token is not the operator's.
    """
    api, people = connection.api, connection.people

    async def send_otherwise(workspace: str, person: str, interaction: str, card: Card) -> None:
        await send_answer_as_dm(database, workspace, person, interaction, card, now())

    replies = Replies(api, people.workspace, send_otherwise, people.readers_among)
    background = BackgroundTasks()
    callers = Callers(people, database, background, now)
    kinds = ChannelKinds(people, database, now, background)
    connection.platform.note_kind = kinds.note
    places = Places(api, people.workspace, kinds.note)
    open_answers = OpenAnswers(database, people.workspace, now)
    files = SlackFiles(api)
    listener = SlackListener(
        people, callers, places, replies, files, router, dispatch, now, background, open_answers
    )
    app = ForgivingApp(
        listener.find_handler,
        client=build_client(None, settings.api_url),
        authorize=_authorize_for(connection),
        request_verification_enabled=False,  # serve.py checks signatures before it parses a body
        process_before_response=True,  # handlers return once they have acknowledged
        raise_error_for_unhandled_request=False,
        logger=logging.getLogger("slack"),
    )
    previews = LinkPreviews(api, people, database, now)
    steps = WorkflowSteps(api, people, listener.run_command)
    events = EventsMiddleware(people, database, listener, now, previews, steps, end)
    app.use(events)
    return app, listener


def _authorize_for(connection: SlackConnection) -> Callable[..., Awaitable[AuthorizeResult]]:
    """Return what tells Bolt which bot answers, with the token that it has now."""
    team, web = connection.people.team, connection.api.web

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=team.enterprise or None,
            team_id=team.id,
            bot_id=connection.bot,
            bot_user_id=team.mingle,
            bot_token=web.token,
        )

    return authorize


def _connection(settings: SlackSection, api: SlackApi, identity: ApiResponse) -> SlackConnection:
    return build_connection(settings, api, read_team(identity), identity.get("bot_id", ""))


def read_team(identity: ApiResponse) -> Team:
    """Return whose a token is, by Slack's answer to `auth.test`."""
    return Team(
        id=identity["team_id"],
        enterprise=identity.get("enterprise_id") or "",
        mingle=identity.get("user_id", ""),
        is_organisation=bool(identity.get("is_enterprise_install")),
    )


def build_connection(
    settings: SlackSection, api: SlackApi, team: Team, bot: str
) -> SlackConnection:
    """Return the connection to a workspace that is known."""
    api.team = team
    people = SlackPeople(api, team, settings.zone, settings.organisers, guests=settings.guests)
    platform = SlackPlatform(api, people, bot=bot, history=settings.history)
    return SlackConnection(api, people, platform, bot)
