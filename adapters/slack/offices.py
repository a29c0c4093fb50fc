"""Every workspace in which an app was installed by a click, each with a port and a listener.

What the database has is served: an install is begun with as soon as any process sees it, and ended
once it is gone. A payload goes to the listener of its own workspace, and to no other.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

import structlog
from slack_bolt.async_app import AsyncApp

from adapters.base import AppContext
from adapters.slack import ids
from adapters.slack.accounts import Team
from adapters.slack.api import REMOVED_ERRORS, SlackApi, TokenRefused, build_client
from adapters.slack.app import SlackConnection, build_bolt_app, build_connection
from adapters.slack.listen import SlackListener
from adapters.slack.rate_limit import RateLimiter
from bot.config import SlackSection
from bot.core import installations
from bot.core.disconnected import DisconnectedPlatform
from bot.core.installations import Installation
from bot.core.platform import Platform, PlatformError
from bot.people import platform_updates
from bot.store.engine import Transaction
from bot.store.vault import UnreadableSecretError

ARRIVES_WITHIN = 5.0  # seconds until another process's install may be seen here
LOOKED_AFTER = 4  # workspaces whose people are brought up to date at a time, after a start

log = structlog.get_logger()


@dataclass(frozen=True)
class Office:
    """One workspace that is served."""

    installed: Installation
    connection: SlackConnection
    bolt: AsyncApp
    listener: SlackListener

    @property
    def api(self) -> SlackApi:
        """Slack's Web API for this workspace."""
        return self.connection.api


