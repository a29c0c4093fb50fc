"""Keep when somebody started here, and since when their first ninety days are spread."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "newcomer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("started_on", types.Day(), nullable=True),
        sa.Column("said", types.Flag(), nullable=False),
        sa.Column("spread_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newcomer")),
        sa.UniqueConstraint("workspace", "person", name=op.f("uq_newcomer_workspace_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("newcomer")
