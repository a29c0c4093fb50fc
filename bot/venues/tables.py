"""Lay out venues: where people can go, when they went, and what they privately thought of it."""

from sqlalchemy import Column, Index, Integer, UniqueConstraint, false, text

from bot.store.columns import reference, required, table
from bot.store.types import Flag, Json, Moment

# States: open, proposed (a member's idea), declined, closed (taken off the list; its visits stay).
venue = table(
    "venue",
    required("name"),
    required("folded"),  # the name without capitals: one venue a name
    required("address", server_default=""),
    required("part", server_default=""),  # part of town
    required("map_link", server_default=""),
    Column("capacity", Integer),  # none: nobody knows
    required("price", Integer, server_default=text("0")),  # 1 to 3; 0: nobody knows
    required("step_free", Flag, server_default=false()),
    required("quiet", Flag, server_default=false()),
    required("alcohol_free", Flag, server_default=false()),  # a good menu without alcohol
    required("diets", Json(tuple[str, ...]), server_default="[]"),
    required("opening", server_default=""),
    required("good_for"),  # evening, lunch, both
    required("state"),
    required("added_by", server_default=""),
    required("added_at", Moment),
    UniqueConstraint("workspace", "folded"),
)

# An event of ours at a venue: when it takes place, and whether, the event itself tells.
outing = table(
    "outing",
    reference("event", "event"),
    reference("venue", "venue", nullable=True),
    reference("happy_hour", "happy_hour", nullable=True),
    reference("poll", "poll", nullable=True),
    UniqueConstraint("event"),
)

# What one who went thought of the place: only totals of five and more are ever shown.
venue_thumb = table(
    "venue_thumb",
    reference("venue", "venue"),
    reference("event", "event"),
    required("person"),
    required("up", Flag),
    required("at", Moment),
    UniqueConstraint("event", "person"),
    Index("ix_venue_thumb_at", "workspace", "at"),
)
