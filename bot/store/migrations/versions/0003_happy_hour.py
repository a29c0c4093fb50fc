"""Keep polls, venues and monthly happy hours."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "venue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("part", sa.Text(), server_default="", nullable=False),
        sa.Column("map_link", sa.Text(), server_default="", nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("price", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("step_free", types.Flag(), server_default=sa.false(), nullable=False),
        sa.Column("quiet", types.Flag(), server_default=sa.false(), nullable=False),
        sa.Column("alcohol_free", types.Flag(), server_default=sa.false(), nullable=False),
        sa.Column("diets", types.Json(), server_default="[]", nullable=False),
        sa.Column("opening", sa.Text(), server_default="", nullable=False),
        sa.Column("good_for", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), server_default="", nullable=False),
        sa.Column("added_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
        sa.UniqueConstraint("workspace", "folded", name=op.f("uq_venue_workspace_folded")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "happy_hour",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("channel_name", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("start", types.Day(), nullable=False),
        sa.Column("plan", types.Json(), nullable=False),
        sa.Column("active", types.Flag(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_happy_hour")),
        sa.UniqueConstraint("workspace", "channel", name=op.f("uq_happy_hour_workspace_channel")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("happy_hour", sa.Integer(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("channel_name", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("organiser", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("plan", types.Json(), nullable=False),
        sa.Column("closes_at", types.Moment(), nullable=False),
        sa.Column("lunch_at", types.Moment(), nullable=False),
        sa.Column("lunch_venue", sa.Integer(), nullable=True),
        sa.Column("turn", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("made_at", types.Moment(), nullable=False),
        sa.Column("closed_at", types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["happy_hour"],
            ["happy_hour.id"],
            name=op.f("fk_poll_happy_hour_happy_hour"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["lunch_venue"],
            ["venue.id"],
            name=op.f("fk_poll_lunch_venue_venue"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_poll_happy_hour"), "poll", ["happy_hour"], unique=False)
    op.create_index(op.f("ix_poll_lunch_venue"), "poll", ["lunch_venue"], unique=False)
    op.create_index("ix_poll_state", "poll", ["workspace", "state"], unique=False)
    op.create_table(
        "outing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("venue", sa.Integer(), nullable=True),
        sa.Column("happy_hour", sa.Integer(), nullable=True),
        sa.Column("poll", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event"], ["event.id"], name=op.f("fk_outing_event_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["happy_hour"],
            ["happy_hour.id"],
            name=op.f("fk_outing_happy_hour_happy_hour"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["poll"], ["poll.id"], name=op.f("fk_outing_poll_poll"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["venue"], ["venue.id"], name=op.f("fk_outing_venue_venue"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outing")),
        sa.UniqueConstraint("event", name=op.f("uq_outing_event")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_outing_event"), "outing", ["event"], unique=False)
    op.create_index(op.f("ix_outing_happy_hour"), "outing", ["happy_hour"], unique=False)
    op.create_index(op.f("ix_outing_poll"), "outing", ["poll"], unique=False)
    op.create_index(op.f("ix_outing_venue"), "outing", ["venue"], unique=False)
    op.create_table(
        "poll_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll"], ["poll.id"], name=op.f("fk_poll_change_poll_poll"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_change")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_poll_change_poll"), "poll_change", ["poll"], unique=False)
    op.create_table(
        "poll_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("starts_at", types.Moment(), nullable=True),
        sa.Column("venue", sa.Integer(), nullable=True),
        sa.Column("reasons", types.Json(), server_default="[]", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), server_default="", nullable=False),
        sa.Column("works", sa.Integer(), nullable=True),
        sa.Column("needs", sa.Integer(), nullable=True),
        sa.Column("won", types.Flag(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll"], ["poll.id"], name=op.f("fk_poll_option_poll_poll"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["venue"], ["venue.id"], name=op.f("fk_poll_option_venue_venue"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_option")),
        sa.UniqueConstraint("poll", "starts_at", name=op.f("uq_poll_option_poll_starts_at")),
        sa.UniqueConstraint("poll", "venue", name=op.f("uq_poll_option_poll_venue")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_poll_option_poll"), "poll_option", ["poll"], unique=False)
    op.create_index(op.f("ix_poll_option_venue"), "poll_option", ["venue"], unique=False)
    op.create_table(
        "venue_thumb",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("venue", sa.Integer(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("up", types.Flag(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event"], ["event.id"], name=op.f("fk_venue_thumb_event_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["venue"], ["venue.id"], name=op.f("fk_venue_thumb_venue_venue"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue_thumb")),
        sa.UniqueConstraint("event", "person", name=op.f("uq_venue_thumb_event_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_venue_thumb_at", "venue_thumb", ["workspace", "at"], unique=False)
    op.create_index(op.f("ix_venue_thumb_event"), "venue_thumb", ["event"], unique=False)
    op.create_index(op.f("ix_venue_thumb_venue"), "venue_thumb", ["venue"], unique=False)
    op.create_table(
        "vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["option"],
            ["poll_option.id"],
            name=op.f("fk_vote_option_poll_option"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["poll"], ["poll.id"], name=op.f("fk_vote_poll_poll"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
        sa.UniqueConstraint("option", "person", name=op.f("uq_vote_option_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_vote_option"), "vote", ["option"], unique=False)
    op.create_index("ix_vote_person", "vote", ["workspace", "person"], unique=False)
    op.create_index(op.f("ix_vote_poll"), "vote", ["poll"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("vote")
    op.drop_table("venue_thumb")
    op.drop_table("poll_option")
    op.drop_table("poll_change")
    op.drop_table("outing")
    op.drop_table("poll")
    op.drop_table("happy_hour")
    op.drop_table("venue")
