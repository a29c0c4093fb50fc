"""JSON as Discord sends it: people, guilds, channels, messages, events and interactions."""

from typing import Any

from tests.doubles.discord import permissions
from tests.doubles.discord.core import Core
from tests.doubles.discord.state import (  # fmt: skip
    TYPES,
    Attachment,
    Channel,
    Command,
    Guild,
    Interaction,
    Json,
    Member,
    Message,
    Role,
    ScheduledEvent,
    User,
    iso,
)


def user(who: User) -> Json:
    """Return a user."""
    told: Json = {
        "id": who.id, "username": who.name.lower().replace(" ", "_"),
        "global_name": None if who.bot else who.name,
        "discriminator": "0", "avatar": None, "public_flags": 0, "flags": 0, "bot": who.bot,
        "primary_guild": None,
    }  # fmt: skip
    return told | ({"system": True} if who.system else {})


def member(guild: Guild, one: Member, *, whole: bool = True) -> Json:
    """Return a member of a guild."""
    told: Json = {
        "nick": one.nick, "roles": one.roles, "joined_at": iso(one.joined_at), "deaf": False,
        "mute": False,
        "flags": 0, "pending": one.pending, "avatar": None, "banner": None, "premium_since": None,
        "communication_disabled_until": iso(one.timed_out_until) if one.timed_out_until else None,
    }  # fmt: skip
    return told | ({"user": user(one.user)} if whole else {})


def role(one: Role) -> Json:
    """Return a role."""
    return {
        "id": one.id, "name": one.name, "permissions": str(one.permissions),
        "position": one.position, "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": one.managed, "mentionable": one.mentionable, "icon": None, "unicode_emoji": None,
        "flags": 0,
    }  # fmt: skip


def channel(core: Core, one: Channel) -> Json:
    """Return a channel, thread or direct message."""
    last = one.messages[-1].id if one.messages else None
    told: Json = {"id": one.id, "type": TYPES[one.kind], "last_message_id": last, "flags": 0}
    if one.kind == "dm":
        others = [core.users[id_] for id_ in one.members if id_ != core.bot.id]
        return told | {"recipients": [user(other) for other in others]}
    told |= {
        "guild_id": one.guild,
        "name": one.name,
        "parent_id": one.parent or None,
        "rate_limit_per_user": 0,
    }
    if one.is_thread:
        return told | _thread(core, one)
    return told | {
        "position": one.position, "topic": one.topic, "nsfw": False, "last_pin_timestamp": None,
        "permission_overwrites": _overwrites(core, one),
    }  # fmt: skip


def thread_member(thread: Channel, who: str) -> Json:
    """Return a member of a thread."""
    return {"id": thread.id, "user_id": who, "join_timestamp": iso(_born(thread)), "flags": 0}


def guild(core: Core, one: Guild, *, members: bool = True) -> Json:
    """Return a guild as GUILD_CREATE does; without the members intent it lists the bot alone."""
    told = partial_guild(one)
    seen = [place for place in one.channels.values() if permissions.sees(one, core.bot.id, place)]
    people = list(one.members.values()) if members else [one.members[core.bot.id]]
    return told | {
        "joined_at": iso(one.members[core.bot.id].joined_at), "large": False, "unavailable": False,
        "member_count": len(one.members), "voice_states": [], "presences": [],
        "stage_instances": [],
        "soundboard_sounds": [], "members": [member(one, person) for person in people],
        "channels": [channel(core,
        place) for place in one.channels.values() if not place.is_thread],
        "threads": [channel(core,
        place) for place in seen if place.is_thread and not place.archived],
        "guild_scheduled_events": [event(core, happening) for happening in one.events.values()],
    }  # fmt: skip


