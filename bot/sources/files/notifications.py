"""The reason for messages about uploaded files."""

from bot.core.reasons import Purpose
from bot.core.router import Router
from bot.sources.files import views

router = Router()
UPLOAD_READ = router.declare_reason("upload.read", views.WHY_READ, Purpose.NEWS)
