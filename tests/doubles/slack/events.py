"""What happens in a workspace by itself, sent to the app as events."""

from typing import Any

from tests.doubles.slack import payloads
from tests.doubles.slack.courier import Delivery
from tests.doubles.slack.interactions import Interactions
from tests.doubles.slack.state import Channel, Json, Message, User, Workspace

SCOPES_OF_EVENTS = {
    "app_mention": "app_mentions:read", "team_join": "users:read", "user_change": "users:read",
    "reaction_added": "reactions:read", "link_shared": "links:read",
}  # fmt: skip
OF_CHANNELS = {
    "member_joined_channel",
    "member_left_channel",
    "channel_archive",
    "channel_unarchive",
}
OF_CHANNELS |= {"channel_rename", "channel_left", "channel_deleted", "message"}
RENAMED = {
    "channel_archive",
    "channel_unarchive",
    "channel_rename",
    "channel_left",
    "channel_deleted",
}  # group_... in private channels
MESSAGES = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


class Happenings(Interactions):
    """What happens; the app hears of it if it asked to and may know."""

    async def open_home(self, user: User, tab: str = "home") -> Delivery:
        """Open the app's Home tab, or its messages."""
        workspace = self.workspace_of(user)
        channel, _ = self.conversation(workspace, [user.id])
        return await self.happen(
            workspace, "app_home_opened", user=user.id, channel=channel.id, tab=tab
        )

    async def join_channel(self, user: User, channel: Channel) -> Delivery:
        """Join a channel."""
        assert user.id not in channel.members, f"{user.name} is in {channel.name} already"
        channel.members.append(user.id)
        return await self.happen(
            self.workspace_of(channel), "member_joined_channel", channel, user=user.id,
            channel_type="C", team=user.team,
        )  # fmt: skip

    async def leave(self, user: User, channel: Channel) -> Delivery:
        """Leave a channel."""
        channel.members.remove(user.id)
        return await self.happen(
            self.workspace_of(channel), "member_left_channel", channel, user=user.id,
            channel_type="C", team=user.team,
        )  # fmt: skip

    async def invite_bot(self, channel: Channel) -> Delivery:
        """Invite the bot to a channel."""
        return await self.join_channel(self.workspace_of(channel).bot, channel)

    async def remove_bot(self, channel: Channel) -> Delivery:
        """Remove the bot from a channel."""
        workspace = self.workspace_of(channel)
        channel.members.remove(workspace.bot.id)
        return await self.happen(workspace, "channel_left", channel, actor_id="USLACKBOT")

    async def archive(self, channel: Channel, *, back: bool = False) -> Delivery:
        """Archive a channel, or bring it back."""
        channel.archived = not back
        workspace = self.workspace_of(channel)
        if back and channel.kind == "group":
            return await self.happen(workspace, "channel_unarchive", channel, actor_id="USLACKBOT")
        if back:
            return await self.happen(workspace, "channel_unarchive", channel, user="USLACKBOT")
        return await self.happen(
            workspace, "channel_archive", channel, user="USLACKBOT", is_moved=0
        )

    async def delete(self, channel: Channel) -> Delivery:
        """Delete a channel."""
        workspace = self.workspace_of(channel)
        delivery = await self.happen(workspace, "channel_deleted", channel)
        del workspace.channels[channel.id]
        return delivery

    async def share(self, channel: Channel, team: str) -> Delivery:
        """Share a channel with another company."""
        return await self.happen(
            self.workspace_of(channel), "channel_shared", channel, connected_team_id=team
        )

    async def rename(self, channel: Channel, name: str) -> Delivery:
        """Rename a channel."""
        channel.name = name
        told = {
            "id": channel.id,
            "name": name,
            "name_normalized": name,
            "created": 0,
            "is_mpim": False,
        }
        told["is_channel"] = channel.kind == "channel"
        return await self.happen(
            self.workspace_of(channel), "channel_rename", channel, channel=told
        )

    async def change_user(self, user: User, **fields: Any) -> Delivery:
        """Change somebody's profile: any field of User; deleted=True deactivates them."""
        for name, value in fields.items():
            setattr(user, name, value)
        return await self.happen(
            self.workspace_of(user), "user_change", user=user.told(), cache_ts=0
        )

    async def arrive(
        self, name: str, workspace: Workspace | None = None, **more: Any
    ) -> tuple[User, Delivery]:
        """Add somebody to the workspace."""
        user = self.person(name, workspace, **more)
        return user, await self.happen(self.workspaces[user.team], "team_join", user=user.told())

    async def write(self, user: User, channel: Channel, text: str) -> tuple[Message, Delivery]:
        """Post a message as somebody."""
        workspace = self.workspace_of(channel)
        message = self.say(workspace, channel, Message(channel.id, self.ts(), user.id, text))
        kind = "app_mention" if f"<@{workspace.bot.id}>" in text else "message"
        said = {"channel_type": channel.kind, "text": text, "ts": message.ts}
        return message, await self.happen(workspace, kind, channel, user=user.id, **said)

    async def share_link(self, user: User, channel: Channel, link: str) -> Message:
        """Post a link; the app hears of it wherever it is posted, if the domain is its own.

        Or one below its own: Slack tells then which of the app's domains it is.
        """
        workspace = self.workspace_of(channel)
        message = self.say(workspace, channel, Message(channel.id, self.ts(), user.id, link))
        host = link.partition("//")[2].partition("/")[0]
        under = [one for one in self.app.domains if f".{host}".endswith(f".{one}")]
        for domain in under[:1]:
            await self.happen(
                workspace, "link_shared", channel=channel.id, user=user.id, message_ts=message.ts,
                is_bot_user_member=workspace.bot.id in channel.members, unfurl_id="",
                source="conversations_history", links=[{"domain": domain, "url": link}],
            )  # fmt: skip
        return message

    async def run_step(self, user: User | None, name: str, **inputs: Any) -> tuple[str, Delivery]:
        """Run a step of a workflow that somebody started; give its id, and what the app heard."""
        workspace, execution = self.home, self.number("Fx")
        if user:
            inputs["person"] = {"id": user.id, "secret": "s"}
        function = {
            "id": "Fn0000001", "callback_id": name, "title": name, "type": "app",
            "input_parameters": [], "output_parameters": [], "app_id": self.app.id,
            "date_created": 0, "date_updated": 0, "date_deleted": 0,
        }  # fmt: skip
        workspace.steps[execution] = ""
        return execution, await self.happen(
            workspace, "function_executed", function=function, inputs=inputs,
            function_execution_id=execution, workflow_execution_id="Wx0000001",
            bot_access_token=workspace.token,
        )  # fmt: skip

    async def uninstall(self, workspace: Workspace | None = None) -> Delivery:
        """Remove the app from a workspace: its token is worth nothing from now on."""
        workspace = workspace or self.home
        workspace.dead = "account_inactive"
        return await self.happen(workspace, "app_uninstalled")

    async def revoke(self, workspace: Workspace | None = None) -> Delivery:
        """Revoke the app's token."""
        workspace = workspace or self.home
        workspace.dead = "token_revoked"
        return await self.happen(
            workspace, "tokens_revoked", tokens={"oauth": [], "bot": [workspace.bot.id]}
        )

    async def grant(self, workspace: Workspace, team: str, name: str) -> Delivery:
        """Have an organisation grant the app another of its workspaces."""
        workspace.teams[team] = name
        return await self.happen(workspace, "team_access_granted", team_ids=[team])

    async def take_back(self, workspace: Workspace, team: str) -> Delivery:
        """Have an organisation take one of its workspaces back from the app."""
        del workspace.teams[team]
        return await self.happen(workspace, "team_access_revoked", team_ids=[team])

    async def happen(
        self, workspace: Workspace, kind: str, channel: Channel | None = None, /, **fields: Any
    ) -> Delivery:  # fmt: skip
        """Send the app an event of any kind, if it subscribed and has the scope."""
        private = channel is not None and channel.kind == "group"
        name = kind.replace("channel_", "group_") if private and kind in RENAMED else kind
        if channel is not None:
            fields.setdefault("channel", channel.id)
        payload = payloads.event(self, workspace, name, **fields)
        if not self.hears(workspace, name, channel):
            return Delivery("events_api", payload, error="not_subscribed")
        return await self.courier.event(payload)

    def hears(self, workspace: Workspace, kind: str, channel: Channel | None = None) -> bool:
        """Return whether the app receives such events: subscribed, in scope and in the channel."""
        name = MESSAGES[channel.kind] if channel and kind == "message" else kind
        scope = SCOPES_OF_EVENTS.get(kind, "")
        if channel is not None and kind != "app_mention":
            scope = channel.read_scope("history" if kind == "message" else "read")
            if workspace.bot.id not in channel.members and not kind.endswith("_left"):
                return False
        return (self.app.events is None or name in self.app.events) and scope in {
            "",
            *workspace.scopes,
        }

    def event(self, workspace: Workspace, kind: str, **fields: Any) -> Json:
        """Return an event that has not been delivered, for `courier.shuffled`."""
        return payloads.event(self, workspace, kind, **fields)
