"""Keep what was asked after a restore."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "restore",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("made_at", types.Moment(), nullable=True),
        sa.Column("restored_at", types.Moment(), nullable=False),
        sa.Column("until", types.Moment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restore")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("restore")
