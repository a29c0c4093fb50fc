"""Keep which home tabs are open, to draw them again when something changes."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "home_tab",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("open_until", types.Moment(), nullable=False),
        sa.Column("rests_until", types.Moment(), nullable=False),
        sa.Column("due", types.Moment(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_tab")),
        sa.UniqueConstraint("workspace", "person", name=op.f("uq_home_tab_workspace_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_home_tab_due", "home_tab", ["due"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_home_tab_due", table_name="home_tab")
    op.drop_table("home_tab")
