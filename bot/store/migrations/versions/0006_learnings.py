"""Record that a month's learnings were posted, once in each channel."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "learning_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("month", types.Day(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_post")),
        sa.UniqueConstraint(
            "workspace", "channel", "month", name=op.f("uq_learning_post_workspace_channel_month")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "learning_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("learning", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learning"],
            ["learning.id"],
            name=op.f("fk_learning_told_learning_learning"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_told")),
        sa.UniqueConstraint("learning", "channel", name=op.f("uq_learning_told_learning_channel")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_learning_told_learning"), "learning_told", ["learning"], unique=False)
    op.create_index(
        "ix_learning_told_subject", "learning_told", ["workspace", "subject"], unique=False
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_learning_told_subject", table_name="learning_told")
    op.drop_index(op.f("ix_learning_told_learning"), table_name="learning_told")
    op.drop_table("learning_told")
    op.drop_table("learning_post")
