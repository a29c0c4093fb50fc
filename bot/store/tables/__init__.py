"""Name every table, a module for each thing Mingle does."""

from bot.store.tables.attention import muted
from bot.store.tables.base import metadata
from bot.store.tables.core import effect, inbound, living, note, occurrence, received
from bot.store.tables.people import avoidance, channel_member, person

__all__ = [
    "avoidance",
    "channel_member",
    "effect",
    "inbound",
    "living",
    "metadata",
    "muted",
    "note",
    "occurrence",
    "person",
    "received",
]
