"""Let events that people plan repeat."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "event_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("channel_name", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("start", types.Day(), nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("all_day", types.Flag(), server_default=sa.false(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("organiser", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("ended_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_series")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.add_column("event", sa.Column("series_date", types.Day(), nullable=True))
    op.create_index(
        "uq_event_series_date", "event", ["workspace", "series", "series_date"], unique=True
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("uq_event_series_date", table_name="event")
    op.drop_column("event", "series_date")
    op.drop_table("event_series")
