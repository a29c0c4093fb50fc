"""Tables of associations, their chapters, members and openings."""

from sqlalchemy import Index, UniqueConstraint, false

from bot.store.columns import pointer, reference, required, table
from bot.store.types import Day, Flag, Moment

association = table(
    "association",
    required("name"),
    required("folded"),  # the name in lower case, unique
    required("about", server_default=""),
    required("link", server_default=""),
    required("added_by"),
    required("added_at", Moment),
    UniqueConstraint("workspace", "folded"),
)

# A local chapter; its next meeting is the soonest event that its source lists.
chapter = table(
    "chapter",
    reference("association", "association"),
    required("name"),
    required("folded"),
    required("link", server_default=""),  # the address of its source
    pointer("source", "source"),
    required("added_by"),
    required("added_at", Moment),
    UniqueConstraint("association", "folded"),
)

# What one person said about themselves and an association; private unless they are open about it.
association_member = table(
    "association_member",
    reference("association", "association"),
    pointer("chapter", "chapter"),
    required("person"),
    required("standing"),  # openly, privately, no
    required("tell", Flag, server_default=false()),  # of its openings
    UniqueConstraint("association", "person"),
)

# Something to stand for, apply to or hand in by a date, of an association or an event. States:
# open, closed. Nobody added what was read in an event's description.
opening = table(
    "opening",
    reference("association", "association", nullable=True),
    reference("chapter", "chapter", nullable=True),
    reference("event", "event", nullable=True),
    required("kind"),  # election, committee, papers, prices, role, other
    required("title"),
    required("details", server_default=""),
    required("link", server_default=""),
    required("due", Day),
    required("zone"),  # IANA, where the deadline is
    required("state"),
    required("added_by"),
    required("added_at", Moment),
    Index("ix_opening_due", "workspace", "due"),
)

# Whether somebody wants to be reminded of an opening; overrides their choice on the association.
opening_interest = table(
    "opening_interest",
    reference("opening", "opening"),
    required("person"),
    required("wants", Flag),
    UniqueConstraint("opening", "person"),
)

# Somebody would second a colleague for an opening; whom it fits may read their name if they agreed.
opening_second = table(
    "opening_second",
    reference("opening", "opening"),
    required("person"),
    required("named", Flag),
    required("at", Moment),
    UniqueConstraint("opening", "person"),
)
