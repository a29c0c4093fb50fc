"""What happens in a guild by itself, sent to the app as events."""

from tests.doubles.discord import payloads
from tests.doubles.discord.interactions import Interactions
from tests.doubles.discord.routes import messages
from tests.doubles.discord.state import (  # fmt: skip
    Channel,
    Guild,
    Json,
    Member,
    Message,
    Role,
    ScheduledEvent,
    User,
)

GUILDS, MEMBERS, EVENTS = 1 << 0, 1 << 1, 1 << 16


class Happenings(Interactions):
    """What happens; the app hears of it if its intents say so."""

    async def add_bot(self, guild: Guild) -> None:
        """Send the app a new guild, or one that is back after an outage."""
        guild.gone = False
        if self.bot.id not in guild.members:
            managed = next(role for role in guild.roles.values() if role.managed)
            guild.members[self.bot.id] = Member(self.bot, [managed.id], joined_at=self.clock.now())
        await self.gateway.tell(
            guild.id, "GUILD_CREATE", payloads.guild(self, guild, members=False), GUILDS
        )

    async def remove_bot(self, guild: Guild) -> None:
        """Throw the app out of a server."""
        guild.gone = True
        guild.members.pop(self.bot.id, None)
        await self.gateway.tell(guild.id, "GUILD_DELETE", {"id": guild.id}, GUILDS)

    async def outage(self, guild: Guild) -> None:
        """Make a guild unavailable for a while; the bot stays in it."""
        await self.gateway.tell(
            guild.id, "GUILD_DELETE", {"id": guild.id, "unavailable": True}, GUILDS
        )

    async def join(self, user: User, guild: Guild) -> None:
        """Add somebody to a guild."""
        one = guild.members[user.id] = Member(user, joined_at=self.clock.now())
        told = payloads.member(guild, one) | {"guild_id": guild.id}
        await self.gateway.tell(guild.id, "GUILD_MEMBER_ADD", told, MEMBERS)

    async def leave(self, user: User, guild: Guild) -> None:
        """Remove somebody from a guild and its threads."""
        del guild.members[user.id]
        for thread in guild.threads:
            if user.id in thread.members:
                thread.members.remove(user.id)
        told = {"guild_id": guild.id, "user": payloads.user(user)}
        await self.gateway.tell(guild.id, "GUILD_MEMBER_REMOVE", told, MEMBERS)

    async def give(self, user: User, role: Role, guild: Guild) -> None:
        """Add a role to a member."""
        guild.members[user.id].roles.append(role.id)
        await self._member_changed(user, guild)

    async def take(self, user: User, role: Role, guild: Guild) -> None:
        """Take a role from somebody."""
        guild.members[user.id].roles.remove(role.id)
        await self._member_changed(user, guild)

    async def say(self, user: User, channel: Channel, text: str) -> Message:
        """Post a message as somebody."""
        message = Message(self.number(), channel.id, channel.guild, user.id, text)
        messages.say(self, channel, message)
        return message

    async def delete(self, message: Message) -> None:
        """Delete a message."""
        messages.remove(self, self.channels[message.channel], message)

    async def delete_channel(self, channel: Channel) -> None:
        """Delete a channel with its threads, or a thread."""
        guild = self.guilds[channel.guild]
        for thread in [one for one in guild.threads if one.parent == channel.id]:
            del guild.channels[thread.id]
        told = payloads.channel(self, guild.channels.pop(channel.id))
        await self.gateway.tell(
            guild.id, "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", told, GUILDS
        )

    async def change_channel(self, channel: Channel) -> None:
        """Send the app a channel or thread that has changed."""
        told = payloads.channel(self, channel)
        name = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
        await self.gateway.tell(channel.guild, name, told, GUILDS)

    async def change_event(self, event: ScheduledEvent, **changes: object) -> None:
        """Change a scheduled event as somebody who manages events does; `status` ends it."""
        event.status = int(str(changes.pop("status", event.status)))
        event.content = event.content | changes
        told = payloads.event(self, event)
        await self.gateway.tell(event.guild, "GUILD_SCHEDULED_EVENT_UPDATE", told, EVENTS)

    async def delete_event(self, event: ScheduledEvent) -> None:
        """Delete a scheduled event as somebody who manages events does."""
        told = payloads.event(self, self.guilds[event.guild].events.pop(event.id))
        await self.gateway.tell(event.guild, "GUILD_SCHEDULED_EVENT_DELETE", told, EVENTS)

    async def lose_interest(self, user: User, event: ScheduledEvent) -> None:
        """Let somebody be interested in a scheduled event no more."""
        event.interested.remove(user.id)
        told: Json = {
            "guild_scheduled_event_id": event.id,
            "user_id": user.id,
            "guild_id": event.guild,
        }
        await self.gateway.tell(event.guild, "GUILD_SCHEDULED_EVENT_USER_REMOVE", told, EVENTS)

    async def interest(self, user: User, event: ScheduledEvent) -> None:
        """Mark somebody as interested in a scheduled event."""
        event.interested.append(user.id)
        told: Json = {
            "guild_scheduled_event_id": event.id,
            "user_id": user.id,
            "guild_id": event.guild,
        }
        await self.gateway.tell(event.guild, "GUILD_SCHEDULED_EVENT_USER_ADD", told, EVENTS)

    async def react(self, user: User, message: Message, emoji: str) -> None:
        """Add an emoji to a message."""
        message.reactions.setdefault(emoji, []).append(user.id)

    async def _member_changed(self, user: User, guild: Guild) -> None:
        told = payloads.member(guild, guild.members[user.id]) | {"guild_id": guild.id}
        intent = 0 if user is self.bot else MEMBERS  # of itself an app hears without it
        await self.gateway.tell(guild.id, "GUILD_MEMBER_UPDATE", told, intent)

    async def deny(self, channel: Channel, who: User | Role, *names: str) -> None:
        """Forbid somebody something in a channel, and send the app the change."""
        self.forbid(channel, who, *names)
        await self.change_channel(channel)

    async def grant(self, channel: Channel, who: User | Role, *names: str) -> None:
        """Allow somebody something in a channel, and send the app the change."""
        self.allow(channel, who, *names)
        await self.change_channel(channel)
