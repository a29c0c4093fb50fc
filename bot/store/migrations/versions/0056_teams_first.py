"""Keep whether people of different teams, or of the same team, come first in a program."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "pairing_program", sa.Column("teams", sa.Text(), server_default="any", nullable=False)
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("pairing_program", "teams")
