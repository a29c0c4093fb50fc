"""Hold together what every open page shares."""

from dataclasses import dataclass

from adapters.playground.clock import Clock
from adapters.playground.listen import Listener
from adapters.playground.post import Playground
from bot.core.router import Router


@dataclass
class House:
    """The chat, its front door, its commands, and the clock; without a clock, time is the world's own."""

    playground: Playground
    listener: Listener
    router: Router
    clock: Clock | None
    moving: bool = False
