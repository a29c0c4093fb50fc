"""Ask one colleague to lunch."""

import pytest

from bot.people import records as people
from tests.bot.open_tables.office import JUN, TOM, WORKSPACE, Office
from tests.reading import text


async def test_the_one_who_is_asked_hears_of_it_and_the_channel_does_not(office: Office) -> None:
    answer = await office.lunch(TOM, f"with {JUN} 13:00")
    assert text(answer).startswith(
        "Asked\nI ask Jun Becker for you. You have a table for two today, 13:00"
    )
    [card] = await office.said(JUN)
    assert card.title == "Lunch with Tom?"
    [table] = await office.tables()
    await office.click(JUN, "table.join", table.id)
    [table] = await office.tables()
    assert [guest.person for guest in table.seated] == [TOM, JUN]
    assert not await office.said(table.channel)


async def test_whoever_would_rather_not_meet_hears_nothing_and_nobody_learns_of_it(
    office: Office,
) -> None:
    async with office.database.transaction() as tx:
        await people.set_avoid_list(tx, WORKSPACE, JUN, [TOM])
    answer = await office.lunch(TOM, f"with {JUN} 13:00")
    assert text(answer).startswith("Asked\nI ask Jun Becker for you.")
    assert not await office.said(JUN)


@pytest.mark.parametrize("who", ["", TOM, "Jun", "other/jun", "@everyone"])
async def test_somebody_has_to_be_named(office: Office, who: str) -> None:
    assert "Name one colleague" in text(await office.lunch(TOM, f"with {who}"))
    assert not await office.tables()


async def test_nobody_sits_at_two_tables_at_once(office: Office) -> None:
    await office.lunch(TOM, "13:00")
    assert "Name one" not in text(await office.lunch(TOM, f"with {JUN} 13:00"))
    assert len(await office.tables()) == 1
