"""Find by indexes what grows: what has aged, jobs that were set aside, and whose a step is."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

AGED: dict[str, str | sa.TextClause] = {
    "digest_issue": "until",
    "event": "ends_at",
    "event_change": "at",
    "event_series": "ended_at",
    "learning": "at",
    "message_receipt": "at",
    "next_step": "at",
    "occurrence": sa.text("coalesce(done_at, due)"),
    "open_table": "starts_at",
    "outbox_message": sa.text("coalesce(sent_at, due)"),
    "poll_change": "at",
    "posting": "local_date",
    "processed_interaction": "at",
    "prompt_answer": "at",
    "restore": "restored_at",
    "round_skip": "local_date",
    "swap_log": "at",
    "swap_lunch": "starts_at",
    "told_concern": "at",
    "travel_issue": "local_date",
    "vote": "at",
}
_ASIDE = sa.text("state = 'aside'")


def upgrade() -> None:
    """Apply."""
    for table, moment in AGED.items():
        op.create_index(f"ix_{table}_aged", table, ["workspace", moment])
    op.create_index(
        "ix_occurrence_aside",
        "occurrence",
        ["workspace"],
        sqlite_where=_ASIDE,
        postgresql_where=_ASIDE,
    )
    op.create_index("ix_plan_step_owner", "plan_step", ["workspace", "owner"])
    op.create_index("ix_venue_visit_workspace", "venue_visit", ["workspace"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_venue_visit_workspace", table_name="venue_visit")
    op.drop_index("ix_plan_step_owner", table_name="plan_step")
    op.drop_index("ix_occurrence_aside", table_name="occurrence")
    for table in AGED:
        op.drop_index(f"ix_{table}_aged", table_name=table)
