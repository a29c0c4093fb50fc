"""Keep what was suggested to people, so that nothing is suggested twice in a row."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "next_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=True),
        sa.Column("passed", types.Flag(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_step")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_next_step_person", "next_step", ["workspace", "person"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_next_step_person", table_name="next_step")
    op.drop_table("next_step")