def partial_guild(one: Guild) -> Json:
    """Return a guild without its contents."""
    return {
        "id": one.id, "name": one.name, "owner_id": one.owner, "icon": None, "splash": None,
        "discovery_splash": None,
        "banner": None, "description": None, "afk_channel_id": None, "afk_timeout": 300,
        "verification_level": 1,
        "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0, "premium_progress_bar_enabled": False, "preferred_locale": one.locale,
        "features": [],
        "emojis": [], "stickers": [], "system_channel_id": None, "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None, "safety_alerts_channel_id": None,
        "vanity_url_code": None,
        "home_header": None, "incidents_data": None, "max_members": 500_000, "max_presences": None,
        "nsfw": False,
        "max_stage_video_channel_users": 50, "max_video_channel_users": 25,
        "premium_subscription_count": 0,
        "widget_channel_id": None, "widget_enabled": False,
        "application_id": None, "region": "deprecated",
        "roles": [role(each) for each in one.roles.values()],
    }  # fmt: skip


def message(core: Core, one: Message, reader: str = "") -> Json:
    """Return a message, without the `guild_id` that gateway events add."""
    told: Json = {
        "id": one.id, "type": one.type, "channel_id": one.channel,
        "author": user(core.users[one.author]),
        "content": one.content, "timestamp": iso(one.at),
        "edited_timestamp": iso(one.edited_at) if one.edits else None,
        "tts": False, "mention_everyone": "@everyone" in one.pings or "@here" in one.pings,
        "flags": one.flags,
        "mentions": [user(core.users[ping]) for ping in one.pings if ping in core.users],
        "mention_roles": _roles_pinged(core, one), "attachments": [attachment(core,
        file) for file in one.attachments],
        "embeds": one.embeds, "components": one.components, "pinned": one.pinned,
        "reactions": _reactions(core, one),
    }  # fmt: skip
    told |= {"nonce": one.nonce} if one.nonce is not None else {}
    told |= {"message_reference": one.reference} if one.reference else {}
    told |= {"poll": one.poll} if one.poll else {}
    if one.author == core.bot.id and one.interaction:
        told |= {"application_id": core.app.id, "webhook_id": core.app.id}
        person = user(core.users[one.interaction_user])
        told["interaction_metadata"] = {
            "id": one.interaction,
            "type": 2,
            "user": person,
            "authorizing_integration_owners": {"0": one.guild or "0"},
        }
    if one.thread and (thread := core.channels.get(one.thread)):
        told["thread"] = channel(core, thread)
    return told


def attachment(core: Core, file: Attachment) -> Json:
    """Return an attachment."""
    url = core.url.replace("/api/v10", f"/attachments/{file.id}/{file.filename}")
    told: Json = {
        "id": file.id,
        "filename": file.filename,
        "size": len(file.content),
        "url": url,
        "proxy_url": url,
    }
    described = {"description": file.description} if file.description else {}
    return told | {"content_type": file.content_type, "flags": 0, **described, **file.lies}


def event(core: Core, one: ScheduledEvent) -> Json:
    """Return a scheduled event."""
    given = one.content
    return {
        "id": one.id, "guild_id": one.guild, "channel_id": given.get("channel_id"),
        "creator_id": one.creator,
        "name": given["name"], "description": given.get("description"), "status": one.status,
        "entity_id": None,
        "scheduled_start_time": given["scheduled_start_time"],
        "scheduled_end_time": given.get("scheduled_end_time"),
        "privacy_level": given["privacy_level"], "entity_type": given["entity_type"], "image": None,
        "entity_metadata": given.get("entity_metadata"), "user_count": len(one.interested),
        "recurrence_rule": given.get("recurrence_rule"), "creator": user(core.users[one.creator]),
        "guild_scheduled_event_exceptions": [],
    }  # fmt: skip


def command(core: Core, one: Command) -> Json:
    """Return a registered command."""
    told: Json = {
        "id": one.id, "application_id": core.app.id, "version": one.version, "type": one.type,
        "nsfw": False,
        "description": "", "default_member_permissions": None, "integration_types": [0],
        "contexts": None,
        "dm_permission": True, "name_localizations": None, "description_localizations": None,
    }  # fmt: skip
    given = {key: value for key, value in one.content.items() if value is not None}
    if "default_member_permissions" in given:
        given["default_member_permissions"] = str(given["default_member_permissions"])
    return told | given | ({"guild_id": one.guild} if one.guild else {})


