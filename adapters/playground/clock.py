"""The playground's clock as the page sees it; `jobs/simulation` drives it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.ui.text import format_day


class PlaygroundClock(Protocol):
    """A clock with buttons.

    `listeners` are called whenever it moved; the page sets `playing`, its driver obeys.
    """

    playing: bool
    listeners: list[Callable[[], None]]

    def now(self) -> datetime:
        """Return the playground's own time."""

    async def advance_to(self, to: datetime) -> None:
        """Move to a moment and run everything that is due on the way."""


STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}


def step_ahead(now: datetime, step: str, zone: str) -> datetime:
    """Return the instant one step ahead: an hour later, or a day or week by local time."""
    if step == "hour":
        return now + STEPS[step]
    local = now.astimezone(ZoneInfo(zone)) + STEPS[step]
    return local.astimezone(UTC)


def clock_texts(now: datetime, zone: str) -> tuple[str, str, str]:
    """Return day, year and time as the page shows them: "Tue 10 Mar", "2026", "10:00"."""
    local = now.astimezone(ZoneInfo(zone))
    return format_day(local.date()), f"{local:%Y}", f"{local:%H:%M}"


def city_of(zone: str) -> str:
    """Return the city that a zone is named for."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")
