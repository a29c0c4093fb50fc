"""Keep the days that people spend in another town."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "trip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), server_default="", nullable=False),
        sa.Column("first", types.Day(), nullable=False),
        sa.Column("last", types.Day(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trip")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_trip_person", "trip", ["workspace", "person"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_trip_person", table_name="trip")
    op.drop_table("trip")
