"""Reasons for the messages about sources."""

from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.sources.views import discovery, management
from bot.sources.views import duplicates as duplicate_views

FOUND_SUBJECT, RESTS_SUBJECT = "found-source", "resting-source"
TWIN_SUBJECT = "twin"  # the question whether two listings are one event

router = Router()
SOURCE_LOOKED = router.declare_reason("source.looked", discovery.WHY_LOOKED, Purpose.NEWS)
SOURCE_RESTS = router.declare_reason("source.rests", management.WHY_RESTS, Purpose.NEWS)
DUPLICATE_QUESTION = router.declare_reason(
    "source.twin", duplicate_views.WHY_DUPLICATE, Purpose.ADDED
)
