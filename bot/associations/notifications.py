"""Why associations write unasked, in the words that `/mingle why` shows."""

from bot.associations.views import openings as views
from bot.core.reasons import Purpose
from bot.core.router import Router

router = Router()
OPENING_ASKED = router.declare_reason("opening.asked", views.WHY_ASKED, Purpose.NEWS)
OPENING_TOLD = router.declare_reason("opening.told", views.WHY_TOLD, Purpose.NEWS)
