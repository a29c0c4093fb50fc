"""Say what the page asks of the playground's clock, which somebody else drives."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class PlaygroundClock(Protocol):
    """A clock with buttons. `ears` are called whenever it moved.

    `playing` is set by the page, heeded by the driver.
    """

    playing: bool
    listeners: list[Callable[[], None]]

    def now(self) -> datetime:
        """Give the playground's own time."""

    async def advance_to(self, to: datetime) -> None:
        """Let time pass until then, with everything that happens on the way."""


STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}


def step_ahead(now: datetime, step: str, zone: str) -> datetime:
    """Give the instant one step ahead.

    An hour as it passes, a day or a week by the clock on the wall.
    """
    if step == "hour":
        return now + STEPS[step]
    wall = now.astimezone(ZoneInfo(zone)) + STEPS[step]
    return wall.astimezone(UTC)


def clock_texts(now: datetime, zone: str) -> tuple[str, str, str]:
    """Give day, year and hour as the page shows them: "Tue 10 Mar", "2026", "10:00"."""
    local = now.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b}", f"{local:%Y}", f"{local:%H:%M}"


def city_of(zone: str) -> str:
    """Give the town that a zone is named for."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")
