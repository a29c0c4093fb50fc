"""Why organisers get the files of a report."""

from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.reports import views

router = Router()
REPORT_FILES = router.declare_reason("report.files", views.WHY_SENT, Purpose.NEWS)
