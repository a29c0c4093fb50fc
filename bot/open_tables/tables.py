"""The tables of open tables: hosts, seats, mergers, and usual lunches."""

from sqlalchemy import Column, Index, Integer, Text, UniqueConstraint, false

from bot.store.columns import reference, required, table
from bot.store.types import Flag, Json, Moment

# A lunch that others can join. States: open, closed (over), cancelled (called off, or everybody
# left), merged.
open_table = table(
    "open_table",
    required("host"),
    required("channel"),
    required("channel_name", server_default=""),
    required("place", server_default=""),
    required("topic", server_default=""),
    required("zone"),  # IANA, the host's
    required("starts_at", Moment),
    required("seats", Integer),  # the host's included
    required("state"),
    # Mingle opened it for people who usually eat at this time.
    required("usual", Flag, server_default=false()),
    Column("last_called", Moment),
    reference("merged_into", "open_table", nullable=True),
    Index("ix_open_table_state", "workspace", "state", "starts_at"),
    Index("ix_open_table_aged", "workspace", "starts_at"),
)

seat = table(
    "seat",
    reference("table", "open_table"),
    required("person"),
    required("taken_at", Moment),
    UniqueConstraint("table", "person"),
    Index("ix_seat_person", "workspace", "person"),
)

# Two half-empty tables that may join: the people of `moves` go to `stays` if both hosts agree.
table_merger = table(
    "table_merger",
    reference("stays", "open_table"),
    reference("moves", "open_table"),
    Column("stays_agrees", Flag),
    Column("moves_agrees", Flag),
    required("until", Moment),
    UniqueConstraint("stays", "moves"),
)

usual_lunch = table(
    "usual_lunch",
    required("person"),
    required("weekdays", Json(tuple[int, ...])),  # Monday is 0
    required("time", Text),  # "12:30", in the person's zone
    required("channel"),
    required("channel_name", server_default=""),
    UniqueConstraint("workspace", "person"),
)
