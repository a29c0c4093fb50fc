"""Keep when people are busy, as the calendars say whose private addresses they gave."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "busy_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("read_at", types.Moment(), nullable=True),
        sa.Column("look_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_calendar")),
        sa.UniqueConstraint("workspace", "person", name=op.f("uq_busy_calendar_workspace_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "busy_span",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Integer(), nullable=False),
        sa.Column("starts_at", types.Moment(), nullable=False),
        sa.Column("ends_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar"],
            ["busy_calendar.id"],
            name=op.f("fk_busy_span_calendar_busy_calendar"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_span")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_busy_span_calendar"), "busy_span", ["calendar"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("busy_span")
    op.drop_table("busy_calendar")
