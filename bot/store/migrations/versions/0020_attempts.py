"""Count attempts when they begin, so that what fails or kills Mingle again is set aside alone.

Occurrences that had failed for good are set aside like everything else.
"""

import sqlalchemy as sa
from alembic import op

from bot.store import types

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_occurrence = sa.table("occurrence", sa.column("state", sa.Text))
_message = sa.table("outbox_message", sa.column("state", sa.Text))


def upgrade() -> None:
    """Apply."""
    for table in ("occurrence", "outbox_message", "live_card"):
        _add_counter(table, "crashes")
    for table in ("live_card", "source", "busy_calendar"):
        _add_counter(table, "tries")
    for table in ("occurrence", "live_card"):
        op.add_column(table, sa.Column("lease_until", types.Moment()))

    op.add_column(
        "occurrence",
        sa.Column("passed_over", types.Flag(), server_default=sa.false(), nullable=False),
    )
    op.add_column("live_card", sa.Column("error", sa.Text()))
    op.add_column("live_card", sa.Column("aside_version", sa.Integer()))

    where = sa.text("state in ('held', 'aside')")
    op.create_index(
        "ix_outbox_message_held",
        "outbox_message",
        ["workspace"],
        sqlite_where=where,
        postgresql_where=where,
    )
    _rename_state(_occurrence, "failed", "aside")


def downgrade() -> None:
    """Take back."""
    _rename_state(_occurrence, "aside", "failed")
    _rename_state(_message, "aside", "held")
    op.drop_index("ix_outbox_message_held", table_name="outbox_message")

    op.drop_column("live_card", "aside_version")
    op.drop_column("live_card", "error")
    op.drop_column("occurrence", "passed_over")
    for table in ("occurrence", "live_card"):
        op.drop_column(table, "lease_until")
    for table in ("live_card", "source", "busy_calendar"):
        op.drop_column(table, "tries")
    for table in ("occurrence", "outbox_message", "live_card"):
        op.drop_column(table, "crashes")


def _add_counter(table: str, name: str) -> None:
    op.add_column(table, sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False))


def _rename_state(table: sa.TableClause, old: str, new: str) -> None:
    op.execute(sa.update(table).where(table.c.state == old).values(state=new))
