"""Join what members and organisers do with prompts."""

from bot.prompts import answering, organising, posting, suggesting
from bot.router import Router

router = Router().include(posting.router, answering.router, suggesting.router, organising.router)
