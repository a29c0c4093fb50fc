"""The tables of learnings: what people wrote, and where it was posted."""

from sqlalchemy import Index, UniqueConstraint

from bot.core.tables import SUBJECT
from bot.store.columns import reference, required, table
from bot.store.types import Day, Moment

# `share` is private (only for its author), named or unnamed; hidden by an organiser, or withdrawn
# by its author after that.
learning = table(
    "learning",
    required("person"),
    required("share"),
    required("text"),
    required("about", SUBJECT),  # "group:12", "prompt:3"
    required("at", Moment),
    UniqueConstraint("workspace", "person", "about"),
    Index("ix_learning_about", "workspace", "about"),
    Index("ix_learning_aged", "workspace", "at"),
)

# The recap of one month in one channel: learnings from what the channel was invited to.
monthly_recap = table(
    "monthly_recap",
    required("channel"),
    required("zone"),
    required("month", Day),  # its first day
    UniqueConstraint("workspace", "channel", "month"),
)

# The channels in which a learning was posted, once each, and the subject of the message:
# "learnings:4" or "thanks:12".
learning_announcement = table(
    "learning_announcement",
    reference("learning", "learning"),
    required("channel"),
    required("subject", SUBJECT),
    UniqueConstraint("learning", "channel"),
    Index("ix_learning_announcement_subject", "workspace", "subject"),
)
