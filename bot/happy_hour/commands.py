"""Join what organisers and members do with happy hours."""

from bot.happy_hour import asking, organising, showing, thanks, voting
from bot.router import Router

router = Router().include(showing.router, asking.router, organising.router, voting.router, thanks.router)
