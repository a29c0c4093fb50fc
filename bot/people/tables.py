"""The tables of people: profiles, channel members, and the secret avoid lists."""

from sqlalchemy import Column, Index, Integer, UniqueConstraint, false, text

from bot.store.columns import reference, required, table
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
    # Secret: would rather be three than two. Only they themselves and the matcher may read it.
    required("rather_three", Flag, server_default=false()),
    # As the platform said when they last did something.
    required("organiser", Flag, server_default=false()),
    required("left", Flag, server_default=false()),  # left the workspace
    Column("left_at", Moment),  # since when, as retention saw it first
    Column("paused_until", Day),
    Column("silent_until", Moment),  # until when the platform lets them write nothing
    Column("profile_at", Moment),
    # The key of the message that asked them for one line, or “joined”.
    required("line_asked_in", server_default=""),
    required("since", Moment),
    UniqueConstraint("workspace", "person"),
)

# Secret: `person` would rather not meet `other`. Only `person` and the matcher may read it.
avoidance = table(
    "avoidance",
    required("person"),
    required("other"),
    UniqueConstraint("workspace", "person", "other"),
)

# Secret: what somebody does not eat otherwise. Only `person` and the choice of a place may read it.
person_diet = table(
    "person_diet",
    required("person"),
    required("diets", Json(tuple[str, ...])),
    UniqueConstraint("workspace", "person"),
)

# Secret: the address of somebody's calendar. Only the reader of busy times may read it.
busy_calendar = table(
    "busy_calendar",
    required("person"),
    required("address"),
    Column("read_at", Moment),  # when its busy times were read last
    required("look_at", Moment),  # when they are read next
    required("tries", Integer, server_default=text("0")),  # looks begun since the last that ended
    UniqueConstraint("workspace", "person"),
)

# When somebody is busy. What with is never kept.
busy_span = table(
    "busy_span",
    reference("calendar", "busy_calendar"),
    required("starts_at", Moment),
    required("ends_at", Moment),
)

# When somebody started here, for themselves only.
newcomer = table(
    "newcomer",
    required("person"),
    Column("started_on", Day),
    required("said", Flag),  # they said or took it away themselves: a table changes it no more
    Column("spread_at", Moment),  # since when their first ninety days are spread, as they asked
    Column("event", Integer),  # the event they were told of
    required("expert", server_default=""),  # whom they could ask, and by what: "acme/ben:1a2b3c"
    Column("thanked_at", Moment),  # when their ninety days were over
    UniqueConstraint("workspace", "person"),
)

# Channel members, as of the last sync with the platform.
channel_member = table(
    "channel_member",
    required("channel"),
    required("person"),
    UniqueConstraint("workspace", "channel", "person"),
    Index("ix_channel_member_person", "workspace", "person"),
)

# Somebody whom Mingle has forgotten, by a fingerprint of their id; `bot/people/erasure_records.py`.
erasure = table(
    "erasure",
    required("fingerprint"),
    required("at", Moment),
    required("asked", Flag),  # they asked for it, and have not come back
    UniqueConstraint("workspace", "fingerprint"),
)
