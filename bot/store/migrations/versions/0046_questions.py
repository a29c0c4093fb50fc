"""Keep polls that anybody asks, their choices and votes."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("channel_name", sa.Text(), server_default="", nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settings", types.Json(), nullable=False),
        sa.Column("opens_at", types.Moment(), nullable=False),
        sa.Column("closes_at", types.Moment(), nullable=False),
        sa.Column("turn", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("follows", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("made_at", types.Moment(), nullable=False),
        sa.Column("closed_at", types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_question_state", "question", ["workspace", "state"])
    op.create_table(
        "question_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.Column("won", types.Flag(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question"],
            ["question.id"],
            name=op.f("fk_question_choice_question_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_choice")),
        sa.UniqueConstraint(
            "question", "position", name=op.f("uq_question_choice_question_position")
        ),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_question_choice_question", "question_choice", ["question"])
    op.create_table(
        "question_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("poll", sa.Integer(), nullable=False),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["option"],
            ["question_choice.id"],
            name=op.f("fk_question_vote_option_question_choice"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["poll"],
            ["question.id"],
            name=op.f("fk_question_vote_poll_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_vote")),
        sa.UniqueConstraint("option", "person", name=op.f("uq_question_vote_option_person")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_index("ix_question_vote_option", "question_vote", ["option"])
    op.create_index("ix_question_vote_person", "question_vote", ["workspace", "person"])
    op.create_index("ix_question_vote_poll", "question_vote", ["poll"])


def downgrade() -> None:
    """Take back."""
    for name in ("poll", "person", "option"):
        op.drop_index(f"ix_question_vote_{name}", table_name="question_vote")
    op.drop_table("question_vote")
    op.drop_index("ix_question_choice_question", table_name="question_choice")
    op.drop_table("question_choice")
    op.drop_index("ix_question_state", table_name="question")
    op.drop_table("question")
