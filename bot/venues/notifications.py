"""Why venues write unasked, in the words that `/mingle why` shows."""

from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.venues import views

router = Router()
THUMB = router.declare_reason("venue.thumb", views.WHY_THUMB, Purpose.ADDED)
