"""Slack's events: each is committed to the database before it is acknowledged."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from slack_bolt import BoltResponse

from adapters.json_types import Payload
from adapters.slack import ids
from adapters.slack.listen import SlackListener
from adapters.slack.people import SlackPeople
from adapters.slack.strings import refusal_text
from bot.people import platform_updates
from bot.store.engine import Database

log = structlog.get_logger()

HANDLED_EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "member_joined_channel",
    "member_left_channel",
    "tokens_revoked",
    "user_change",
)


@dataclass
class EventsMiddleware:
    """The events of one workspace, as a Bolt middleware.

    Bolt's event listeners would run only after it has acknowledged the event.
    """

    people: SlackPeople
    database: Database
    listener: SlackListener
    now: Callable[[], datetime]

    async def handle_event(
        self,
        body: Payload,
        next: Callable[[], Awaitable[object]],  # noqa: A002
    ) -> BoltResponse | None:
        """Handle an event, then acknowledge it; pass any other payload on."""
        if body.get("type") != "event_callback":
            await next()
            return None

        event = body["event"]
        if self.people.team.is_addressed(body) and event["type"] in HANDLED_EVENTS:
            # shielded, and waited for at a stop: an event is amid a transaction
            handling = self.listener.run_later(self._handle(event, str(body["event_id"])))
            await asyncio.shield(handling)
        return BoltResponse(status=200, body="")

    async def _handle(self, event: Payload, event_id: str) -> None:
        match event["type"]:
            case "app_home_opened" if event.get("tab") == "home":
                self.listener.run_later(self.listener.show_home(event["user"], event_id))
            case "member_joined_channel" | "member_left_channel":
                await self._sync_members(event["channel"], event_id)
            case "user_change":
                await self._update_person(event["user"])
            case "app_uninstalled":
                await self._leave()
            case "tokens_revoked" if event.get("tokens", {}).get("bot"):
                # It is the operator's: everything waits for another one. Who removes Mingle has
                # the app uninstalled as well.
                log.error(
                    "the token was revoked", action="slack.api", words=refusal_text("token_revoked")
                )

    async def _sync_members(self, channel: str, event_id: str) -> None:
        workspace = self.people.workspace
        our_channel = ids.qualify_id(workspace, channel)
        async with self.database.transaction() as tx:
            await platform_updates.channel_changed(tx, workspace, our_channel, event_id, self.now())

    async def _update_person(self, account: Payload) -> None:
        user = self.people.remember_user(account)
        member = await self.people.to_member(user)
        left = member.left
        async with self.database.transaction() as tx:
            await platform_updates.person_changed(
                tx, self.people.workspace, member, self.now(), left=left
            )

    async def _leave(self) -> None:
        workspace = self.people.workspace
        log.warning("the workspace removed Mingle", action="slack.leave", workspace=workspace)
        async with self.database.transaction() as tx:
            await platform_updates.workspace_left(tx, workspace, self.now())
