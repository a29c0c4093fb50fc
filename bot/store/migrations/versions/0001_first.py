"""Begin with everything that Mingle keeps."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "avoidance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_avoidance")),
        sa.UniqueConstraint(
            "workspace", "person", "other", name=op.f("uq_avoidance_workspace_person_other")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "channel_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_member")),
        sa.UniqueConstraint(
            "workspace",
            "channel",
            "person",
            name=op.f("uq_channel_member_workspace_channel_person"),
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "ix_channel_member_person", "channel_member", ["workspace", "person"], unique=False
    )
    op.create_table(
        "circle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("channel_name", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("start", types.Day(), nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("blackout", types.Json(), nullable=False),
        sa.Column("same_office", types.Flag(), nullable=False),
        sa.Column("active", types.Flag(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle")),
        sa.UniqueConstraint("workspace", "channel", name=op.f("uq_circle_workspace_channel")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "effect",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("to", types.Json(), nullable=False),
        sa.Column("card", types.Json(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("asked", types.Flag(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("due", types.Moment(), nullable=False),
        sa.Column("expires", types.Moment(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("fence", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("lease_until", types.Moment(), nullable=True),
        sa.Column("first_try", types.Moment(), nullable=True),
        sa.Column("last_try", types.Moment(), nullable=True),
        sa.Column("sent_at", types.Moment(), nullable=True),
        sa.Column("sent", types.Json(), nullable=True),
        sa.Column("lead", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["lead"], ["effect.id"], name=op.f("fk_effect_lead_effect"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect")),
        sa.UniqueConstraint("workspace", "key", name=op.f("uq_effect_workspace_key")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "ix_effect_ready",
        "effect",
        ["workspace", "due"],
        unique=False,
        sqlite_where=sa.text("state = 'ready'"),
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.create_index(
        "ix_effect_due",
        "effect",
        ["due"],
        unique=False,
        sqlite_where=sa.text("state = 'ready'"),
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.create_index(op.f("ix_effect_lead"), "effect", ["lead"], unique=False)
    op.create_index(
        "ix_effect_open",
        "effect",
        ["lease_until"],
        unique=False,
        sqlite_where=sa.text("state in ('sending', 'unknown')"),
        postgresql_where=sa.text("state in ('sending', 'unknown')"),
    )
    op.create_index("ix_effect_subject", "effect", ["workspace", "subject"], unique=False)
    op.create_table(
        "hidden_prompt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hidden_prompt")),
        sa.UniqueConstraint("workspace", "slug", name=op.f("uq_hidden_prompt_workspace_slug")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "inbound",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
        sa.UniqueConstraint("workspace", "event", name=op.f("uq_inbound_workspace_event")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "learning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("share", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning")),
        sa.UniqueConstraint(
            "workspace", "person", "about", name=op.f("uq_learning_workspace_person_about")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_learning_about", "learning", ["workspace", "about"], unique=False)
    op.create_table(
        "living",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("next_edit", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_living")),
        sa.UniqueConstraint("workspace", "subject", name=op.f("uq_living_workspace_subject")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "ix_living_stale",
        "living",
        ["workspace", "next_edit"],
        unique=False,
        sqlite_where=sa.text("shown < version"),
        postgresql_where=sa.text("shown < version"),
    )
    op.create_table(
        "muted",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_muted")),
        sa.UniqueConstraint(
            "workspace", "person", "rule", name=op.f("uq_muted_workspace_person_rule")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("number", sa.Float().with_variant(sa.REAL(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint(
            "workspace", "about", "name", name=op.f("uq_note_workspace_about_name")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "occurrence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("local_date", types.Day(), nullable=True),
        sa.Column("due", types.Moment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("done_at", types.Moment(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
        sa.UniqueConstraint(
            "workspace",
            "kind",
            "subject",
            "local_date",
            name=op.f("uq_occurrence_workspace_kind_subject_local_date"),
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "ix_occurrence_due",
        "occurrence",
        ["due"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "open_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("channel_name", sa.Text(), server_default="", nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("topic", sa.Text(), server_default="", nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("starts_at", types.Moment(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("usual", types.Flag(), server_default=sa.false(), nullable=False),
        sa.Column("last_called", types.Moment(), nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["open_table.id"],
            name=op.f("fk_open_table_merged_into_open_table"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_table")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_open_table_merged_into"), "open_table", ["merged_into"], unique=False)
    op.create_index(
        "ix_open_table_state", "open_table", ["workspace", "state", "starts_at"], unique=False
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), server_default="", nullable=False),
        sa.Column("manager", sa.Text(), server_default="", nullable=False),
        sa.Column("office", sa.Text(), server_default="", nullable=False),
        sa.Column("mode", sa.Text(), server_default="either", nullable=False),
        sa.Column("interests", types.Json(), server_default="[]", nullable=False),
        sa.Column("slots", types.Json(), server_default="[]", nullable=False),
        sa.Column("offers", types.Json(), server_default="[]", nullable=False),
        sa.Column("wants", types.Json(), server_default="[]", nullable=False),
        sa.Column("organiser", types.Flag(), server_default=sa.false(), nullable=False),
        sa.Column("gone", types.Flag(), server_default=sa.false(), nullable=False),
        sa.Column("paused_until", types.Day(), nullable=True),
        sa.Column("profile_at", types.Moment(), nullable=True),
        sa.Column("since", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("workspace", "person", name=op.f("uq_person_workspace_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "playground_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_playground_channel")),
        sa.UniqueConstraint(
            "workspace", "channel", name=op.f("uq_playground_channel_workspace_channel")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "playground_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_playground_clock")),
        sa.UniqueConstraint("workspace", name=op.f("uq_playground_clock_workspace")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "playground_colleague",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("organiser", types.Flag(), nullable=False),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("simulated", types.Flag(), nullable=False),
        sa.Column("profile", types.Json(), nullable=False),
        sa.Column("habits", types.Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_playground_colleague")),
        sa.UniqueConstraint(
            "workspace", "person", name=op.f("uq_playground_colleague_workspace_person")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "playground_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("read", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_playground_member")),
        sa.UniqueConstraint(
            "workspace",
            "channel",
            "person",
            name=op.f("uq_playground_member_workspace_channel_person"),
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "ix_playground_member_person", "playground_member", ["workspace", "person"], unique=False
    )
    op.create_table(
        "playground_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), server_default="", nullable=False),
        sa.Column("only_for", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("card", types.Json(), nullable=True),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("edited", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_playground_message")),
        sa.UniqueConstraint("workspace", "key", name=op.f("uq_playground_message_workspace_key")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(
        "ix_playground_message_channel",
        "playground_message",
        ["workspace", "channel", "id"],
        unique=False,
    )
    op.create_table(
        "prompt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("season", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_prompt_state", "prompt", ["workspace", "state"], unique=False)
    op.create_table(
        "prompt_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("channel_name", sa.Text(), server_default="", nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("start", types.Day(), nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("paused", types.Flag(), server_default=sa.false(), nullable=False),
        sa.Column("skipped_until", types.Day(), nullable=True),
        sa.Column("chosen", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_channel")),
        sa.UniqueConstraint(
            "workspace", "channel", name=op.f("uq_prompt_channel_workspace_channel")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "usual",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("weekdays", types.Json(), nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("channel_name", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usual")),
        sa.UniqueConstraint("workspace", "person", name=op.f("uq_usual_workspace_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "lunch_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("circle", sa.Integer(), nullable=False),
        sa.Column("local_date", types.Day(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("drawn_at", types.Moment(), nullable=False),
        sa.Column("midpoint", types.Moment(), nullable=False),
        sa.Column("ends_at", types.Moment(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("inputs", types.Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle"], ["circle.id"], name=op.f("fk_lunch_round_circle_circle"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lunch_round")),
        sa.UniqueConstraint("circle", "local_date", name=op.f("uq_lunch_round_circle_local_date")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_lunch_round_circle"), "lunch_round", ["circle"], unique=False)
    op.create_index(
        "ix_lunch_round_workspace_drawn", "lunch_round", ["workspace", "drawn_at"], unique=False
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("circle", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", types.Moment(), nullable=False),
        sa.Column("clicked_at", types.Moment(), nullable=True),
        sa.Column("silent_rounds", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle"], ["circle.id"], name=op.f("fk_membership_circle_circle"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("circle", "person", name=op.f("uq_membership_circle_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_membership_circle"), "membership", ["circle"], unique=False)
    op.create_index(
        "ix_membership_workspace_person", "membership", ["workspace", "person"], unique=False
    )
    op.create_table(
        "merger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("stays", sa.Integer(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("stays_agrees", types.Flag(), nullable=True),
        sa.Column("moves_agrees", types.Flag(), nullable=True),
        sa.Column("until", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["moves"],
            ["open_table.id"],
            name=op.f("fk_merger_moves_open_table"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stays"],
            ["open_table.id"],
            name=op.f("fk_merger_stays_open_table"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merger")),
        sa.UniqueConstraint("stays", "moves", name=op.f("uq_merger_stays_moves")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_merger_moves"), "merger", ["moves"], unique=False)
    op.create_index(op.f("ix_merger_stays"), "merger", ["stays"], unique=False)
    op.create_table(
        "posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("prompt_channel", sa.Integer(), nullable=False),
        sa.Column("local_date", types.Day(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("chosen", types.Flag(), nullable=False),
        sa.ForeignKeyConstraint(
            ["prompt_channel"],
            ["prompt_channel.id"],
            name=op.f("fk_posting_prompt_channel_prompt_channel"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
        sa.UniqueConstraint(
            "prompt_channel", "local_date", name=op.f("uq_posting_prompt_channel_local_date")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_posting_prompt_channel"), "posting", ["prompt_channel"], unique=False)
    op.create_table(
        "received",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("effect", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("asked", types.Flag(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["effect"], ["effect.id"], name=op.f("fk_received_effect_effect"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_received_effect"), "received", ["effect"], unique=False)
    op.create_index(
        "ix_received_person_at", "received", ["workspace", "person", "at"], unique=False
    )
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("table", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("taken_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["table"], ["open_table.id"], name=op.f("fk_seat_table_open_table"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("table", "person", name=op.f("uq_seat_table_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_seat_person", "seat", ["workspace", "person"], unique=False)
    op.create_index(op.f("ix_seat_table"), "seat", ["table"], unique=False)
    op.create_table(
        "skip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("circle", sa.Integer(), nullable=False),
        sa.Column("local_date", types.Day(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle"], ["circle.id"], name=op.f("fk_skip_circle_circle"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skip")),
        sa.UniqueConstraint(
            "circle", "local_date", "person", name=op.f("uq_skip_circle_local_date_person")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_skip_circle"), "skip", ["circle"], unique=False)
    op.create_table(
        "lunch_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by_rescue", types.Flag(), server_default=sa.false(), nullable=False),
        sa.Column("opener", sa.Integer(), nullable=False),
        sa.Column("reasons", types.Json(), nullable=False),
        sa.Column("slots", types.Json(), nullable=False),
        sa.Column("meet_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round"],
            ["lunch_round.id"],
            name=op.f("fk_lunch_group_round_lunch_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lunch_group")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_lunch_group_round"), "lunch_group", ["round"], unique=False)
    op.create_table(
        "prompt_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("posting", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["posting"],
            ["posting.id"],
            name=op.f("fk_prompt_answer_posting_posting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_answer")),
        sa.UniqueConstraint("posting", "person", name=op.f("uq_prompt_answer_posting_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_prompt_answer_posting"), "prompt_answer", ["posting"], unique=False)
    op.create_table(
        "group_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("group", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), server_default="none", nullable=False),
        sa.Column("answered_at", types.Moment(), nullable=True),
        sa.Column("waiting", types.Flag(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group"],
            ["lunch_group.id"],
            name=op.f("fk_group_member_group_lunch_group"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
        sa.UniqueConstraint("group", "person", name=op.f("uq_group_member_group_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_group_member_group"), "group_member", ["group"], unique=False)
    op.create_index(
        "ix_group_member_workspace_person", "group_member", ["workspace", "person"], unique=False
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_group_member_workspace_person", table_name="group_member")
    op.drop_index(op.f("ix_group_member_group"), table_name="group_member")
    op.drop_table("group_member")
    op.drop_index(op.f("ix_prompt_answer_posting"), table_name="prompt_answer")
    op.drop_table("prompt_answer")
    op.drop_index(op.f("ix_lunch_group_round"), table_name="lunch_group")
    op.drop_table("lunch_group")
    op.drop_index(op.f("ix_skip_circle"), table_name="skip")
    op.drop_table("skip")
    op.drop_index(op.f("ix_seat_table"), table_name="seat")
    op.drop_index("ix_seat_person", table_name="seat")
    op.drop_table("seat")
    op.drop_index("ix_received_person_at", table_name="received")
    op.drop_index(op.f("ix_received_effect"), table_name="received")
    op.drop_table("received")
    op.drop_index(op.f("ix_posting_prompt_channel"), table_name="posting")
    op.drop_table("posting")
    op.drop_index(op.f("ix_merger_stays"), table_name="merger")
    op.drop_index(op.f("ix_merger_moves"), table_name="merger")
    op.drop_table("merger")
    op.drop_index("ix_membership_workspace_person", table_name="membership")
    op.drop_index(op.f("ix_membership_circle"), table_name="membership")
    op.drop_table("membership")
    op.drop_index("ix_lunch_round_workspace_drawn", table_name="lunch_round")
    op.drop_index(op.f("ix_lunch_round_circle"), table_name="lunch_round")
    op.drop_table("lunch_round")
    op.drop_table("usual")
    op.drop_table("prompt_channel")
    op.drop_index("ix_prompt_state", table_name="prompt")
    op.drop_table("prompt")
    op.drop_index("ix_playground_message_channel", table_name="playground_message")
    op.drop_table("playground_message")
    op.drop_index("ix_playground_member_person", table_name="playground_member")
    op.drop_table("playground_member")
    op.drop_table("playground_colleague")
    op.drop_table("playground_clock")
    op.drop_table("playground_channel")
    op.drop_table("person")
    op.drop_index("ix_open_table_state", table_name="open_table")
    op.drop_index(op.f("ix_open_table_merged_into"), table_name="open_table")
    op.drop_table("open_table")
    op.drop_index(
        "ix_occurrence_due",
        table_name="occurrence",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_table("occurrence")
    op.drop_table("note")
    op.drop_table("muted")
    op.drop_index(
        "ix_living_stale",
        table_name="living",
        sqlite_where=sa.text("shown < version"),
        postgresql_where=sa.text("shown < version"),
    )
    op.drop_table("living")
    op.drop_index("ix_learning_about", table_name="learning")
    op.drop_table("learning")
    op.drop_table("inbound")
    op.drop_table("hidden_prompt")
    op.drop_index("ix_effect_subject", table_name="effect")
    op.drop_index(
        "ix_effect_open",
        table_name="effect",
        sqlite_where=sa.text("state in ('sending', 'unknown')"),
        postgresql_where=sa.text("state in ('sending', 'unknown')"),
    )
    op.drop_index(op.f("ix_effect_lead"), table_name="effect")
    op.drop_index(
        "ix_effect_ready",
        table_name="effect",
        sqlite_where=sa.text("state = 'ready'"),
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.drop_index(
        "ix_effect_due",
        table_name="effect",
        sqlite_where=sa.text("state = 'ready'"),
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.drop_table("effect")
    op.drop_table("circle")
    op.drop_index("ix_channel_member_person", table_name="channel_member")
    op.drop_table("channel_member")
    op.drop_table("avoidance")
