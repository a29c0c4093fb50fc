"""What watches the scheduled events of each server, in the background: one's trouble is its own."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, field

import structlog

from adapters.background import BackgroundTasks
from adapters.base import AppContext
from adapters.discord import ids
from adapters.discord.api import DiscordApi
from adapters.discord.event_watch import EventWatch
from adapters.discord.native_events import Interest, NativeEvent
from adapters.discord.people import DiscordPeople
from bot.core.platform import PlatformError

LOOK_PAUSE = 0.05  # seconds between two servers whose events are looked at

log = structlog.get_logger()


@dataclass
class EventWatches:
    """The watches of one app's servers, made on demand."""

    api: DiscordApi
    people_of: Callable[[str], DiscordPeople]
    context: AppContext
    tasks: BackgroundTasks
    _watches: dict[str, EventWatch] = field(default_factory=dict)
    _looking: "asyncio.Task[None] | None" = None

    def __getitem__(self, workspace: str) -> EventWatch:
        """Return what watches the scheduled events of one server."""
        if workspace not in self._watches:
            context = self.context
            self._watches[workspace] = EventWatch(
                self.api,
                self.people_of(workspace),
                context.database,
                context.now,
                context.dispatch,
            )
        return self._watches[workspace]

    def forget(self, workspace: str) -> None:
        """Drop the watch of a server that removed Mingle."""
        self._watches.pop(workspace, None)

    def handle_changed(self, event: NativeEvent) -> None:
        """Follow what somebody changed about an event in Discord itself."""
        self._start(self[ids.workspace_of(event.guild_id)].follow_update(event))

    def handle_deleted(self, event: NativeEvent) -> None:
        """Follow that somebody deleted an event in Discord itself."""
        self._start(self[ids.workspace_of(event.guild_id)].follow_deletion(event.id))

    def handle_interest(self, interest: Interest, interested: bool) -> None:
        """Follow that somebody is interested in an event, or is not any more."""
        watch = self[ids.workspace_of(interest.guild_id)]
        self._start(watch.follow_interest(interest, interested=interested))

    def look_at(self, workspaces: Iterable[str]) -> None:
        """Look for what happened while nobody listened, in one server after the other."""
        if self._looking is None or self._looking.done():
            self._looking = self.tasks.start_task(self._look_at(list(workspaces)))

    async def _look_at(self, workspaces: list[str]) -> None:
        for workspace in workspaces:
            await _follow(self[workspace].look())
            await asyncio.sleep(LOOK_PAUSE)

    def _start(self, work: Coroutine[object, object, None]) -> None:
        self.tasks.start_task(_follow(work))


async def _follow(work: Awaitable[None]) -> None:
    try:
        await work
    except PlatformError as error:
        log.info("event not followed", action="discord.event", error=str(error))
    except Exception:  # what was not followed is looked for after the next login
        log.exception("event not followed", action="discord.event")
