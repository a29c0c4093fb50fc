"""Keep which rounds an organiser moved or leaves out."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    column = sa.Column("changes", sa.Text, nullable=False, server_default=sa.text("'[]'"))
    op.add_column("pairing_program", column)


def downgrade() -> None:
    """Take back."""
    op.drop_column("pairing_program", "changes")
