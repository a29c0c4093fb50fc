"""Why organisers get the files of a report."""

from bot.core.reasons import Purpose
from bot.core.router import Router

router = Router()
REPORT_FILES = router.declare_reason(
    "report.files", "You asked for the report of a month.", Purpose.NEWS
)
