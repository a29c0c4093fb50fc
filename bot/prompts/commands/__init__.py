"""Join what members and organisers do with prompts."""

from bot.core.router import Router
from bot.prompts import posts
from bot.prompts.commands import answers, manage, suggestions

router = Router().include_routers(posts.router, answers.router, suggestions.router, manage.router)
