import datetime as dt

from bot.dates.working_time import OFFICE_WEEK
from bot.people.hours.records import WORKSPACE, channel_working_time, save_setting, working_times
from bot.people.hours.rules import HoursSetting
from tests.world import ADA, BEN, HOME, LUNCH, World

EVENINGS = ((dt.time(17), dt.time(22)),) * 7
NIGHTS = ((dt.time(22), dt.time(6)),) * 5 + (None, None)
CLOSED = ((dt.date(2026, 12, 24), dt.date(2027, 1, 1)),)


async def test_everybody_has_their_own_hours_or_those_of_the_channel(world: World) -> None:
    async with world.database.transaction() as tx:
        await save_setting(tx, HOME, WORKSPACE, HoursSetting(region="DE-BY", blackout=CLOSED))
        await save_setting(tx, HOME, LUNCH, HoursSetting(week=EVENINGS))
        await save_setting(tx, HOME, ADA, HoursSetting(week=NIGHTS))
        in_lunch = await working_times(tx, HOME, [ADA, BEN, "acme/nobody"], LUNCH)
        elsewhere = await working_times(tx, HOME, [ADA, BEN])
        channel = await channel_working_time(tx, HOME, LUNCH, "Europe/Berlin", CLOSED)

    assert in_lunch[ADA].week == elsewhere[ADA].week == NIGHTS
    assert in_lunch[BEN].week == EVENINGS
    assert in_lunch["acme/nobody"].zone == "UTC"
    assert elsewhere[BEN].week == OFFICE_WEEK
    assert elsewhere[BEN].region == "DE-BY"
    assert channel.week == EVENINGS
    assert channel.region == "DE-BY"
