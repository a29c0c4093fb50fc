"""Keep whether a group meets by a call, and whether a time could be proposed to it."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("pairing_group", _flag("by_call"))
    op.add_column("pairing_group", _flag("unscheduled"))


def downgrade() -> None:
    """Take back."""
    op.drop_column("pairing_group", "unscheduled")
    op.drop_column("pairing_group", "by_call")


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, types.Flag(), nullable=False, server_default=sa.false())
