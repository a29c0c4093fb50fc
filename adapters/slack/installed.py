"""The adapter for an app that people add to their workspaces by a click."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog

from adapters.base import AppContext, Connection
from adapters.http import serve_http
from adapters.slack import app, pages
from adapters.slack.api import SlackApi, build_client
from adapters.slack.front import FrontApp
from adapters.slack.install import build_flow
from adapters.slack.offices import Offices
from adapters.slack.serve import serve_bolt_app
from adapters.slack.tokens import keep_current
from bot.config import SlackSection
from bot.core.installations import Installation
from bot.core.platform import PermanentError, Platform
from bot.core.platform_time import PlatformTime

APP_WORKSPACE = "slack:app"  # the workspace of what belongs to none

log = structlog.get_logger()


@dataclass(frozen=True)
class InstalledSlack:
    """One app with all of its workspaces."""

    settings: SlackSection
    offices: Offices
    link: Connection = field(default_factory=Connection)

    @property
    def is_connected(self) -> bool:
        """Whether a socket is open, or HTTP is listened to."""
        return self.link.up or self.link.elsewhere

    def begin_stop(self) -> None:
        """Let no call wait for its turn: what has not left is sent after the next start."""
        self.offices.begin_stop()

    @property
    def time(self) -> PlatformTime:
        """Slack's clock."""
        return self.offices.api.time

    @property
    def platforms_by_workspace(self) -> Mapping[str, Platform]:
        """A port for each workspace; those that add the app later appear in it."""
        return self.offices

    async def serve(self, context: AppContext, ready: Callable[[], None]) -> None:
        """Serve every workspace, and whoever wants to add the app, until cancelled."""
        await self.offices.start(context)
        place = {"address": self.settings.public_url, "workspaces": len(self.offices)}
        log.info("anybody can add Mingle", action="slack.install", **place)
        serving = [self._receive(context, ready), keep_current(self.offices, asyncio.sleep)]
        if self.settings.mode == "socket":
            serving.append(self._serve_pages())
        tasks = [asyncio.create_task(each) for each in serving]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()

    async def _receive(self, context: AppContext, ready: Callable[[], None]) -> None:
        async def receive() -> None:
            front = FrontApp(self.offices)
            routes = pages.build_routes(build_flow(self.offices), self.settings.contact)
            with self.link.receiving():
                await serve_bolt_app(front, self.offices, self.settings, ready, self.link, routes)

        if self.settings.mode == "socket":
            self.link.elsewhere = True  # until this process receives
            name = f"slack.sockets {self.settings.client_id}"
            await context.serve_alone(APP_WORKSPACE, name, receive)
        else:  # every replica may answer requests
            await receive()

    async def _serve_pages(self) -> None:
        """Serve the pages alone, beside sockets: in every process."""
        door = pages.build_pages_app(build_flow(self.offices), self.settings.contact)
        await serve_http(door, self.settings.host, self.settings.port)


async def connect_installed(settings: SlackSection) -> InstalledSlack:
    """Return the adapter; a token in the settings that Slack refuses is named, and left out."""
    given = None
    if settings.bot_token.get_secret_value():
        try:
            given = _as_installation(settings, await app.connect_workspace(settings))
        except PermanentError as error:
            log.error("token left out", action="slack.connect", words=str(error))
    api = SlackApi(build_client(None, settings.api_url))
    return InstalledSlack(settings, Offices(settings, api, given))


def _as_installation(settings: SlackSection, there: app.SlackConnection) -> Installation:
    """Return the workspace of the settings' token as if it had been added by a click."""
    team = there.people.team
    return Installation(
        workspace=there.workspace,
        app=settings.client_id,
        enterprise=team.enterprise,
        org_wide=team.is_organisation,
        name="",
        bot=there.bot,
        bot_user=team.mingle,
        token=settings.bot_token.get_secret_value(),
        refresh_token=None,
        expires_at=None,
        installed_at=datetime(1970, 1, 1, tzinfo=UTC),
    )
