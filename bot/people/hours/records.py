"""The SQL of working time: what was set, and what holds for people and channels."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from msgspec import structs
from sqlalchemy import bindparam, select

from bot.dates.local_time import utc_instant
from bot.dates.working_time import Blackout, WorkingTime, is_open, with_blackout
from bot.people.hours import rules
from bot.people.hours.rules import HoursSetting
from bot.people.hours.tables import hours_setting
from bot.people.records import Person
from bot.people.tables import person
from bot.store.engine import ReadTransaction, Transaction
from bot.store.memory import remembered
from bot.store.rows import read_struct

WORKSPACE = ""  # what the setting of a whole workspace is about
_BATCH = 10_000  # ids in one query: SQLite takes some 32,000


async def working_times(
    tx: ReadTransaction, workspace: str, people: Collection[str], channel: str = ""
) -> dict[str, WorkingTime]:
    """Return the working time of each of these people, by id; of unknown ones in UTC.

    Their own days and hours come first, then those of the channel, then those of the workspace.
    """
    zones = dict.fromkeys(people, "UTC")
    for batch in _batches(zones):
        rows = await tx.all(
            select(person.c.person, person.c.zone).where(
                person.c.workspace == workspace, person.c.person.in_(batch)
            )
        )
        zones |= {row.person: row.zone for row in rows}
    return await working_times_in(tx, workspace, zones, channel)


async def working_time_of(tx: ReadTransaction, workspace: str, known: Person) -> WorkingTime:
    """Return the working time of one person."""
    times = await working_times_in(tx, workspace, {known.id: known.zone})
    return times[known.id]


async def working_times_in(
    tx: ReadTransaction, workspace: str, zones: Mapping[str, str], channel: str = ""
) -> dict[str, WorkingTime]:
    """Return the working time of people or channels whose zones are known, by id."""
    settings = await find_settings(tx, workspace, [*zones, channel, WORKSPACE])
    shared = [settings.get(channel) if channel else None, settings.get(WORKSPACE)]
    return {
        about: rules.combine(zone, settings.get(about), shared) for about, zone in zones.items()
    }


async def channel_working_time(
    tx: ReadTransaction, workspace: str, channel: str, zone: str, blackout: Blackout = ()
) -> WorkingTime:
    """Return the working time of a channel in this zone, with days off of a feature's own."""
    times = await working_times_in(tx, workspace, {channel: zone})
    return with_blackout(times[channel], blackout)


async def find_setting(tx: ReadTransaction, workspace: str, about: str) -> HoursSetting:
    """Return what was set about one person, channel or the workspace; empty where nothing was."""
    settings = await find_settings(tx, workspace, [about])
    return settings.get(about, HoursSetting())


async def find_settings(
    tx: ReadTransaction, workspace: str, about: Iterable[str]
) -> dict[str, HoursSetting]:
    """Return what was set about each of these people and channels, by id."""
    found = {}
    for batch in _batches(dict.fromkeys(about)):
        found.update(await _find_batch(tx, workspace, tuple(batch)))
    return found


_ABOUT = select(hours_setting).where(
    hours_setting.c.workspace == bindparam("workspace"),
    hours_setting.c.about.in_(bindparam("about", expanding=True)),
)


@remembered
async def _find_batch(
    tx: ReadTransaction, workspace: str, about: tuple[str, ...]
) -> dict[str, HoursSetting]:
    rows = await tx.all(_ABOUT, workspace=workspace, about=about)
    return {row.about: read_struct(HoursSetting, row) for row in rows}


async def save_setting(tx: Transaction, workspace: str, about: str, setting: HoursSetting) -> None:
    """Upsert what somebody set."""
    await tx.upsert(
        hours_setting,
        {"workspace": workspace, "about": about},
        week=setting.week,
        quiet=setting.quiet,
        region=setting.region,
        blackout=setting.blackout,
    )


async def open_channel_at(
    tx: Transaction, workspace: str, channel: str, zone: str, weekday: int, time: dt.time
) -> bool:
    """Widen the hours of a channel so that they hold a time that an organiser chose for it.

    Return whether they did not before.
    """
    working_time = await channel_working_time(tx, workspace, channel, zone)
    usual = structs.replace(working_time, blackout=(), region="")
    monday = dt.date(2001, 1, 1)
    if is_open(utc_instant(monday + dt.timedelta(days=weekday), time, zone), usual):
        return False

    setting = await find_setting(tx, workspace, channel)
    week = rules.widen(working_time.week, weekday, time)
    await save_setting(tx, workspace, channel, structs.replace(setting, week=week, quiet=None))
    return True


def _batches(ids: Iterable[str]) -> Iterable[list[str]]:
    everybody = list(ids)
    for start in range(0, len(everybody), _BATCH):
        yield everybody[start : start + _BATCH]
