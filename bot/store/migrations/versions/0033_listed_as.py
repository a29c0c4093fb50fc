"""Keep what sources say of an event besides its time, and how much each lists at most."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("event", _listed_as())
    op.add_column("listing", _listed_as())
    op.add_column(
        "source",
        sa.Column("most_entries", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("source", "most_entries")
    op.drop_column("listing", "listed_as")
    op.drop_column("event", "listed_as")


def _listed_as() -> sa.Column[str]:
    return sa.Column("listed_as", sa.Text(), nullable=False, server_default="")
