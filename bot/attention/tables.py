"""Lay out what people do not wish to hear."""

from sqlalchemy import UniqueConstraint

from bot.store.columns import required, table

# A rule that a person turned off: nothing it sends reaches them until they turn it on again.
muted = table(
    "muted",
    required("person"),
    required("rule"),
    UniqueConstraint("workspace", "person", "rule"),
)
