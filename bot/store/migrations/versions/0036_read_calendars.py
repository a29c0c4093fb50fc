"""Keep when each calendar was read last: one that nobody reads rests."""

import datetime as dt

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; calendars that are there count from now."""
    op.add_column("calendar_feed", sa.Column("read_at", types.Moment(), nullable=True))
    feeds = sa.table("calendar_feed", sa.column("read_at", types.Moment()))
    op.execute(feeds.update().values(read_at=dt.datetime.now(dt.UTC)))


def downgrade() -> None:
    """Take back."""
    op.drop_column("calendar_feed", "read_at")
