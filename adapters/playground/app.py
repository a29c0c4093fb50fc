"""What all open tabs share."""

from dataclasses import dataclass

from adapters.playground.clock import PlaygroundClock
from adapters.playground.listen import PlaygroundListener
from adapters.playground.post import Playground
from bot.core.router import Router


@dataclass
class PlaygroundApp:
    """The chat, its listener, its commands, and the clock; without a clock, time is real."""

    playground: Playground
    listener: PlaygroundListener
    router: Router
    clock: PlaygroundClock | None
    clock_moving: bool = False