@dataclass
class Offices(Mapping[str, Platform]):
    """The workspaces of one app, as a mapping from workspace to port.

    `api` makes the app's own calls, which need no token. `given` is the workspace of the token in
    the settings: it is served like the others, unless the app was installed there by a click too.
    """

    settings: SlackSection
    api: SlackApi
    given: Installation | None = None
    build_pacer: Callable[[], RateLimiter] = RateLimiter
    _context: AppContext | None = None
    _offices: dict[str, Office] = field(default_factory=dict)
    _syncing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _unreadable: set[str] = field(default_factory=set)
    _looking_after: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(LOOKED_AFTER)
    )

    @property
    def context(self) -> AppContext:
        """What Mingle handed to this adapter."""
        assert self._context, "start comes first"
        return self._context

    @property
    def now(self) -> Callable[[], datetime]:
        """The clock."""
        return self.context.now

    async def start(self, context: AppContext) -> None:
        """Serve what is installed already, with its tokens encrypted by the newest key."""
        self._context = context
        async with context.database.transaction() as tx:
            await installations.seal_anew(tx, self.settings.client_id)
        await self.sync()

    def __getitem__(self, workspace: str) -> Platform:
        """Return the port of a workspace; of one not seen here yet, a port that has others wait."""
        if workspace in self._offices:
            return self._offices[workspace].connection.platform
        if not workspace.startswith(ids.PREFIX):
            raise KeyError(workspace)
        return DisconnectedPlatform(ARRIVES_WITHIN)

    def __contains__(self, workspace: object) -> bool:
        """Return whether a workspace is served here now; a port may be had of others too."""
        return workspace in self._offices

    def __iter__(self) -> Iterator[str]:
        """Iterate over the workspaces that are served."""
        return iter(self._offices)

    def __len__(self) -> int:
        """Return how many workspaces are served."""
        return len(self._offices)

    @property
    def listeners(self) -> list[SlackListener]:
        """The listener of each workspace that is served."""
        return [office.listener for office in self._offices.values()]

    async def find_office(
        self, enterprise: str | None, team: str | None, *, org_wide: bool
    ) -> Office | None:
        """Return the workspace that a payload is of, also where another process installed it."""
        found = self._search(enterprise, team, org_wide=org_wide)
        if found is None:
            await self.sync()
            found = self._search(enterprise, team, org_wide=org_wide)
        return found

    def _search(self, enterprise: str | None, team: str | None, *, org_wide: bool) -> Office | None:
        own = self._offices.get(ids.workspace_of(team)) if team else None
        if own and not org_wide:
            return own
        offices = self._offices.values() if enterprise else ()
        organisations = (
            office
            for office in offices
            if office.installed.org_wide and office.installed.enterprise == enterprise
        )
        return next(organisations, own)

    async def sync(self) -> None:
        """Serve each install that the database has, with its token of now, and no other."""
        async with self._syncing:
            async with self.context.database.read_transaction() as tx:
                stored = await installations.list_installations(tx, self.settings.client_id)
            wanted = {self.given.workspace: self.given} if self.given else {}
            wanted |= {installed.workspace: installed for installed in stored}

            for workspace in self._offices.keys() - wanted.keys():
                self._close(workspace)
            for workspace, installed in wanted.items():
                office = self._offices.get(workspace)
                if office is None or office.installed != installed:
                    await self._try_to_serve(installed, office)

    async def _try_to_serve(self, installed: Installation, office: Office | None) -> None:
        """Serve a workspace; what is wrong with one is no other's trouble."""
        try:
            await self._serve(installed, office)
        except Exception:
            log.exception("not served", action="slack.install", workspace=installed.workspace)

    async def _serve(self, installed: Installation, office: Office | None) -> None:
        """Begin with a workspace, or go on with another token in one."""
        token = self._unseal(installed)
        if token is None:
            return
        moved = office and self.given in (office.installed, installed)  # to a token of our own
        if office and not moved and _is_same(office.installed, installed):
            office.api.web.token = token
            self._offices[installed.workspace] = replace(office, installed=installed)
            return
        if office:
            self._close(installed.workspace)
        await self._open(installed, token)

    async def _open(self, installed: Installation, token: str) -> None:
        context, workspace = self.context, installed.workspace
        async with context.database.transaction() as tx:
            await platform_updates.workspace_returned(tx, workspace)
            await context.start_workspace(tx, workspace, context.now())

        connection = self.connect(installed, token)
        bolt, listener = build_bolt_app(
            connection,
            self.settings,
            context.database,
            context.router,
            context.dispatch,
            context.now,
            None if installed is self.given else partial(self.end_if_removed, workspace, told=True),
        )
        self._offices[workspace] = Office(installed, connection, bolt, listener)
        log.info("workspace served", action="slack.install", workspace=workspace)
        listener.run_later(self._look_after(self._offices[workspace]))

    def connect(self, installed: Installation, token: str) -> SlackConnection:
        """Return the connection to a workspace; nothing is asked of Slack for that."""
        team = Team(
            id=installed.workspace.removeprefix(ids.PREFIX),
            enterprise=installed.enterprise,
            mingle=installed.bot_user,
            is_organisation=installed.org_wide,
        )
        client = build_client(token, self.settings.api_url)
        api = SlackApi(client, self.build_pacer(), self.api.time)
        api.added = installed is not self.given
        return build_connection(self.settings, api, team, installed.bot)

    def _unseal(self, installed: Installation) -> str | None:
        workspace = installed.workspace
        try:
            token = self.context.database.vault.unseal(installed.token)
        except UnreadableSecretError:
            if workspace not in self._unreadable:
                self._unreadable.add(workspace)
                log.error("token unreadable", action="slack.install", workspace=workspace)
            return None
        self._unreadable.discard(workspace)
        return token

    async def _look_after(self, office: Office) -> None:
        """Bring the people of a workspace up to date, unless Mingle was removed from it unheard."""
        async with self._looking_after:
            if office.installed is not self.given:
                with suppress(PlatformError):
                    await self.end_if_removed(office.installed.workspace)
            if office.installed.workspace in self._offices:
                await office.listener.callers.refresh_everybody()

    async def admit(self, installed: Installation) -> None:
        """Save an install, and serve its workspace at once."""
        async with self.context.database.transaction() as tx:
            await installations.save_installation(tx, installed)
        await self.sync()

    async def end_if_removed(self, workspace: str, *, told: bool = False) -> None:
        """Erase the tokens of a workspace and stop there, if they are worth nothing to Slack.

        Slack is asked also where it `told`: word of an earlier removal may come after Mingle was
        installed again.
        """
        office = self._offices.get(workspace)
        if office is None:
            return
        try:
            await office.api.call_idempotent("auth.test")
            return
        except TokenRefused as error:
            if not told and error.error not in REMOVED_ERRORS:
                return

        async with self.context.database.transaction() as tx:
            await self._leave(tx, workspace)
        if self.given and self.given.workspace == workspace:
            self.given = None
        self._close(workspace)

    async def _leave(self, tx: Transaction, workspace: str) -> None:
        log.warning("the workspace removed Mingle", action="slack.leave", workspace=workspace)
        await platform_updates.workspace_left(tx, workspace, self.context.now())
        await installations.delete_installation(tx, workspace)

    def _close(self, workspace: str) -> None:
        office = self._offices.pop(workspace)
        office.listener.begin_stop()
        office.api.rate_limiter.close()
        log.info("workspace no longer served", action="slack.install", workspace=workspace)

    def begin_stop(self) -> None:
        """Let no call wait for its turn any longer, as the program ends."""
        self.api.rate_limiter.close()
        for office in self._offices.values():
            office.api.rate_limiter.close()
            office.listener.begin_stop()

    async def drain_tasks(self, grace: float) -> None:
        """Wait for the interactions that are being handled, for at most `grace` seconds."""
        await asyncio.gather(*(listener.drain_tasks(grace) for listener in self.listeners))


def _is_same(one: Installation, other: Installation) -> bool:
    """Return whether two installs are the same but for their tokens."""
    return (one.bot, one.enterprise, one.org_wide) == (other.bot, other.enterprise, other.org_wide)
