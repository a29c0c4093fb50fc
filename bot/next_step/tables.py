"""The table of what was suggested to people."""

from sqlalchemy import Column, Index, Text

from bot.store.columns import required, table
from bot.store.types import Flag, Moment

# Secret: what was suggested to somebody. Only the choice of their next step may read it.
next_step = table(
    "next_step",
    required("person"),
    required("kind"),  # event, table, lunch, opening, start
    required("thing"),  # the number or the name of what was suggested
    Column("other", Text),  # the colleague for a lunch
    required("passed", Flag),  # they said that it is not for them
    required("at", Moment),
    Index("ix_next_step_person", "workspace", "person"),
    Index("ix_next_step_aged", "workspace", "at"),
)
