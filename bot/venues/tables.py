"""The tables of venues, of events that took place there, and of what guests privately thought."""

from sqlalchemy import Column, Index, Integer, UniqueConstraint, false, text

from bot.store.columns import reference, required, table
from bot.store.types import Flag, Json, Moment

# States: open, proposed (by a member), declined, closed (off the list; its visits are kept).
venue = table(
    "venue",
    required("name"),
    required("folded"),  # the name, case-folded: names are unique without regard to case
    required("address", server_default=""),
    required("town", server_default=""),
    required("part", server_default=""),  # part of town
    required("map_link", server_default=""),
    Column("capacity", Integer),  # null: unknown
    required("price", Integer, server_default=text("0")),  # 1 to 3; 0: unknown
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

# An event that Mingle created, and its venue. Time and state are columns of the event.
venue_visit = table(
    "venue_visit",
    reference("event", "event"),
    reference("venue", "venue", nullable=True),
    reference("happy_hour", "happy_hour", nullable=True),
    reference("poll", "poll", nullable=True),
    UniqueConstraint("event"),
    Index("ix_venue_visit_workspace", "workspace"),
)

# A guest's private opinion of a venue after an event. Only totals of five and more are shown.
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
