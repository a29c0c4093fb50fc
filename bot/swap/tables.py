"""The tables of swaps with other companies."""

from sqlalchemy import Column, Index, Integer, UniqueConstraint, false, text

from bot.store.columns import reference, required, table
from bot.store.types import Flag, Moment

# An agreement with another install. States: invited, active, ended.
swap = table(
    "swap",
    required("code"),  # names it on both sides
    required("side"),  # leads, follows
    required("own_name"),
    required("name"),  # of the other company; empty until they answer
    required("address"),  # where the other side is asked; empty on the side that follows
    required("place"),  # the meeting point
    required("zone"),
    required("own_keys"),  # sealed
    required("their_keys"),  # public
    required("state"),
    required("number", Integer, server_default=text("0")),  # of the latest turn
    required("closed", server_default=""),  # the latest month that has settled, "2026-03"
    Column("next_at", Moment),  # when the next turn is due
    Column("contact_at", Moment),  # when a turn and its answer were exchanged last
    required("made_at", Moment),
    Column("ended_at", Moment),
    UniqueConstraint("workspace", "code"),
    Index("ix_swap_code", "code"),
)

# Who agreed to be traded with one company, and what of them.
swap_member = table(
    "swap_member",
    reference("swap", "swap"),
    required("person"),
    required("field"),
    required("topic"),
    required("ref"),  # names them to the other side
    required("at", Moment),
    UniqueConstraint("workspace", "swap", "person"),
)

# A lunch with somebody of the other company. States: proposed, standing, off.
swap_lunch = table(
    "swap_lunch",
    reference("swap", "swap"),
    required("code"),  # names it on both sides
    required("person"),
    required("own_ref"),  # names them to the other side
    required("other_ref"),
    required("other_name"),
    required("other_field"),
    required("other_topic"),
    required("starts_at", Moment),
    required("state"),
    required("confirmed", Flag, server_default=false()),  # the other side knows of this state
    Column("told_at", Moment),  # when our person was introduced
    UniqueConstraint("swap", "code"),
    Index("ix_swap_lunch_person", "workspace", "person"),
    Index("ix_swap_lunch_aged", "workspace", "starts_at"),
)

# What crossed, by its fingerprint: the same on both sides. A turn is "sent" on the side that leads
# until it is known that it arrived.
swap_log = table(
    "swap_log",
    reference("swap", "swap"),
    required("number", Integer),
    required("kind"),  # sent, turn, answer
    required("digest"),
    required("at", Moment),  # as it says itself
    UniqueConstraint("swap", "number", "kind"),
    Index("ix_swap_log_aged", "workspace", "at"),
)
