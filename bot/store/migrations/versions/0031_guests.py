"""Let hosts put people on and take them off, and let people bring guests."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "rsvp", sa.Column("guests", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("rsvp", sa.Column("placed_by", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("rsvp", "placed_by")
    op.drop_column("rsvp", "guests")
