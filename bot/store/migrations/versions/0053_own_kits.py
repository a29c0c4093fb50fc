"""Keep the kits that organisers change and add, and from which version a plan was made."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "own_kit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("kit", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", types.Moment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_kit")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_own_kit_workspace_state", "own_kit", ["workspace", "state"])
    op.add_column("plan", sa.Column("own_kit", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("plan", "own_kit")
    op.drop_index("ix_own_kit_workspace_state", table_name="own_kit")
    op.drop_table("own_kit")
