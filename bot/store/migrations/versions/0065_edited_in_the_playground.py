"""Find by an index what was changed in the playground since a moment."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

_EDITED = sa.text("edited IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_playground_message_edited",
        "playground_message",
        ["workspace", "edited"],
        sqlite_where=_EDITED,
        postgresql_where=_EDITED,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_playground_message_edited", table_name="playground_message")
