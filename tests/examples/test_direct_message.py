from bot.core import outbox
from bot.pairings.rules import DRY_RUN
from bot.ui.notices import note_card
from tests.reading import titles
from tests.world import BEN, HOME, World


async def test_a_message_is_sent_once_for_each_key(world: World) -> None:
    for _ in range(2):  # as a job would that runs again
        async with world.database.transaction() as tx:
            await outbox.send_dm(
                tx,
                HOME,
                key="welcome:ben",
                person=BEN,
                card=note_card("Welcome, Ben"),
                reason=DRY_RUN,
                due=world.now,
                solicited=True,  # asked for: neither quiet hours nor the budget hold it back
            )

    assert await world.dms(BEN) == []  # so far it is a row in the outbox
    await world.pass_time(minutes=1)
    assert titles(await world.dms(BEN)) == ["Welcome, Ben"]
