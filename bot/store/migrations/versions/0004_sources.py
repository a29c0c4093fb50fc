"""Keep the sources of events and what they list."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
        sa.UniqueConstraint(
            "workspace", "one", "other", name=op.f("uq_ruling_workspace_one_other")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("feed", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("town", sa.Text(), server_default="", nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("topics", types.Json(), nullable=False),
        sa.Column("reach", sa.Text(), server_default="", nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", types.Moment(), nullable=False),
        sa.Column("next_look", types.Moment(), nullable=True),
        sa.Column("read_at", types.Moment(), nullable=True),
        sa.Column("etag", sa.Text(), server_default="", nullable=False),
        sa.Column("modified", sa.Text(), server_default="", nullable=False),
        sa.Column("last_good", types.Moment(), nullable=True),
        sa.Column("events", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("trouble", sa.Text(), server_default="", nullable=False),
        sa.Column("odd_zones", types.Flag(), server_default=sa.false(), nullable=False),
        sa.Column("preview", types.Json(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("workspace", "address", name=op.f("uq_source_workspace_address")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_source_due", "source", ["next_look"], unique=False)
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), server_default="", nullable=False),
        sa.Column("after", sa.Text(), server_default="", nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event"], ["event.id"], name=op.f("fk_change_event_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_change_at", "change", ["workspace", "at"], unique=False)
    op.create_index(op.f("ix_change_event"), "change", ["event"], unique=False)
    op.create_table(
        "listing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("recurrence", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("link", sa.Text(), server_default="", nullable=False),
        sa.Column("starts_at", types.Moment(), nullable=False),
        sa.Column("ends_at", types.Moment(), nullable=False),
        sa.Column("all_day", types.Flag(), server_default=sa.false(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("topics", types.Json(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("misses", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["event"], ["event.id"], name=op.f("fk_listing_event_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source"], ["source.id"], name=op.f("fk_listing_source_source"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
        sa.UniqueConstraint(
            "source", "uid", "recurrence", name=op.f("uq_listing_source_uid_recurrence")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_listing_event"), "listing", ["event"], unique=False)
    op.create_index(op.f("ix_listing_source"), "listing", ["source"], unique=False)
    op.create_index("ix_listing_starts", "listing", ["workspace", "starts_at"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_listing_starts", table_name="listing")
    op.drop_index(op.f("ix_listing_source"), table_name="listing")
    op.drop_index(op.f("ix_listing_event"), table_name="listing")
    op.drop_table("listing")
    op.drop_index(op.f("ix_change_event"), table_name="change")
    op.drop_index("ix_change_at", table_name="change")
    op.drop_table("change")
    op.drop_index("ix_source_due", table_name="source")
    op.drop_table("source")
    op.drop_table("ruling")
