"""Name the reasons for which Mingle writes about sources."""

from bot.core.router import Router
from bot.sources import views

router = Router()
LOOKED = router.rule("source.looked", views.WHY_LOOKED)
RESTS = router.rule("source.rests", views.WHY_RESTS)
TWIN = router.rule("source.twin", views.WHY_TWIN)
