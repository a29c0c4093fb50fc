"""Lay out people: who they are, what they told us about themselves, and whom they rather not
meet."""

from sqlalchemy import Column, Index, UniqueConstraint, false

from bot.store.columns import required, table
from bot.store.types import Day, Flag, Json, Moment

person = table(
    "person",
    required("person"),  # the platform's id, with the workspace in front
    required("name"),
    required("zone"),  # IANA
    required("team", server_default=""),
    required("manager", server_default=""),
    required("office", server_default=""),
    required("mode", server_default="either"),  # person, remote, either
    required("interests", Json(tuple[str, ...]), server_default="[]"),
    required("slots", Json(tuple[str, ...]), server_default="[]"),  # "tue-1230"
    required("offers", Json(tuple[str, ...]), server_default="[]"),
    required("wants", Json(tuple[str, ...]), server_default="[]"),
    required(
        "organiser", Flag, server_default=false()
    ),  # as the platform said when they last did something
    required("gone", Flag, server_default=false()),  # left the workspace
    Column("paused_until", Day),
    Column("profile_at", Moment),
    required("since", Moment),
    UniqueConstraint("workspace", "person"),
)

# A secret: `person` would rather not meet `other`. Only the matcher reads it, and the one who wrote
# it.
avoidance = table(
    "avoidance",
    required("person"),
    required("other"),
    UniqueConstraint("workspace", "person", "other"),
)

# Who is in which channel, as the platform last told it.
channel_member = table(
    "channel_member",
    required("channel"),
    required("person"),
    UniqueConstraint("workspace", "channel", "person"),
    Index("ix_channel_member_person", "workspace", "person"),
)
