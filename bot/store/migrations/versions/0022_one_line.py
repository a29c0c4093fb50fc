"""Keep where people were asked for one line about themselves, so that it happens once."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "person", sa.Column("line_asked_in", sa.Text(), server_default="", nullable=False)
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("person", "line_asked_in")
