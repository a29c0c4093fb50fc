"""Why learnings are posted unasked, in the words that `/mingle why` shows."""

from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.learnings import views

router = Router()
RECAP_REASON = router.declare_reason("learnings.month", views.WHY_MONTH, Purpose.ADDED)
