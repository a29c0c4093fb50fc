"""Keep the working days, hours, quiet hours and days off of people, channels and workspaces."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "hours_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=True),
        sa.Column("quiet", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), server_default="", nullable=False),
        sa.Column("blackout", sa.Text(), server_default="[]", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_setting")),
        sa.UniqueConstraint("workspace", "about", name=op.f("uq_hours_setting_workspace_about")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("hours_setting")