def interaction(core: Core, one: Interaction, data: Json | None, **more: Any) -> Json:
    """Return an interaction."""
    place = core.channels[one.channel]
    told: Json = {
        "id": one.id, "application_id": core.app.id, "type": one.type, "token": one.token,
        "version": 1,
        "channel_id": place.id, "channel": channel(core, place) | {"permissions": "0"},
        "locale": one.user.locale,
        "entitlements": [], "attachment_size_limit": 10 * 1024**2, "context": 0 if one.guild else 1,
    }  # fmt: skip
    told |= {"data": data} if data is not None else {}
    if not one.guild:
        dm: Json = {
            "user": user(one.user),
            "app_permissions": "0",
            "authorizing_integration_owners": {"0": "0"},
        }
        return told | dm | more
    where = core.guilds[one.guild]
    has = permissions.held(where, one.user.id, place)
    told["channel"]["permissions"] = str(has)
    who = member(where, where.members[one.user.id]) | {"permissions": str(has)}
    told |= {
        "guild_id": where.id,
        "guild": {"id": where.id, "locale": where.locale, "features": []},
        "member": who,
    }
    told |= {
        "guild_locale": where.locale,
        "app_permissions": str(permissions.held(where, core.bot.id, place)),
    }
    return told | {"authorizing_integration_owners": {"0": where.id}} | more


def resolved(core: Core, guild_id: str, ids: list[str]) -> Json:
    """Return what an interaction refers to."""
    found: Json = {}
    where = core.guilds.get(guild_id)
    for id_ in ids:
        if id_ in core.users:
            found.setdefault("users", {})[id_] = user(core.users[id_])
            if where and id_ in where.members:
                seen = member(where, where.members[id_], whole=False) | {
                    "permissions": str(permissions.held(where, id_))
                }
                found.setdefault("members", {})[id_] = seen
        elif id_ in core.handed:
            found.setdefault("attachments", {})[id_] = attachment(core, core.handed[id_]) | {
                "ephemeral": True
            }
        elif where and id_ in where.roles:
            found.setdefault("roles", {})[id_] = role(where.roles[id_])
        elif where and id_ in where.channels:
            seen = channel(core, where.channels[id_]) | {"permissions": str(permissions.ALL)}
            found.setdefault("channels", {})[id_] = seen
    return found


def _thread(core: Core, one: Channel) -> Json:
    metadata = {
        "archived": one.archived, "archive_timestamp": iso(_born(one)),
        "auto_archive_duration": one.archive_after,
        "locked": one.locked, "invitable": one.invitable, "create_timestamp": iso(_born(one)),
    }  # fmt: skip
    told: Json = {
        "owner_id": one.owner, "thread_metadata": metadata, "message_count": len(one.messages),
        "total_message_sent": len(one.messages), "member_count": min(len(one.members), 50),
    }  # fmt: skip
    return told | (
        {"member": thread_member(one, core.bot.id)} if core.bot.id in one.members else {}
    )


def _born(thread: Channel) -> float:
    return Message(thread.id, "", "", "").at


def _overwrites(core: Core, one: Channel) -> list[Json]:
    roles = core.guilds[one.guild].roles
    return [
        {"id": id_, "type": 0 if id_ in roles else 1, "allow": str(allow), "deny": str(deny)}
        for id_, (allow, deny) in one.overwrites.items()
    ]


def _roles_pinged(core: Core, one: Message) -> list[str]:
    where = core.guilds.get(one.guild)
    return [ping for ping in one.pings if where and ping in where.roles]


def _reactions(core: Core, one: Message) -> list[Json]:
    return [
        {
            "emoji": {"id": None, "name": emoji}, "count": len(who), "me": core.bot.id in who,
            "me_burst": False,
            "count_details": {"normal": len(who), "burst": 0}, "burst_colors": [],
        }
        for emoji, who in one.reactions.items()
    ]  # fmt: skip
