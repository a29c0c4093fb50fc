from datetime import UTC, date, datetime

from bot.core.interactions import Invocation
from bot.core.platform import ChannelMember
from bot.people import records
from bot.people.departures import record_returns
from bot.store.engine import Database

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WORKSPACE, CHANNEL = "W", "W/lunch"
TOM, PRIYA, JUN = (
    ChannelMember(f"W/{name.lower()}", name, "Europe/Berlin") for name in ("Tom", "Priya", "Jun")
)


async def sync(database: Database, *members: ChannelMember, channel: str = CHANNEL) -> list[str]:
    async with database.transaction() as tx:
        return await records.sync_channel_members(tx, WORKSPACE, channel, members, NOW)


async def names(database: Database, channel: str = CHANNEL) -> list[str]:
    async with database.read_transaction() as tx:
        return [person.name for person in await records.people_in_channel(tx, WORKSPACE, channel)]


async def find(database: Database, who: str) -> records.Person:
    async with database.read_transaction() as tx:
        found = await records.find_person(tx, WORKSPACE, who)
    assert found
    return found


async def test_everybody_in_a_channel_is_welcomed_once(database: Database) -> None:
    assert await sync(database, TOM, PRIYA, TOM) == [TOM.person, PRIYA.person]
    assert await sync(database, TOM, PRIYA, JUN) == [JUN.person]
    assert await names(database) == ["Tom", "Priya", "Jun"]


async def test_whoever_leaves_a_channel_is_no_longer_in_it_but_still_known(
    database: Database,
) -> None:
    await sync(database, TOM, PRIYA)
    assert await sync(database, PRIYA) == []
    assert await names(database) == ["Priya"]
    async with database.read_transaction() as tx:
        assert [person.name for person in await records.list_people(tx, WORKSPACE)] == [
            "Tom",
            "Priya",
        ]
        assert await records.channels_of(tx, WORKSPACE, TOM.person) == []
        assert await records.channels_of(tx, WORKSPACE, PRIYA.person) == [CHANNEL]


async def test_channels_and_workspaces_do_not_mix(database: Database) -> None:
    await sync(database, TOM)
    await sync(database, PRIYA, channel="W/other")
    async with database.read_transaction() as tx:
        assert await records.people_in_channel(tx, "elsewhere", CHANNEL) == []
        assert await records.list_people(tx, "elsewhere") == []
    assert await names(database) == ["Tom"]


async def test_the_platform_tells_who_is_called_what_and_who_organises(database: Database) -> None:
    await sync(database, TOM)
    await sync(database, ChannelMember(TOM.person, "Thomas", "Europe/London", organiser=True))
    tom = await find(database, TOM.person)
    assert (tom.name, tom.zone, tom.organiser) == ("Thomas", "Europe/London", True)
    async with database.read_transaction() as tx:
        assert [person.name for person in await records.list_organisers(tx, WORKSPACE)] == [
            "Thomas"
        ]


async def test_a_zone_somebody_chose_stays(database: Database) -> None:
    await sync(database, TOM)
    async with database.transaction() as tx:
        await records.update_person(tx, WORKSPACE, TOM.person, zone="Asia/Tokyo", profile_at=NOW)
    await sync(database, TOM)
    assert (await find(database, TOM.person)).zone == "Asia/Tokyo"


async def test_a_zone_nobody_knows_counts_as_utc(database: Database) -> None:
    await sync(
        database, ChannelMember("W/eve", "Eve", "Mars/Olympus"), ChannelMember("W/kim", "Kim")
    )
    assert {(await find(database, who)).zone for who in ("W/eve", "W/kim")} == {"UTC"}


async def test_whoever_comes_back_is_here_again(database: Database) -> None:
    await sync(database, TOM)
    async with database.transaction() as tx:
        await records.update_person(tx, WORKSPACE, TOM.person, left=True)
    assert await names(database) == []
    call = Invocation(
        "1", WORKSPACE, TOM.person, "Tom", NOW, "command", "mingle me", organiser=True
    )
    async with database.transaction() as tx:
        await records.ensure_person(tx, call)
        await record_returns(tx, WORKSPACE, [TOM.person], NOW)
        met = await records.get_caller(call, tx)
    assert (met.left, met.organiser, met.zone) == (False, True, "Europe/Berlin")
    assert await names(database) == ["Tom"]


async def test_a_stranger_is_met_with_the_zone_their_platform_tells(database: Database) -> None:
    call = Invocation(
        "1", WORKSPACE, "W/new", "New", NOW, "command", "mingle me", zone="Asia/Tokyo"
    )
    async with database.transaction() as tx:
        met = await records.ensure_person(tx, call)
    assert (met.name, met.zone, met.organiser) == ("New", "Asia/Tokyo", False)


def test_a_pause_ends_on_the_date_that_was_named() -> None:
    tom = records.Person("W/tom", "Tom", "UTC", paused_until=date(2026, 12, 1))
    assert records.is_paused(tom, date(2026, 11, 30))
    assert not records.is_paused(tom, date(2026, 12, 1))
    assert not records.is_paused(records.Person("W/tom", "Tom", "UTC"), date(2026, 12, 1))
