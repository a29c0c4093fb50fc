"""Faults of a simulated server: by chance from a seed, or exactly where a test puts them."""

import random
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal

Lie = Literal["lose", "late", "error", "limit", "delay", "slow", "page", "garble"]


@dataclass(frozen=True)
class Fault:
    """One lie about one call.

    lose: do as asked, then hang up without an answer; late: hang up first and do it `seconds`
    later; error: answer 500 and do nothing (`code` answers that error of the platform instead);
    limit: answer 429; delay: answer late; slow: do as asked `seconds` later, and answer then; page:
    do nothing, and answer 200 with a web page, as some proxies do; garble: do as asked, then answer
    with such a page.
    """

    kind: Lie
    seconds: float = 0.0
    code: str = ""


@dataclass
class Faults:
    """Chances between 0 and 1, and lies in waiting; all zero at first."""

    rng: random.Random = field(default_factory=lambda: random.Random(1))
    lost_answers: float = 0.0
    late_accepts: float = 0.0
    errors: float = 0.0
    limits: float = 0.0
    delays: float = 0.0
    pages: float = 0.0
    garbled: float = 0.0
    delay: float = 1.0
    late_by: float = 5.0
    retry_after: int = 2
    duplicates: float = 0.0  # payloads delivered two to four times
    disorder: float = 0.0  # events held back until another has overtaken them
    lost_events: float = 0.0  # first deliveries that never reach the app
    socket_drops: float = 0.0  # chance that a socket drops instead of taking an envelope
    held_for: float = 2.0
    slow: dict[str, float] = field(
        default_factory=dict
    )  # seconds that every answer takes, by workspace
    exempt: set[str] = field(default_factory=set)  # methods that no chance touches
    _scripted: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))

    def next(self, method: str, fault: Fault, times: int = 1) -> None:
        """Lie about the next call to a method, or the next few."""
        self._scripted[method].extend([fault] * times)

    def of_call(self, method: str, team: str = "") -> Fault | None:
        """Throw the dice for one call."""
        if waiting := self._scripted.get(method):
            return waiting.popleft()
        if team in self.slow:
            return Fault("delay", self.slow[team])
        if method in self.exempt:
            return None
        chances = {
            Fault("lose"): self.lost_answers, Fault("late", self.late_by): self.late_accepts,
            Fault("error"): self.errors, Fault("limit", self.retry_after): self.limits,
            Fault("delay", self.delay): self.delays, Fault("page"): self.pages,
            Fault("garble"): self.garbled,
        }  # fmt: skip
        return next(
            (fault for fault, chance in chances.items() if chance and self.rng.random() < chance),
            None,
        )

    def copies(self) -> int:
        """Return how often one payload is delivered."""
        return self.rng.randint(2, 4) if self.happens(self.duplicates) else 1

    def happens(self, chance: float) -> bool:
        """Throw the dice."""
        return chance > 0 and self.rng.random() < chance
