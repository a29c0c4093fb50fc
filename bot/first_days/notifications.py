"""Why Mingle writes to newcomers, in the words that `/mingle why` shows."""

from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.first_days import views

router = Router()
STEP = router.declare_reason("newcomer.step", views.WHY_STEP, Purpose.JOINED)
