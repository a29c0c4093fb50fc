"""Keep who would second a colleague for an opening."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "opening_second",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("opening", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("named", types.Flag(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opening"],
            ["opening.id"],
            name=op.f("fk_opening_second_opening_opening"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_second")),
        sa.UniqueConstraint("opening", "person", name=op.f("uq_opening_second_opening_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_opening_second_opening", "opening_second", ["opening"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_opening_second_opening", table_name="opening_second")
    op.drop_table("opening_second")
