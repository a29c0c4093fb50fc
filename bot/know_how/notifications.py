"""Why Mingle writes of introductions, in the words that `/mingle why` shows."""

from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.know_how.views import introductions as views

router = Router()
ASKED = router.declare_reason("expert.asked", views.WHY_ASKED, Purpose.COLLEAGUE)
INTRODUCED = router.declare_reason("expert.introduced", views.WHY_INTRODUCED, Purpose.JOINED)
NOT_INTRODUCED = router.declare_reason("expert.ended", views.WHY_ENDED, Purpose.NEWS)
