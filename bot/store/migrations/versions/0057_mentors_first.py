"""Keep whether mentors come first in a program."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "pairing_program",
        sa.Column("mentors", types.Flag(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("pairing_program", "mentors")
