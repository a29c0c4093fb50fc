"""The table of reasons that people turned off."""

from sqlalchemy import UniqueConstraint

from bot.store.columns import required, table

# A reason that a person turned off: no message with it reaches them until they turn it on again.
muted_reason = table(
    "muted_reason",
    required("person"),
    required("reason"),
    UniqueConstraint("workspace", "person", "reason"),
)
