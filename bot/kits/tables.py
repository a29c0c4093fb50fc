"""The tables of plans, their steps and who is asked to do one, and of kits of organisers' own."""

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
    Column("own_kit", Integer),  # the version of a kit that organisers wrote, if it is from one
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
    Index("ix_plan_step_owner", "workspace", "owner"),
)

# A colleague who was asked in private to do a step. States: asked, yes, no, over (nobody answered).
plan_request = table(
    "plan_request",
    reference("plan_step", "plan_step"),
    required("asker"),
    required("person"),
    required("state"),
    required("at", Moment),
    required("until", Moment),  # when silence is an answer
)

# One version of a kit that an organiser changed or added. States: on, off, old, hidden.
own_kit = table(
    "own_kit",
    required("kit"),  # the name of the kit, over all versions
    required("words"),  # TOML
    required("added_by"),
    required("added_at", Moment),
    required("state"),
    Index("ix_own_kit_workspace_state", "workspace", "state"),
)
