"""Why plans write, in the words that `/mingle why` shows."""

from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.kits.views import plans as views
from bot.kits.views import requests

router = Router()
OPENED = router.declare_reason("plan.opened", views.WHY_OPENED, Purpose.JOINED)
ASKED = router.declare_reason("plan.asked", requests.WHY_ASKED, Purpose.COLLEAGUE)
ANSWERED = router.declare_reason("plan.answered", requests.WHY_ANSWERED, Purpose.NEWS)
NUDGE = router.declare_reason("plan.nudge", views.WHY_NUDGE, Purpose.JOINED)
