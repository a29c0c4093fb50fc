"""The table of working time: what people and organisers set; the rest is usual office hours."""

from datetime import date, time

from sqlalchemy import Column, UniqueConstraint

from bot.store.columns import required, table
from bot.store.types import Json

# Whose it is: a person's id, a channel's, or an empty text for the whole workspace. What is NULL
# or empty comes from the channel, from the workspace, or from the usual.
hours_setting = table(
    "hours_setting",
    required("about"),
    Column("week", Json(tuple[tuple[time, time] | None, ...])),  # seven days, from Monday on
    Column("quiet", Json(tuple[time, time])),
    required("region", server_default=""),  # whose public holidays: DE, GB-SCT; none
    required("blackout", Json(tuple[tuple[date, date], ...]), server_default="[]"),
    UniqueConstraint("workspace", "about"),
)
