"""Name the reason for which Mingle writes about files that people handed in."""

from bot.core.router import Router
from bot.sources.files import views

router = Router()
READ = router.rule("upload.read", views.WHY_READ)
