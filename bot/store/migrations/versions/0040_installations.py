"""Keep the installs that people made by a click, and the visits that lead there."""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("enterprise", sa.Text(), nullable=False),
        sa.Column("org_wide", types.Flag(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bot", sa.Text(), nullable=False),
        sa.Column("bot_user", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("refresh_token", sa.Text(), nullable=True),
        sa.Column("expires_at", types.Moment(), nullable=True),
        sa.Column("renewing_until", types.Moment(), nullable=True),
        sa.Column("installed_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
        sa.UniqueConstraint("workspace", name=op.f("uq_installation_workspace")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )
    op.create_table(
        "install_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("until", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_install_visit")),
        sa.UniqueConstraint("workspace", "digest", name=op.f("uq_install_visit_workspace_digest")),
        sqlite_autoincrement=True,
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("install_visit")
    op.drop_table("installation")
