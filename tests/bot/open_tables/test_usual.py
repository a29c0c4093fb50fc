"""The days on which people usually eat, and who keeps theirs when others change."""

from sqlalchemy import select

from bot.core.subjects import Subject
from bot.core.tables import occurrence, outbox_message
from bot.ui.cards import TextField
from tests.factories.tables import AMARA, JUN, PRIYA, SOFIA, TOM, at, find_tables, lunch
from tests.reading import buttons, form_of, text
from tests.world import LUNCH, World


async def test_who_ends_their_usual_ends_nobody_elses(world: World) -> None:
    await lunch(world, TOM, "usual wed 12:30")
    await lunch(world, PRIYA, "usual wed 12:30")
    await lunch(world, TOM, "usual off")
    planned = [row.subject for row in await world.select_all(occurrence) if row.state == "waiting"]
    assert Subject("usual", 2) in planned
    assert Subject("usual", 1) not in planned
    await world.until(at("10:00", 11))
    [table] = await find_tables(world)
    assert [guest.person for guest in table.seated] == [PRIYA]


async def test_the_announced_card_follows_every_seat(world: World) -> None:
    await lunch(world, TOM, "12:30")
    await world.click(PRIYA, "table.join", 1)
    await world.pass_time(minutes=1)
    [before] = await world.posts(LUNCH)
    await world.click(PRIYA, "table.leave", 1)
    await world.pass_time(minutes=1)
    [after] = await world.posts(LUNCH)
    assert before != after
    assert after == await world.live_card("table:1")


async def test_both_announced_cards_show_that_tables_joined(world: World) -> None:
    await lunch(world, TOM, "12:30")
    await lunch(world, PRIYA, "12:30 at:Ramen")
    await world.until(at("12:00"))
    for host in (TOM, PRIYA):
        await world.click(host, "table.merge_yes", 1)
    await world.pass_time(minutes=1)
    assert await world.posts(LUNCH) == [
        await world.live_card("table:1"),
        await world.live_card("table:2"),
    ]


async def test_what_was_learned_is_asked_within_a_day(world: World) -> None:
    await lunch(world, TOM, "12:30")
    await world.click(PRIYA, "table.join", 1)
    await world.until(at("13:30"))
    asked = outbox_message.c.reason == "table.learned"
    async with world.database.read_transaction() as tx:
        rows = await tx.all(select(outbox_message).where(asked))
    assert [(row.due, row.expires, row.purpose) for row in rows] == [
        (at("13:30"), at("13:30", 11), 0)
    ] * 2


async def test_a_full_table_offers_four_others_at_most(world: World) -> None:
    await lunch(world, TOM, "12:30 seats:2")
    await world.click(PRIYA, "table.join", 1)
    for host, time in ((JUN, "13:00"), (AMARA, "13:00"), (TOM, "14:00"), (JUN, "14:00")):
        await lunch(world, host, f"{time} at:Canteen")
    await lunch(world, AMARA, "14:00 at:Canteen")
    offered = await world.click(SOFIA, "table.join", 1)
    assert [action for action, *_ in buttons(offered)].count("table.join") == 4


async def test_a_button_of_a_day_that_is_written_out_fills_in_the_time(world: World) -> None:
    world.now = at("15:10")
    for value, shown in (("", "2026-03-11 12:30"), ("2026-03-17-1230", "2026-03-17 12:30")):
        field = form_of(await world.click(TOM, "table.open", value)).fields[0]
        assert isinstance(field, TextField)
        assert field.initial == shown


async def test_each_host_sees_their_answer_and_is_not_asked_after_the_last_call(
    world: World,
) -> None:
    await lunch(world, TOM, "12:30")
    await lunch(world, PRIYA, "12:30 at:Ramen")
    await world.until(at("12:01"))
    await world.click(TOM, "table.merge_yes", 1)
    await world.pass_time(minutes=1)
    for host in (TOM, PRIYA):
        assert await world.dms(host) == await world.outbox(host, "table.merger")
    assert "You said yes" in text((await world.dms(TOM))[0])
    rows = await world.select_all(outbox_message)
    assert [row.expires for row in rows if row.reason == "table.merger"] == [at("12:15")] * 2
