"""The table of who agreed to be named."""

from sqlalchemy import UniqueConstraint

from bot.store.columns import required, table
from bot.store.types import Moment

# They agreed that colleagues who ask about a topic are told their names.
named_expert = table(
    "named_expert",
    required("person"),
    required("at", Moment),
    UniqueConstraint("workspace", "person"),
)
