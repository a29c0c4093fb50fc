"""Pairing programs."""

from typing import Any

from bot.pairings.tables import pairing_program
from tests.world import HOME, LUNCH, World


async def make_program(world: World, **values: Any) -> None:
    """Add an active program to #lunch, without the jobs that its setup schedules."""
    usual = {
        "workspace": HOME,
        "channel": LUNCH,
        "channel_name": "lunch",
        "recurrence": "FREQ=WEEKLY;BYDAY=TU",
        "start": world.now.date(),
        "time": "10:00",
        "zone": "Europe/Berlin",
        "size": 2,
        "blackout": (),
        "same_office": False,
        "active": True,
    }
    async with world.database.transaction() as tx:
        await tx.insert(pairing_program, **{**usual, **values})
