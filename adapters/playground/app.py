"""Hold together what every open page shares."""

from dataclasses import dataclass

from adapters.playground.clock import PlaygroundClock
from adapters.playground.listen import PlaygroundListener
from adapters.playground.post import Playground
from bot.core.router import Router


@dataclass
class PlaygroundApp:
    """The chat, its front door, its commands, and the clock.

    Without a clock, time is the world's own.
    """

    playground: Playground
    listener: PlaygroundListener
    router: Router
    clock: PlaygroundClock | None
    clock_moving: bool = False
