"""Slack's events: each is committed to the database before it is acknowledged."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from slack_bolt import BoltResponse
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest

from adapters.json_types import Payload
from adapters.slack import ids, strings
from adapters.slack.link_previews import LinkPreviews
from adapters.slack.listen import SlackListener
from adapters.slack.people import SlackPeople
from adapters.slack.steps import WorkflowSteps
from adapters.slack.strings import refusal_text
from bot.core.alerts import alert_organisers, rest_and_alert
from bot.people import platform_updates
from bot.store.engine import Database
from bot.ui.notices import note_card
from bot.ui.speech import say
from bot.ui.text import ChannelMention

# Events after which Mingle cannot post in a channel, by the refusal that it would meet there.
CLOSING = {
    "channel_archive": "is_archived",
    "channel_deleted": "channel_deleted",
    "channel_id_changed": "channel_id_changed",
    "channel_left": "not_in_channel",
    "group_archive": "is_archived",
    "group_deleted": "channel_deleted",
    "group_left": "not_in_channel",
}

log = structlog.get_logger()

HANDLED_EVENTS = (
    "app_mention",
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_rename",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "function_executed",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "link_shared",
    "member_joined_channel",
    "member_left_channel",
    "message",
    "team_access_granted",
    "team_access_revoked",
    "tokens_revoked",
    "user_change",
)


@dataclass
class EventsMiddleware(AsyncMiddleware):
    """The events of one workspace, as a Bolt middleware.

    Bolt's event listeners would run only after it has acknowledged the event.
    """

    people: SlackPeople
    database: Database
    listener: SlackListener
    now: Callable[[], datetime]
    previews: LinkPreviews
    steps: WorkflowSteps
    end: Callable[[], Awaitable[None]] | None = None  # where Mingle was installed by a click

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002
    ) -> BoltResponse | None:
        """Handle an event, then acknowledge it; pass any other payload on."""
        body: Payload = req.body
        if body.get("type") != "event_callback":
            return await next()

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
            case "app_mention" | "message" if self._is_to_mingle(event):
                self.listener.run_later(self.listener.answer_words(event, event_id))
            case "function_executed" | "link_shared":
                self.listener.run_later(self._serve(event, event_id))
            case "member_left_channel" if event.get("user") == self.people.team.mingle:
                await self._close_channel(event["channel"], "not_in_channel")
            case "member_joined_channel" | "member_left_channel":
                await self._sync_members(event["channel"], event_id)
            case "channel_shared":
                await self._sync_members(event["channel"], event_id)
                await self._tell_of_company(event, event_id)
            case "channel_unarchive" | "group_unarchive" | "channel_unshared":
                await self._sync_members(event["channel"], event_id)
            case "channel_rename" | "group_rename":
                await self._rename_channel(event["channel"])
            case kind if kind in CLOSING:
                closed = event.get("old_channel_id") or event["channel"]
                await self._close_channel(closed, CLOSING[kind])
            case "user_change":
                await self._update_person(event["user"])
            case _:
                await self._handle_install(event, event_id)

    async def _handle_install(self, event: Payload, event_id: str) -> None:
        """Handle what becomes of the install itself."""
        match event["type"]:
            case "app_uninstalled" | "tokens_revoked" if self.end:
                await self.end()
            case "app_uninstalled":
                await self._leave()
            case "team_access_granted" | "team_access_revoked":
                await self._change_teams(event, event_id)
            case "tokens_revoked" if event.get("tokens", {}).get("bot"):
                # It is the operator's: everything waits for another one. Who removes Mingle has
                # the app uninstalled as well.
                log.error(
                    "the token was revoked", action="slack.api", words=refusal_text("token_revoked")
                )

    async def _serve(self, event: Payload, event_id: str) -> None:
        """Do a step of a workflow, or show what a link leads to."""
        if event["type"] == "function_executed":
            await self.steps.run(event, event_id)
        else:
            await self.previews.show(event)

    def _is_to_mingle(self, event: Payload) -> bool:
        """Return whether a person wrote to Mingle: in its own messages, or by naming it."""
        is_plain = not event.get("subtype") and not event.get("bot_id") and not event.get("edited")
        is_ours = event["type"] == "app_mention" or event.get("channel_type") == "im"
        return is_plain and is_ours and event.get("user") not in (None, self.people.team.mingle)

    async def _sync_members(self, channel: str, event_id: str) -> None:
        workspace = self.people.workspace
        self.listener.places.forget(channel)
        our_channel = ids.qualify_id(workspace, channel)
        async with self.database.transaction() as tx:
            await platform_updates.channel_changed(tx, workspace, our_channel, event_id, self.now())

    async def _close_channel(self, channel: str, refusal: str) -> None:
        """Let a channel that Mingle uses rest, and tell organisers once."""
        workspace = self.people.workspace
        self.listener.places.forget(channel)
        ours = ids.qualify_id(workspace, channel)
        async with self.database.transaction() as tx:
            await tx.share_workspace(workspace)
            if await platform_updates.is_channel_used(tx, workspace, ours):
                await rest_and_alert(tx, workspace, ours, refusal_text(refusal), self.now())

    async def _tell_of_company(self, event: Payload, event_id: str) -> None:
        """Warn organisers once that another company reads a channel that Mingle uses."""
        workspace, native = self.people.workspace, str(event["channel"])
        ours = ids.qualify_id(workspace, native)
        name = await self.people.channel_name(native, "")
        mention = ChannelMention(ours, name)
        words = strings.channel_shared(mention, guests=self.people.guests)
        card = note_card(say(strings.CHANNEL_SHARED), words)
        async with self.database.transaction() as tx:
            await tx.share_workspace(workspace)
            if await platform_updates.is_channel_used(tx, workspace, ours):
                await alert_organisers(tx, workspace, f"shared:{event_id}", card, self.now())

    async def _rename_channel(self, channel: Payload) -> None:
        workspace = self.people.workspace
        self.people.forget_channel(channel["id"])
        ours = ids.qualify_id(workspace, channel["id"])
        async with self.database.transaction() as tx:
            await tx.share_workspace(workspace)
            await platform_updates.channel_renamed(tx, workspace, ours, str(channel["name"]))

    async def _update_person(self, account: Payload) -> None:
        user = self.people.remember_user(account)
        member = await self.people.to_member(user)
        left = member.left
        async with self.database.transaction() as tx:
            await platform_updates.person_changed(
                tx, self.people.workspace, member, self.now(), left=left
            )

    async def _change_teams(self, event: Payload, event_id: str) -> None:
        """Take in the people of workspaces that an organisation added, or let go of theirs."""
        workspace, now = self.people.workspace, self.now()
        self.listener.places.forget_all()
        if event["type"] == "team_access_granted":
            self.listener.run_later(self.listener.callers.refresh_everybody())
            async with self.database.transaction() as tx:
                await platform_updates.wake_channels(tx, workspace, event_id, now)
            return

        members = self.people.leave_teams({str(team) for team in event.get("team_ids") or ()})
        async with self.database.transaction() as tx:
            await platform_updates.people_changed(tx, workspace, members, now)

    async def _leave(self) -> None:
        workspace = self.people.workspace
        log.warning("the workspace removed Mingle", action="slack.leave", workspace=workspace)
        async with self.database.transaction() as tx:
            await platform_updates.workspace_left(tx, workspace, self.now())
