"""Mingle as an app that any workspace may add, and browsers in which people add it."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from http.cookies import SimpleCookie
from typing import Any

import aiohttp
from sqlalchemy import select

from adapters.base import AppContext
from adapters.slack.api import SlackApi, build_client
from adapters.slack.install import COOKIE
from adapters.slack.installed import InstalledSlack
from adapters.slack.manifest import build_manifest
from adapters.slack.offices import Offices
from adapters.slack.rate_limit import RateLimiter
from bot.config import SlackSection
from bot.core.dispatch import dispatch
from bot.core.installations import Installation
from bot.core.tables import installation
from bot.features import ROUTER
from bot.store.engine import Database
from jobs.channel_members import save_members
from jobs.engine.delivery import Delivery
from jobs.engine.engine import Engine
from jobs.registry import JOBS, schedule_housekeeping
from tests.adapters.harness import served
from tests.adapters.workspace import MONDAY, UNHURRIED, MovingClock
from tests.doubles.slack import Channel, SlackServer, User, message_text
from tests.doubles.slack.state import Workspace
from tests.ports import free_port


@dataclass
class Answer:
    """What a browser was shown."""

    status: int
    page: str
    location: str
    headers: dict[str, str]


@dataclass
class Browser:
    """A browser: it keeps the cookies that it was given, and follows no redirect by itself."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    async def open(self, place: str) -> Answer:
        """Open an address, or a path on Mingle's host."""
        url = place if "://" in place else self.address + place
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(url, headers=headers, allow_redirects=False) as response,
        ):
            for line in response.headers.getall("Set-Cookie", []):
                self._keep(line)
            location = response.headers.get("Location", "")
            return Answer(response.status, await response.text(), location, {**response.headers})

    def _keep(self, line: str) -> None:
        [(name, morsel)] = SimpleCookie(line).items()
        assert morsel["secure"]
        assert morsel["httponly"]
        if morsel.value == "deleted":
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = morsel.value


@dataclass
class Town:
    """Mingle and everybody who may add it."""

    slack: SlackServer
    clock: MovingClock
    database: Database
    settings: SlackSection
    adapter: InstalledSlack
    engine: Engine

    @property
    def offices(self) -> Offices:
        return self.adapter.offices

    def browser(self) -> Browser:
        return Browser(self.settings.public_url)

    def company(self, name: str, *, organisation: bool = False) -> tuple[Workspace, User, Channel]:
        """Open a workspace with three people and a channel; it does not have Mingle yet."""
        there = self.slack.prospect(name, organisation=organisation)
        if organisation:
            there.teams = {f"T{name.upper()}1": f"{name} one"}
        home = next(iter(there.teams), "")
        people = [
            self.slack.person(
                f"{name} {each}", there, admin=each == "Ann", home=home, enterprise=there.enterprise
            )
            for each in ("Ann", "Bo", "Cem")
        ]
        return there, people[0], self.slack.channel("lunch", people, there)

    async def leave_for_slack(self, browser: Browser) -> str:
        """Click “Add to Slack”; return the address at Slack to which that leads."""
        landing = await browser.open("/")
        assert 'href="/slack/install"' in landing.page
        answer = await browser.open("/slack/install")
        assert answer.status == 302
        assert COOKIE in browser.cookies
        return answer.location

    async def add(self, workspace: Workspace, by: User, browser: Browser | None = None) -> Answer:
        """Add Mingle to a workspace: there and back."""
        browser = browser or self.browser()
        address = await self.leave_for_slack(browser)
        return await browser.open(self.slack.agree(address, workspace, by))

    async def answer_to(self, user: User, channel: Channel, words: str = "/mingle why") -> str:
        """Type a command; return what is shown of it."""
        workspace = self.slack.workspaces[user.team]
        before = len(workspace.ephemerals)
        delivery = await self.slack.type_command(user, channel, words)
        assert delivery.acked
        if delivery.answer:
            return str(delivery.answer["text"])
        await self.slack.until(lambda: len(workspace.ephemerals) > before)
        return message_text.words(workspace, workspace.ephemerals[-1])

    async def set_up(self, user: User, channel: Channel) -> None:
        """Set lunches up in a channel, and let everything happen that follows."""
        await self.slack.type_command(user, channel, "/mingle setup")
        await self.slack.until(lambda: user.id in self.slack.views)
        await self.slack.submit(user, self.slack.views[user.id], {"zone": "Europe/Berlin"})
        await self.settle()

    async def settle(self) -> None:
        for _ in range(3):
            for listener in self.offices.listeners:
                await listener.drain_tasks()
            await self.engine.run_until_idle()

    def asked(self, workspace: Workspace) -> list[str]:
        """Return who was asked in a direct message."""
        direct = [one for one in workspace.channels.values() if one.kind == "im" and one.messages]
        return sorted(
            workspace.users[person].name
            for one in direct
            for person in one.members
            if person != workspace.bot.id
        )

    def read_by(self, user: User, workspace: Workspace) -> list[str]:
        """Return what somebody reads in direct messages."""
        return [
            message_text.words(workspace, message)
            for channel in workspace.channels.values()
            if channel.kind == "im" and user.id in channel.members
            for message in channel.messages
        ]

    async def stored(self) -> dict[str, str]:
        """Return the stored token of each workspace, as it is stored."""
        async with self.database.read_transaction() as tx:
            rows = await tx.all(select(installation.c.workspace, installation.c.token))
        return {row.workspace: row.token for row in rows}


def our_id(workspace: Workspace) -> str:
    return f"slack:{workspace.id}"


@asynccontextmanager
async def open_town(
    database: Database, mode: str = "http", *, rotates: bool = False, **more: Any
) -> AsyncIterator[Town]:
    """Serve an app that nobody has added yet, unless the database says otherwise."""
    clock = MovingClock(MONDAY)
    async with SlackServer(clock) as slack:
        slack.answer_within = UNHURRIED
        async with open_mingle(slack, clock, database, mode, rotates=rotates, **more) as town:
            yield town
        assert not slack.problems, slack.problems


@asynccontextmanager
async def open_mingle(
    slack: SlackServer,
    clock: MovingClock,
    database: Database,
    mode: str = "http",
    *,
    rotates: bool = False,
    given: Installation | None = None,
    **more: str,
) -> AsyncIterator[Town]:
    """Run one process of Mingle on a database."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    request_url = address if mode == "http" else ""
    manifest = build_manifest(ROUTER, request_url, history=True, pages=address)
    manifest["settings"]["token_rotation_enabled"] = rotates
    others = slack.app.redirect_urls
    slack.install(manifest)
    slack.app.redirect_urls |= others
    settings = SlackSection(
        client_id=slack.app.client_id,
        client_secret=slack.app.client_secret,
        app_token=slack.app.app_token,
        signing_secret=slack.app.signing_secret,
        api_url=slack.url,
        public_url=address,
        port=port,
        mode=mode,
        history=True,
        **more,
    )
    pacer = partial(RateLimiter, clock.now, clock.skip)
    offices = Offices(settings, SlackApi(build_client(None, slack.url)), given, pacer)
    adapter = InstalledSlack(settings, offices)
    delivery = Delivery(database, ROUTER, offices.__getitem__, save_members, clock.utc)
    engine = Engine(database, JOBS, delivery, clock.utc, random.Random(7))
    context = AppContext(
        database, ROUTER, partial(dispatch, ROUTER, database), schedule_housekeeping, clock.utc
    )
    async with served(partial(adapter.serve, context)):
        yield Town(slack, clock, database, settings, adapter, engine)
