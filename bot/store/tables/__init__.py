"""Name every table, a module for each thing Mingle does."""

from bot.store.tables.base import metadata
from bot.store.tables.core import effect, inbound, living, note, occurrence, received
from bot.store.tables.people import avoidance, person

__all__ = ["avoidance", "effect", "inbound", "living", "metadata", "note", "occurrence", "person", "received"]
