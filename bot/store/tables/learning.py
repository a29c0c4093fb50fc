"""Lay out what people learned from each other."""

from sqlalchemy import Index, UniqueConstraint

from bot.store.tables.base import required, table
from bot.store.types import Moment

# Sharing: private (nobody but its author), named, unnamed.
learning = table(
    "learning",
    required("person"),
    required("share"),
    required("text"),
    required("about"),  # "group:12", "prompt:3"
    required("at", Moment),
    UniqueConstraint("workspace", "person", "about"),
    Index("ix_learning_about", "workspace", "about"),
)
