"""Hold together what every open page shares."""

from collections import Counter
from dataclasses import dataclass, field

from adapters.playground.clock import Clock
from adapters.playground.listen import Listener
from adapters.playground.post import Playground
from bot.router import Router


@dataclass
class House:
    """The chat, its front door, its clock, and who is being played by somebody at a screen."""

    playground: Playground
    listener: Listener
    clock: Clock
    router: Router
    played: Counter[str] = field(default_factory=Counter)
    moving: bool = False
