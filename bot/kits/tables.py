"""The tables of plans: what somebody starts, and its steps."""

from sqlalchemy import Column, Index, Integer, Text

from bot.store.columns import reference, required, table
from bot.store.types import Day, Moment

# Something that somebody started from a kit. States: open, done, dropped.
plan = table(
    "plan",
    required("kit"),
    required("starter"),
    required("channel"),
    required("channel_name"),
    required("zone"),  # IANA
    required("day", Day),  # of the event itself
    Column("event", Integer),  # once it is in the calendar
    required("state"),
    required("made_at", Moment),
    Index("ix_plan_workspace_state", "workspace", "state"),
)

# One step of a plan. States: open, done, dropped.
plan_step = table(
    "plan_step",
    reference("plan", "plan"),
    required("step"),  # its name in the kit
    required("due", Day),
    Column("owner", Text),  # who said that they do it; nobody once they have left
    required("state"),
)
