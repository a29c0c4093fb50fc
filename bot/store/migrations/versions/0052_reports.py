"""Keep the monthly reports of organisers."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "monthly_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("month", types.Day(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("counted_at", types.Moment(), nullable=False),
        sa.Column("figures", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monthly_report")),
        sa.UniqueConstraint("workspace", "month", name=op.f("uq_monthly_report_workspace_month")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("monthly_report")
