"""Shapes of Discord's answers, as far as Mingle reads them, by discord.py's names of the calls."""

from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import Meta, Struct

Snowflake = Annotated[str, Meta(pattern=r"^[0-9]{1,20}$")]


class Thing(Struct):
    """Anything that has an id."""

    id: Snowflake


class OwnMessage(Struct):
    """A message and its author."""

    id: Snowflake
    author: Thing


class RegisteredCommand(Struct):
    """A command that Discord knows now."""

    id: Snowflake
    name: str
    type: int = 1


class ActiveThreads(Struct):
    """The threads of a server that are not archived."""

    threads: list[Thing]


SHAPES: Mapping[str, Any] = {
    "bulk_upsert_global_commands": list[RegisteredCommand],
    "create_guild_scheduled_event": Thing,
    "get_active_threads": ActiveThreads,
    "get_all_guild_channels": list[Thing],
    "get_guild": Thing,
    "get_member": dict[str, Any],
    "get_scheduled_events": list[Thing],
    "logs_from": list[OwnMessage],
    "send_message": Thing,
    "start_private_message": Thing,
    "start_thread_without_message": Thing,
}
