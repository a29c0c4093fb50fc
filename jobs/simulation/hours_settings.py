"""Whose hours count, read from the rows themselves: a person's own, a channel's, the workspace's.

The program decides the same in `bot/people/hours`; this is a reading of its own, so that a mistake
there shows.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from holidays import list_supported_countries
from sqlalchemy import Row, select

from bot.people.hours.tables import hours_setting
from bot.people.tables import person
from bot.store.engine import ReadTransaction
from jobs.simulation.working_hours import OFFICE, PersonalHours

NO_HOLIDAYS = "none"


async def load_hours(
    tx: ReadTransaction, workspace: str, channels: Iterable[str]
) -> dict[str, dict[str, PersonalHours]]:
    """Return the hours of everybody as they hold for messages of each channel, by channel."""
    rows = await tx.all(select(hours_setting).where(hours_setting.c.workspace == workspace))
    settings: dict[str, Row[Any]] = {row.about: row for row in rows}
    people = await tx.all(select(person).where(person.c.workspace == workspace))
    hours_of = {}
    for channel in channels:
        hours_of[channel] = {
            each.person: _hours(each.zone, settings.get(each.person), settings, channel)
            for each in people
        }
    return hours_of


def _hours(
    zone: str, own: Row[Any] | None, settings: dict[str, Row[Any]], channel: str
) -> PersonalHours:
    shared = [settings[about] for about in (channel, "") if about in settings]
    nearest = [own, *shared] if own is not None else shared
    week = next((row.week for row in nearest if row.week), None)
    quiet = next((row.quiet for row in nearest if row.week or row.quiet), None)
    spans = [span for row in nearest for span in row.blackout]
    return PersonalHours(zone, week or OFFICE, quiet, tuple(spans), _region(zone, own, shared))


def _region(zone: str, own: Row[Any] | None, shared: Iterable[Row[Any]]) -> str:
    """Return whose public holidays somebody keeps; those set for all hold in that country alone."""
    if own is not None and own.region:
        return "" if own.region == NO_HOLIDAYS else str(own.region)

    country = _countries().get(zone, "")
    for row in shared:
        if row.region == NO_HOLIDAYS:
            return ""
        if row.region:
            is_here = not country or row.region.partition("-")[0] == country
            return str(row.region) if is_here else country
    return country


@cache
def _countries() -> dict[str, str]:
    """Return the country of each zone whose holidays are known, from the table of zones."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    known = list_supported_countries()
    return {row[2]: row[0] for row in rows if row[0] in known}
