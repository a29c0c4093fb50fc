"""Lay out what people learned from each other."""

from sqlalchemy import Index, UniqueConstraint

from bot.store.columns import reference, required, table
from bot.store.types import Day, Moment

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

# What people learned in one month at what a channel was invited to, told there in one post.
learning_post = table(
    "learning_post",
    required("channel"),
    required("zone"),
    required("month", Day),  # its first day
    UniqueConstraint("workspace", "channel", "month"),
)

# Where a learning was told, and in which message ("learnings:4", "poll:12"): no channel is told
# twice.
learning_told = table(
    "learning_told",
    reference("learning", "learning"),
    required("channel"),
    required("subject"),
    UniqueConstraint("learning", "channel"),
    Index("ix_learning_told_subject", "workspace", "subject"),
)
