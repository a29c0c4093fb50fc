"""Keep what people add to their ladder by hand."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ladder_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder_entry")),
        sa.UniqueConstraint(
            "workspace", "person", "rung", name=op.f("uq_ladder_entry_workspace_person_rung")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("ladder_entry")
