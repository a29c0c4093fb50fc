"""Keep by which card somebody was introduced before an event."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "event_introduction", sa.Column("card", sa.Text(), server_default="", nullable=False)
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("event_introduction", "card")
