"""Name the reasons for which Mingle writes about sources."""

from bot.core.router import Router
from bot.sources import views

router = Router()
SOURCE_LOOKED = router.declare_reason("source.looked", views.WHY_LOOKED)
SOURCE_RESTS = router.declare_reason("source.rests", views.WHY_RESTS)
DUPLICATE_QUESTION = router.declare_reason("source.twin", views.WHY_DUPLICATE)
