"""Why Mingle writes to newcomers, in the words that `/mingle why` shows."""

from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.first_days import views

router = Router()
STEP = router.declare_reason("newcomer.step", views.WHY_STEP, Purpose.JOINED)
# It asks for something that nobody joined for, so it takes only a place that is left.
THANKS = router.declare_reason("newcomer.thanks", views.WHY_THANKS, Purpose.ADDED)
