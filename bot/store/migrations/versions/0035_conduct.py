"""Keep whom to tell that something is wrong, what they were told, and what is hidden."""

import sqlalchemy as sa
from alembic import op

from bot.core.subjects import Subject
from bot.store import types

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_SUBJECT = types.Parsed(Subject.parse)
_PEOPLE = types.Json(tuple[str, ...])


def upgrade() -> None:
    """Apply."""
    _create(
        "trusted_person",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("named_by", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.UniqueConstraint("workspace", "person", name=op.f("uq_trusted_person_workspace_person")),
    )
    _create(
        "told_concern",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("about", _SUBJECT, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("people", _PEOPLE, nullable=False),
        sa.Column("quoted", _PEOPLE, nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("read_at", types.Moment(), nullable=True),
    )
    op.create_index("ix_told_concern_person", "told_concern", ["workspace", "person", "at"])
    _create(
        "hidden_text",
        sa.Column("about", _SUBJECT, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("original", types.Json(dict[str, str]), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("hidden_by", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("shown_at", types.Moment(), nullable=True),
        sa.UniqueConstraint("workspace", "about", name=op.f("uq_hidden_text_workspace_about")),
    )
    _create(
        "hide_request",
        sa.Column("about", _SUBJECT, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.UniqueConstraint(
            "workspace", "about", "person", name=op.f("uq_hide_request_workspace_about_person")
        ),
    )
    op.add_column("audit_entry", sa.Column("reason", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Take back."""
    op.drop_column("audit_entry", "reason")
    for name in ("hide_request", "hidden_text", "told_concern", "trusted_person"):
        op.drop_table(name)


def _create(name: str, *columns: sa.Column[object] | sa.UniqueConstraint) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
