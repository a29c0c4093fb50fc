"""Work out who may do what where, from roles and the channel's own exceptions."""

from tests.doubles.discord.state import Channel, Guild

BITS = {
    "kick_members": 1, "administrator": 3, "manage_channels": 4, "manage_guild": 5,
    "add_reactions": 6,
    "view_channel": 10, "send_messages": 11, "manage_messages": 13, "embed_links": 14,
    "attach_files": 15,
    "read_message_history": 16, "mention_everyone": 17, "change_nickname": 26, "manage_roles": 28,
    "use_application_commands": 31, "manage_events": 33, "manage_threads": 34,
    "create_public_threads": 35,
    "create_private_threads": 36, "send_messages_in_threads": 38, "create_events": 44,
    "send_polls": 49,
    "pin_messages": 51,
}  # fmt: skip
ALL = (1 << 53) - 1


def of(*names: str) -> int:
    """Return the bit mask of these permissions."""
    return sum(1 << BITS[name] for name in names)


# What a new server gives everybody, and what the invitation of a bot like ours asks for.
EVERYONE = of(
    "view_channel", "send_messages", "embed_links", "attach_files", "read_message_history",
    "mention_everyone",
    "add_reactions", "change_nickname", "use_application_commands", "create_public_threads",
    "create_private_threads",
    "send_messages_in_threads", "send_polls",
)  # fmt: skip
INVITED = of(
    "view_channel", "send_messages", "embed_links", "attach_files", "read_message_history",
    "add_reactions",
    "create_public_threads", "create_private_threads", "send_messages_in_threads", "create_events",
    "send_polls",
)  # fmt: skip


def held(guild: Guild, user: str, channel: Channel | None = None) -> int:
    """Return the permissions that somebody has in a guild, or in one of its channels."""
    if user == guild.owner:
        return ALL
    member = guild.members.get(user)
    if member is None:
        return 0
    base = guild.roles[guild.id].permissions
    for role in member.roles:
        base |= guild.roles[role].permissions
    if base & of("administrator"):
        return ALL
    if channel is None:
        return base
    place = guild.channels.get(channel.parent, channel) if channel.is_thread else channel
    return _in(guild, place, user, member.roles, base)


def may(guild: Guild, user: str, name: str, channel: Channel | None = None) -> bool:
    """Return whether somebody may do something."""
    if channel is not None and not sees(guild, user, channel):
        return False
    return bool(held(guild, user, channel) & of(name))


def sees(guild: Guild, user: str, channel: Channel) -> bool:
    """Return whether somebody can look into a channel or thread at all."""
    has = held(guild, user, channel)
    inside = (
        channel.kind != "private_thread"
        or user in channel.members
        or bool(has & of("manage_threads"))
    )
    return bool(has & of("view_channel")) and inside


def _in(guild: Guild, place: Channel, user: str, roles: list[str], base: int) -> int:
    allow, deny = place.overwrites.get(guild.id, (0, 0))
    base = base & ~deny | allow
    pairs = [place.overwrites.get(role, (0, 0)) for role in roles]
    for _, denied in pairs:
        base &= ~denied
    for allowed, _ in pairs:
        base |= allowed
    allow, deny = place.overwrites.get(user, (0, 0))
    return base & ~deny | allow
