"""Lay out open tables: who hosts, who sits where, which two might join, and who usually eats
when."""

from sqlalchemy import Column, Index, Integer, Text, UniqueConstraint, false

from bot.store.columns import reference, required, table
from bot.store.types import Flag, Json, Moment

# A lunch that others can join. States: open, closed (over), cancelled (called off, or left by all),
# merged.
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
    required(
        "usual", Flag, server_default=false()
    ),  # Mingle opened it for those who usually eat then
    Column("last_called", Moment),
    reference("merged_into", "open_table", nullable=True),
    Index("ix_open_table_state", "workspace", "state", "starts_at"),
)

seat = table(
    "seat",
    reference("table", "open_table"),
    required("person"),
    required("taken_at", Moment),
    UniqueConstraint("table", "person"),
    Index("ix_seat_person", "workspace", "person"),
)

# Two half-empty tables that may join: `moves` would go to `stays` if both hosts say yes.
merger = table(
    "merger",
    reference("stays", "open_table"),
    reference("moves", "open_table"),
    Column("stays_agrees", Flag),
    Column("moves_agrees", Flag),
    required("until", Moment),
    UniqueConstraint("stays", "moves"),
)

usual = table(
    "usual",
    required("person"),
    required("weekdays", Json(tuple[int, ...])),  # Monday is 0
    required("time", Text),  # "12:30", in the person's zone
    required("channel"),
    required("channel_name", server_default=""),
    UniqueConstraint("workspace", "person"),
)
