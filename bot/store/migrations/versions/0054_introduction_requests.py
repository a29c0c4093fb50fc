"""Keep who asked to be introduced to a colleague who knows about something."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "introduction_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("expert", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", types.Moment(), nullable=False),
        sa.Column("until", types.Moment(), nullable=False),
        sa.Column("declined_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introduction_request")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    for column in ("expert", "asker"):
        op.create_index(
            f"ix_introduction_request_{column}",
            "introduction_request",
            ["workspace", column, "state"],
        )


def downgrade() -> None:
    """Take back."""
    for column in ("asker", "expert"):
        op.drop_index(f"ix_introduction_request_{column}", table_name="introduction_request")
    op.drop_table("introduction_request")
