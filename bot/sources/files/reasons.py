"""Name the reason for which Mingle writes about files that people handed in."""

from bot.core.router import Router
from bot.sources.files import views

router = Router()
UPLOAD_READ = router.declare_reason("upload.read", views.WHY_READ)
