"""Two workspaces that share a database, and eat apart."""

from bot.core import channels
from bot.store.engine import Database
from tests.factories.people import make_people
from tests.factories.tables import PRIYA, TOM, at, find_table, lunch
from tests.reading import buttons, form_of, text
from tests.world import HOME, LUNCH, SIDE, World, world_on

EVE, FAY = "other/eve", "other/fay"
THEIRS = "other/lunch"
NAMES = ("Tom Becker", "Priya Becker", "Jun Becker")


async def two_workspaces(database: Database) -> World:
    """Return a world with our people and theirs, shortly before lunch."""
    world = await world_on(database, HOME, "other", moment=at("11:42"))
    await make_people(world, *NAMES, organisers=(), channels=("lunch", "side"), known=True)
    await make_people(world, "Eve Moss", "Fay Moss", workspace="other", organisers=(), known=True)
    return world


async def test_strangers_are_offered_no_seat_at_our_tables(database: Database) -> None:
    world = await two_workspaces(database)
    await lunch(world, TOM, "12:30")
    assert "Your table today, 12:30 is open" in text(await lunch(world, EVE, "today", THEIRS))
    for person, host in ((PRIYA, "Tom"), (FAY, "Eve")):
        where = LUNCH if person == PRIYA else THEIRS
        for words in ("", "tables"):
            offered = await lunch(world, person, words, where)
            assert [label for _, _, label in buttons(offered) if "Sit" in label] == [
                f"Sit with {host}, 12:30"
            ], text(offered)


async def test_strangers_can_press_none_of_our_buttons(database: Database) -> None:
    world = await two_workspaces(database)
    await lunch(world, TOM, "12:30")
    await lunch(world, PRIYA, "12:45")
    await world.until(at("12:00"))
    before = await world.snapshot()
    for action in ("join", "change", "leave", "cancel", "merge_yes", "merge_no"):
        answer = await world.do(world.call(EVE, "button", f"table.{action}", "1"))
        assert "This table is no more" in text(answer)
    assert await world.snapshot() == before


async def test_our_tables_are_never_joined_with_theirs(database: Database) -> None:
    world = await two_workspaces(database)
    await lunch(world, TOM, "12:30")
    await lunch(world, EVE, "12:30", channel=THEIRS)
    await world.until(at("12:15"))
    assert not await world.outbox(TOM, "table.merger")
    assert not await world.outbox(EVE, "table.merger")


async def test_a_channel_that_was_chosen_in_a_form_goes_by_its_name(
    database: Database,
) -> None:
    world = await two_workspaces(database)
    await lunch(world, PRIYA, "13:30")
    form = form_of(await world.click(TOM, "table.open", ""))
    answer = await world.submit(TOM, form, {"when": "today 12:30", "channel": SIDE})
    assert "I've told #side" in text(answer)

    assert (await find_table(world, 2)).channel_name == "side"


async def test_colleagues_may_be_introduced_where_a_table_was_announced(
    database: Database,
) -> None:
    world = await two_workspaces(database)
    await lunch(world, TOM, "12:30", channel=SIDE)
    await lunch(world, EVE, "12:30", channel=THEIRS)
    async with world.database.read_transaction() as tx:
        assert await channels.meeting_channels(tx, HOME, [TOM]) == [SIDE]
