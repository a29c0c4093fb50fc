"""The table of what people add to their ladder by hand."""

from sqlalchemy import UniqueConstraint

from bot.store.columns import required, table
from bot.store.types import Moment

# Secret: what somebody did elsewhere. Only they themselves may read it.
ladder_entry = table(
    "ladder_entry",
    required("person"),
    required("rung"),
    required("at", Moment),
    UniqueConstraint("workspace", "person", "rung"),
)
