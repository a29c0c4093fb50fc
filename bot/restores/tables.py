"""The table of restores."""

from sqlalchemy import Column, Index, Text

from bot.store.columns import required, table
from bot.store.types import Moment

# A workspace was restored from a backup while something was due. States: asked, resume (do it),
# let_go.
restore = table(
    "restore",
    Column("made_at", Moment),  # of when the backup is, if it says so
    required("restored_at", Moment),
    required("until", Moment),  # when all is let go, if nobody decides
    required("state"),
    Column("decided_by", Text),  # empty: nobody did in time
    Index("ix_restore_aged", "workspace", "restored_at"),
)
