"""Find by an index who was left out of a group, or could not make it."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

_ABSENT = sa.text("answer IN ('out', 'cant')")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_group_member_absent",
        "group_member",
        ["workspace"],
        sqlite_where=_ABSENT,
        postgresql_where=_ABSENT,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_group_member_absent", table_name="group_member")
