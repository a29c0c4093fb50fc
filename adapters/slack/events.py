"""Take in what Slack tells by itself; each event is kept before it is acknowledged."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from slack_bolt import BoltResponse

from adapters.slack import ids
from adapters.slack.listen import SlackListener
from adapters.slack.people import SlackPeople
from bot.people import platform_updates
from bot.store.engine import Database

log = structlog.get_logger()

Body = Mapping[str, Any]
HANDLED_EVENTS = ("app_home_opened", "app_uninstalled", "member_joined_channel",
"member_left_channel", "tokens_revoked",
         "user_change")  # fmt: skip


@dataclass
class EventsMiddleware:
    """The events of one workspace.

    A middleware, because Bolt acknowledges before its event listeners run.
    """

    people: SlackPeople
    database: Database
    listener: SlackListener
    now: Callable[[], datetime]

    async def handle_event(
        self,
        body: Body,
        next: Callable[[], Awaitable[Any]],  # noqa: A002
    ) -> BoltResponse | None:
        """Keep an event and acknowledge it; let anything else pass."""
        if body.get("type") != "event_callback":
            await next()
            return None
        event = body["event"]
        if body.get("team_id") == self.people.team and event["type"] in HANDLED_EVENTS:
            await self._hear(event, str(body["event_id"]))
        return BoltResponse(status=200, body="")

    async def _hear(self, event: Body, number: str) -> None:
        match event["type"]:
            case "app_home_opened" if event.get("tab") == "home":
                self.listener.run_later(self.listener.show_home(event["user"], number))
            case "member_joined_channel" | "member_left_channel":
                await self._sync_members(event["channel"], number)
            case "user_change":
                await self._learn(event["user"])
            case "app_uninstalled":
                await self._leave()
            case "tokens_revoked" if event.get("tokens", {}).get("bot"):
                await self._leave()

    async def _sync_members(self, channel: str, number: str) -> None:
        there = ids.qualify_id(self.people.workspace, channel)
        async with self.database.transaction() as tx:
            await platform_updates.channel_changed(
                tx, self.people.workspace, there, number, self.now()
            )

    async def _learn(self, told: Body) -> None:
        user = self.people.remember_user(told)
        member = await self.people.fetch_member(user.id)
        async with self.database.transaction() as tx:
            gone = not self.people.takes_part(user)
            await platform_updates.person_changed(tx, self.people.workspace, member, left=gone)

    async def _leave(self) -> None:
        log.warning(
            "the workspace removed Mingle", action="slack.leave", workspace=self.people.workspace
        )
        async with self.database.transaction() as tx:
            await platform_updates.workspace_left(tx, self.people.workspace, self.now())
