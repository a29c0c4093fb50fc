"""Keep which colleagues are asked to do a step of a plan."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "plan_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("plan_step", sa.Integer(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("until", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_step"],
            ["plan_step.id"],
            name=op.f("fk_plan_request_plan_step_plan_step"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_request")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_plan_request_plan_step"), "plan_request", ["plan_step"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_plan_request_plan_step"), table_name="plan_request")
    op.drop_table("plan_request")
