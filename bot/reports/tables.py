"""The table of monthly reports: figures that were counted once, about no single person."""

from sqlalchemy import UniqueConstraint

from bot.reports.rules import MonthFigures
from bot.store.columns import required, table
from bot.store.types import Day, Json, Moment

# Counted once and kept: figures that could be read again while people click would tell of them.
monthly_report = table(
    "monthly_report",
    required("month", Day),  # its first day
    required("zone"),  # IANA, whose midnights bound the month
    required("counted_at", Moment),
    required("figures", Json(MonthFigures)),
    UniqueConstraint("workspace", "month"),
)
