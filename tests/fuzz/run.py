"""A target fed with inputs until its time is over."""

from collections.abc import Callable
from time import monotonic, process_time
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import target as steer

from tests.fuzz.limits import limited
from tests.fuzz.targets import Target

ROUND = 100  # inputs of one round, which has a seed of its own
PHASES = (Phase.generate, Phase.target, Phase.shrink)


class Count:
    """How many inputs a target has read."""

    inputs = 0


def feed(target: Target, number: int, inputs: int, count: Count) -> None:
    """Feed a target with inputs of one seed; raise what it raised, on the smallest such input."""

    @seed(number)
    @settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        phases=PHASES,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(target.inputs)
    def read(given_input: Any) -> None:
        count.inputs += 1
        began = process_time()
        with limited():
            target.read(given_input)
        steer(process_time() - began, label="seconds")  # towards inputs that take long

    read()


def feed_for(
    target: Target, seconds: float, first: int, now: Callable[[], float] = monotonic
) -> tuple[int, BaseException | None]:
    """Feed a target for so long; return how many inputs it read, and what one of them raised."""
    until, count, number = now() + seconds, Count(), first
    while now() < until:
        try:
            feed(target, number, ROUND, count)
        except Exception as error:
            return count.inputs, error
        number += 1
    return count.inputs, None
