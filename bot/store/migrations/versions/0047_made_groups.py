"""Find the groups of a week that were made after their draw without reading those of years."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    where = sa.text("made_at IS NOT NULL")
    op.create_index(
        "ix_pairing_group_made",
        "pairing_group",
        ["workspace", "made_at"],
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_pairing_group_made", "pairing_group")
