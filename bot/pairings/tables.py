"""SQL tables of lunch pairings: programs, memberships, rounds, groups, and what they agree on."""

from datetime import date, datetime

from sqlalchemy import Column, Index, Integer, UniqueConstraint, false, text

from bot.matching.model import Reason
from bot.pairings.programs.round_changes import RoundChange
from bot.pairings.rounds.obstacle import Obstacle
from bot.pairings.rounds.snapshot import Snapshot
from bot.store.columns import reference, required, table
from bot.store.types import Day, Flag, Json, Moment

# The lunch pairings of one channel.
pairing_program = table(
    "pairing_program",
    required("channel"),
    required("channel_name"),
    required("recurrence"),  # RFC 5545
    required("start", Day),
    required("time"),  # "10:00", in the zone
    required("zone"),  # IANA
    required("size", Integer),
    required("blackout", Json(tuple[tuple[date, date], ...])),
    required("same_office", Flag),
    required("active", Flag),
    # Single rounds that an organiser moved or leaves out.
    required("changes", Json(tuple[RoundChange, ...]), server_default=text("'[]'")),
    required("teams", server_default="any"),  # who comes first: any, across teams, within one
    required("mentors", Flag, server_default=false()),  # who offers what another wants, first
    UniqueConstraint("workspace", "channel"),
)

# Who was asked to host the lunches of a program, with people who are drawn by lot. States: asked,
# hosting, over, taken_off by an organiser. One at most is asked or hosting.
lunch_host = table(
    "lunch_host",
    reference("program", "pairing_program"),
    required("person"),
    required("asked_by"),
    required("state"),
    required("asked_at", Moment),
    required("until", Moment),  # they can answer
    Index("ix_lunch_host_aged", "workspace", "until"),
)

# Who takes part in a program. States: asked, in, out, paused (after rounds of silence).
membership = table(
    "membership",
    reference("program", "pairing_program"),
    required("person"),
    required("state"),
    required("since", Moment),
    Column("clicked_at", Moment),
    required("silent_rounds", Integer, server_default=text("0")),
    required("once", Flag, server_default=false()),  # in for one round, then out
    UniqueConstraint("program", "person"),
    Index("ix_membership_workspace_person", "workspace", "person"),
)

# One draw of a program. States: drawn, closed. The snapshot and the seed make it repeatable.
pairing_round = table(
    "pairing_round",
    reference("program", "pairing_program"),
    required("local_date", Day),
    required("seed"),
    required("state"),
    required("drawn_at", Moment),
    required("midpoint", Moment),
    required("ends_at", Moment),
    required("size", Integer),
    required("inputs", Json(Snapshot)),
    UniqueConstraint("program", "local_date"),
    Index("ix_pairing_round_workspace_drawn", "workspace", "drawn_at"),
)

# One person sits out one round.
round_skip = table(
    "round_skip",
    reference("program", "pairing_program"),
    required("local_date", Day),
    required("person"),
    UniqueConstraint("program", "local_date", "person"),
    Index("ix_round_skip_aged", "workspace", "local_date"),
)

_MADE_LATER = text("made_at IS NOT NULL")

# People matched with each other. States: open, met, called_off (fewer than two can make it),
# rescued (the others were rematched), alone (one person whom the draw left out), late (one person
# who joined after the draw and waits for company), undone (drawn, and never introduced).
pairing_group = table(
    "pairing_group",
    reference("round", "pairing_round"),
    required("state"),
    # Made after the draw, from people who had no company.
    required("by_rematch", Flag, server_default=false()),
    Column("made_at", Moment),  # if so, when
    required("icebreaker", Integer),
    required("reasons", Json(tuple[Reason, ...])),
    required("slots", Json(tuple[datetime, ...])),  # when all of them are free, soonest first
    required("by_call", Flag, server_default=false()),  # they meet by a call, not in person
    required("unscheduled", Flag, server_default=false()),  # no working hour suits all of them
    required("meet_at", Moment),  # the time we propose, if there is one
    required("obstacles", Json(tuple[Obstacle, ...]), server_default=text("'[]'")),
    Index(
        "ix_pairing_group_made",
        "workspace",
        "made_at",
        sqlite_where=_MADE_LATER,
        postgresql_where=_MADE_LATER,
    ),
)

ABSENT = "answer IN ('out', 'cant')"

group_member = table(
    "group_member",
    reference("group", "pairing_group"),
    required("person"),
    # none, met, not_yet, cant, out (the others were introduced without them).
    required("answer", server_default="none"),
    Column("answered_at", Moment),
    required("waiting", Flag, server_default=false()),  # asked to be introduced to somebody else
    UniqueConstraint("group", "person"),
    Index("ix_group_member_workspace_person", "workspace", "person", "group"),
    # Few of those of years; a draw asks for all of them.
    Index(
        "ix_group_member_absent",
        "workspace",
        sqlite_where=text(ABSENT),
        postgresql_where=text(ABSENT),
    ),
)

# Who offered to welcome the next newcomer, and the group in which they did.
welcomer = table(
    "welcomer",
    required("person"),
    required("since", Moment),
    reference("greeted", "pairing_group", nullable=True),
    UniqueConstraint("workspace", "person"),
)

# The place that is suggested to a group. It is kept, so that the same people are sent elsewhere.
group_place = table(
    "group_place",
    reference("group", "pairing_group"),
    reference("venue", "venue"),
    UniqueConstraint("group"),
)

# A time that a group may meet at: offered when it is introduced, or proposed by a member.
group_moment = table(
    "group_moment",
    reference("group", "pairing_group"),
    required("starts_at", Moment),
    required("proposed_by", server_default=""),
    # The agreed time that it takes the place of, once it suits all.
    Column("instead_of", Moment),
    UniqueConstraint("group", "starts_at"),
)

# A member whom a moment suits.
moment_answer = table(
    "moment_answer",
    reference("moment", "group_moment"),
    required("person"),
    UniqueConstraint("moment", "person"),
)

# What a group agreed on, one row a change; the newest holds. Its number is that of the change, and
# the SEQUENCE of the calendar entry.
group_agreement = table(
    "group_agreement",
    reference("group", "pairing_group"),
    required("number", Integer),
    required("starts_at", Moment),
    required("cancelled", Flag, server_default=false()),  # no time suits all any more
    required("at", Moment),
    UniqueConstraint("group", "number"),
)
