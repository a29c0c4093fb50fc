"""What stands in the way when Discord refuses a call: its error codes as the port's errors."""

from collections.abc import Iterable

import discord

from adapters.discord import strings
from adapters.discord.api import (
    DMS_CLOSED,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    NO_COMMON_SERVER,
    UNKNOWN_CHANNEL,
    UNKNOWN_MEMBER,
    UNKNOWN_USER,
    DiscordRefused,
)
from bot.core.platform import (
    PeopleGone,
    PeopleUnreachable,
    PermanentError,
    PermissionMissing,
    PlaceGone,
)

VIEW = "view_channel"
WRITING = (VIEW, "send_messages", "read_message_history")
POSTING = (*WRITING, "attach_files")
IN_THREADS = (VIEW, "send_messages_in_threads", "attach_files")
INTRODUCING = (*POSTING, "send_messages_in_threads", "create_private_threads")
# the channel is of a kind that takes no text, or the thread is closed for good
CLOSED_CODES = {50008, 50024, 160005}
UNREACHABLE_CODES = {DMS_CLOSED, NO_COMMON_SERVER, 50033}
GONE_CODES = {UNKNOWN_MEMBER, UNKNOWN_USER}


def name_obstacle(
    error: DiscordRefused, channel: str = "", lacking: Iterable[str] = (), person: str = ""
) -> PermanentError:
    """Return a refusal as the error that names the channel, permission or person, or as it is.

    `channel` and `person` are our ids; `lacking` is what Mingle may not do there, as Discord's
    settings call it.
    """
    if person and error.code in GONE_CODES:
        return PeopleGone(str(error), [person])
    if person and error.code in UNREACHABLE_CODES:
        return PeopleUnreachable(str(error), [person])
    if channel and (error.code == UNKNOWN_CHANNEL or error.code in CLOSED_CODES):
        return PlaceGone(str(error), channel)
    if error.code == MISSING_ACCESS:
        names = tuple(lacking) or (setting_name(VIEW),)
        remedy = strings.permissions_needed(names) if channel else str(error)
        return PermissionMissing(remedy, names, channel)
    if error.code == MISSING_PERMISSIONS:
        names = tuple(lacking) or (setting_name("send_messages"),)
        return PermissionMissing(strings.permissions_needed(names), names, channel)
    return error


def lacking_permissions(
    place: discord.abc.GuildChannel | discord.Thread, needed: Iterable[str]
) -> list[str]:
    """Return which of these permissions Mingle lacks in a place, as Discord's settings call them.

    A place that it cannot see lacks that alone.
    """
    held = place.permissions_for(place.guild.me)
    if not held.view_channel:
        return [setting_name(VIEW)]
    return [setting_name(name) for name in needed if is_lacking(held, name)]


def is_lacking(held: discord.Permissions, name: str) -> bool:
    """Return whether a permission is missing by itself.

    Who may not send messages may attach no files to them; in threads that is another matter.
    """
    if name == "attach_files" and not held.send_messages:
        return False
    return not getattr(held, name)


def setting_name(permission: str) -> str:
    """Return a permission as Discord's settings write it: "Create Private Threads"."""
    words = permission.replace("_", " ").title()
    return words.replace(" In ", " in ")
