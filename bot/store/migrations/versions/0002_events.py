"""Keep events and who goes to them."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("effect", sa.Column("told", sa.Integer(), nullable=True))
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("channel_name", sa.Text(), server_default="", nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_feed_digest")),
        sa.UniqueConstraint("workspace", "owner", name=op.f("uq_calendar_feed_workspace_owner")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), server_default="", nullable=False),
        sa.Column("channel_name", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("meeting_point", sa.Text(), server_default="", nullable=False),
        sa.Column("link", sa.Text(), server_default="", nullable=False),
        sa.Column("starts_at", types.Moment(), nullable=False),
        sa.Column("ends_at", types.Moment(), nullable=False),
        sa.Column("all_day", types.Flag(), server_default=sa.false(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=True),
        sa.Column("organiser", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), server_default="", nullable=False),
        sa.Column("reach", sa.Text(), server_default="", nullable=False),
        sa.Column("topics", types.Json(), nullable=False),
        sa.Column("series", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("workspace", "uid", name=op.f("uq_event_workspace_uid")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_event_host", "event", ["workspace", "host"], unique=False)
    op.create_index("ix_event_series", "event", ["workspace", "series"], unique=False)
    op.create_index("ix_event_state", "event", ["workspace", "state", "starts_at"], unique=False)
    op.create_table(
        "event_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event"], ["event.id"], name=op.f("fk_event_change_event_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_change")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_event_change_event"), "event_change", ["event"], unique=False)
    op.create_table(
        "hosting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event"], ["event.id"], name=op.f("fk_hosting_event_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hosting")),
        sa.UniqueConstraint("event", "person", name=op.f("uq_hosting_event_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_hosting_event"), "hosting", ["event"], unique=False)
    op.create_index("ix_hosting_person", "hosting", ["workspace", "person"], unique=False)
    op.create_table(
        "rsvp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("openly", types.Flag(), server_default=sa.false(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("answered_at", types.Moment(), nullable=False),
        sa.Column("joined_at", types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event"], ["event.id"], name=op.f("fk_rsvp_event_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rsvp")),
        sa.UniqueConstraint("event", "person", name=op.f("uq_rsvp_event_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_rsvp_event"), "rsvp", ["event"], unique=False)
    op.create_index("ix_rsvp_person", "rsvp", ["workspace", "person"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_rsvp_person", table_name="rsvp")
    op.drop_index(op.f("ix_rsvp_event"), table_name="rsvp")
    op.drop_table("rsvp")
    op.drop_index("ix_hosting_person", table_name="hosting")
    op.drop_index(op.f("ix_hosting_event"), table_name="hosting")
    op.drop_table("hosting")
    op.drop_index(op.f("ix_event_change_event"), table_name="event_change")
    op.drop_table("event_change")
    op.drop_index("ix_event_state", table_name="event")
    op.drop_index("ix_event_series", table_name="event")
    op.drop_index("ix_event_host", table_name="event")
    op.drop_table("event")
    op.drop_table("calendar_feed")
    op.drop_column("effect", "told")
