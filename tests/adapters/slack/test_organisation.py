"""An Enterprise Grid organisation: workspaces that it grants, and takes back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.tables import setting
from bot.pairings.tables import pairing_program
from bot.people.tables import person
from bot.store.engine import Database
from tests.adapters.slack.town import Town, open_town, our_id
from tests.doubles.faults import Fault
from tests.doubles.slack import Channel, User
from tests.doubles.slack.state import Workspace

GONE = "isn't in this workspace"
MODES = pytest.mark.parametrize("mode", ["http", "socket"])


async def _organisation(town: Town) -> tuple[Workspace, User, Channel]:
    there, ann, lunch = town.company("Grid", organisation=True)
    await town.add(there, ann)
    await town.settle()
    return there, ann, lunch


async def _left(database: Database) -> set[str]:
    async with database.read_transaction() as tx:
        return set(await tx.scalars(select(person.c.name).where(person.c.left.is_(True))))


@MODES
async def test_people_of_a_workspace_that_is_granted_later_take_part(
    database: Database, mode: str
) -> None:
    async with open_town(database, mode) as town:
        there, ann, lunch = await _organisation(town)
        ola = town.slack.person("Ola", there, home="TSECOND", enterprise=there.enterprise)
        lunch.members.append(ola.id)
        await town.slack.grant(there, "TSECOND", "Second")
        await town.set_up(ann, lunch)
        assert "Ola" in town.asked(there)
        assert GONE not in await town.answer_to(ola, lunch)


@MODES
async def test_who_is_only_in_a_workspace_that_is_taken_back_has_left(
    database: Database, mode: str
) -> None:
    async with open_town(database, mode) as town:
        there, ann, lunch = await _organisation(town)
        await town.slack.grant(there, "TSECOND", "Second")
        ola = town.slack.person("Ola", there, home="TSECOND", enterprise=there.enterprise)
        lunch.members.append(ola.id)
        await town.set_up(ann, lunch)
        await town.answer_to(ola, lunch, "/mingle join")
        await town.slack.take_back(there, "TSECOND")
        await town.settle()
        assert await _left(database) == {"Ola"}
        assert set(await town.stored()) == {our_id(there)}
        assert GONE not in await town.answer_to(ann, lunch)


async def test_a_company_in_an_organisation_that_has_mingle_keeps_its_own(
    database: Database,
) -> None:
    async with open_town(database) as town:
        there, ann, lunch = await _organisation(town)
        acme, ben, table = town.company("Acme")
        acme.enterprise = there.enterprise
        await town.add(acme, ben)
        assert set(await town.stored()) == {our_id(there), our_id(acme)}
        for user, channel in ((ann, lunch), (ben, table)):
            assert GONE not in await town.answer_to(user, channel)
        await town.slack.uninstall(acme)
        assert set(await town.stored()) == {our_id(there)}


async def test_a_channel_in_a_workspace_that_was_not_granted_is_no_reason_to_wait_for_all(
    database: Database,
) -> None:
    async with open_town(database) as town:
        there, ann, lunch = await _organisation(town)
        fault = Fault("error", code="team_access_not_granted")
        town.slack.faults.next("conversations.members", fault)
        await town.set_up(ann, lunch)
        assert GONE not in await town.answer_to(ann, lunch)
        assert not town.offices._offices[our_id(there)].api._logged_refusals


async def test_a_channel_of_a_workspace_that_is_taken_back_rests_until_it_is_granted_again(
    database: Database,
) -> None:
    async with open_town(database) as town:
        there, ann, _ = await _organisation(town)
        await town.slack.grant(there, "TSECOND", "Second")
        table = town.slack.channel("table", [ann], there)
        table.home = "TSECOND"
        await town.set_up(ann, table)
        await town.slack.take_back(there, "TSECOND")
        await _pass_a_night(town)
        assert await _resting(database) == {"table"}
        assert any("#table" in words for words in town.read_by(ann, there))

        await town.slack.grant(there, "TSECOND", "Second")
        await town.settle()
        assert not await _resting(database)


async def _pass_a_night(town: Town) -> None:
    for _ in range(24):
        town.clock.move(timedelta(hours=1))
        await town.settle()


async def _resting(database: Database) -> set[str]:
    async with database.read_transaction() as tx:
        channels = await tx.scalars(select(setting.c.about).where(setting.c.name == "resting"))
        known = select(pairing_program.c.channel, pairing_program.c.channel_name)
        names = {row.channel: row.channel_name for row in await tx.all(known)}
        return {names[channel] for channel in channels}
