"""Hold polls to a model that forgets nothing, in whatever order people, clocks, crashes and
replicas come."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.store.engine import Database, open_database
from tests.bot.happy_hour.poll_machine import STEPS, Polls
from tests.databases import create_postgresql, create_sqlite


def live(url: str, examples: int, steps: int) -> int:
    """Run the machine on a database; return the number of steps."""
    before = next(STEPS)
    with asyncio.Runner() as loop:

        class Here(Polls):
            run: ClassVar[Any] = loop.run

            @classmethod
            def opened(cls) -> Database:
                return open_database(url, durable=False)

        async def end() -> None:
            for each in Here.replicas:
                await each.close()

        Here.replicas = [Here.opened(), Here.opened()]
        try:
            checks = list(HealthCheck)
            given = settings(
                max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=checks,
            )  # fmt: skip
            run_state_machine_as_test(Here, settings=given)
        finally:
            loop.run(end())
    return next(STEPS) - before


@pytest.mark.rehearsal
def test_a_poll_says_what_people_said_after_ten_thousand_steps() -> None:
    with tempfile.TemporaryDirectory(prefix="mingle-") as folder:
        assert live(create_sqlite(Path(folder) / "mingle.db"), 125, 100) >= 10_000


def test_two_replicas_on_a_server_keep_to_the_same_model(postgresql: str) -> None:
    assert live(asyncio.run(create_postgresql(postgresql)), 8, 40) >= 200
