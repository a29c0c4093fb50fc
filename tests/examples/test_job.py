from datetime import timedelta

import pytest

from tests.reading import titles
from tests.world import ADA, BEN, World


@pytest.mark.parametrize(
    ("hours_off", "called"),
    [(0, ["Lunch is today, 12:30"]), (8, [])],
)
async def test_a_job_that_is_too_late_to_be_useful_does_not_run(
    world: World, hours_off: int, called: list[str]
) -> None:
    await world.say(ADA, "/lunch 12:30")  # schedules the last call for 12:15
    await world.click(BEN, "table.join", 1)

    world.now += timedelta(hours=hours_off)  # as if Mingle had been off
    await world.pass_time(hours=3, minutes=20)

    assert titles(await world.dms(BEN, "Lunch is")) == called
