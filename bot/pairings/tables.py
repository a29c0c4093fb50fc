"""SQL tables of lunch pairings: programs, memberships, rounds, and the groups of each round."""

from datetime import date, datetime

from sqlalchemy import Column, Index, Integer, UniqueConstraint, false, text

from bot.matching.model import Reason
from bot.pairings.rounds.snapshot import Snapshot
from bot.store.columns import reference, required, table
from bot.store.types import Day, Flag, Json, Moment

# The lunch pairings of one channel.
circle = table(
    "circle",
    required("channel"),
    required("channel_name"),
    required("rule"),  # RFC 5545
    required("start", Day),
    required("time"),  # "10:00", in the zone
    required("zone"),  # IANA
    required("size", Integer),
    required("blackout", Json(tuple[tuple[date, date], ...])),
    required("same_office", Flag),
    required("active", Flag),
    UniqueConstraint("workspace", "channel"),
)

# Who takes part in a program. States: asked, in, out, paused (after rounds of silence).
membership = table(
    "membership",
    reference("circle", "circle"),
    required("person"),
    required("state"),
    required("since", Moment),
    Column("clicked_at", Moment),
    required("silent_rounds", Integer, server_default=text("0")),
    UniqueConstraint("circle", "person"),
    Index("ix_membership_workspace_person", "workspace", "person"),
)

# One draw of a program. States: drawn, closed. The snapshot and the seed make it repeatable.
lunch_round = table(
    "lunch_round",
    reference("circle", "circle"),
    required("local_date", Day),
    required("seed"),
    required("state"),
    required("drawn_at", Moment),
    required("midpoint", Moment),
    required("ends_at", Moment),
    required("size", Integer),
    required("inputs", Json(Snapshot)),
    UniqueConstraint("circle", "local_date"),
    Index("ix_lunch_round_workspace_drawn", "workspace", "drawn_at"),
)

# One person sits out one round.
skip = table(
    "skip",
    reference("circle", "circle"),
    required("local_date", Day),
    required("person"),
    UniqueConstraint("circle", "local_date", "person"),
)

# People matched with each other. States: open, met, called_off (fewer than two can make it),
# rescued (the others were rematched), alone (one person whom the draw left out).
lunch_group = table(
    "lunch_group",
    reference("round", "lunch_round"),
    required("state"),
    # Made after the draw, from people whose group fell apart.
    required("by_rescue", Flag, server_default=false()),
    required("opener", Integer),
    required("reasons", Json(tuple[Reason, ...])),
    required("slots", Json(tuple[datetime, ...])),  # when all of them are free, soonest first
    required("meet_at", Moment),  # the time we propose
)

group_member = table(
    "group_member",
    reference("group", "lunch_group"),
    required("person"),
    required("answer", server_default="none"),  # none, met, not_yet, cant
    Column("answered_at", Moment),
    required("waiting", Flag, server_default=false()),  # asked to be introduced to somebody else
    UniqueConstraint("group", "person"),
    Index("ix_group_member_workspace_person", "workspace", "person"),
)
