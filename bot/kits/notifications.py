"""Why plans write, in the words that `/mingle why` shows."""

from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.kits.views import plans as views

router = Router()
OPENED = router.declare_reason("plan.opened", views.WHY_OPENED, Purpose.JOINED)
NUDGE = router.declare_reason("plan.nudge", views.WHY_NUDGE, Purpose.JOINED)
