"""The tables of who agreed to be named, and who asked to be introduced to them."""

from sqlalchemy import Column, Index, UniqueConstraint

from bot.store.columns import required, table
from bot.store.types import Moment

# They agreed that colleagues who ask about a topic are told their names.
named_expert = table(
    "named_expert",
    required("person"),
    required("at", Moment),
    UniqueConstraint("workspace", "person"),
)

# Somebody asks to be introduced to a colleague for what they shared. States: asked, introduced,
# over. Who said "not now" stays asked until the end, as who says nothing: the asker reads the same.
introduction_request = table(
    "introduction_request",
    required("asker"),
    required("expert"),
    required("kind"),  # of what they shared: offer, event, learning
    required("evidence"),  # a short name of it
    required("state"),
    required("asked_at", Moment),
    required("until", Moment),
    Column("declined_at", Moment),
    Index("ix_introduction_request_expert", "workspace", "expert", "state"),
    Index("ix_introduction_request_asker", "workspace", "asker", "state"),
)
