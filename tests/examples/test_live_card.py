from tests.reading import mentions
from tests.world import ADA, BEN, LUNCH, World


async def test_a_live_card_is_rendered_again_when_a_fact_changes(world: World) -> None:
    await world.say(ADA, "/lunch 12:30")
    await world.pass_time(minutes=1)
    [card] = await world.posts(LUNCH)
    assert mentions(card) == {ADA}

    await world.click(BEN, "table.join", 1)  # its handler calls `outbox.invalidate`
    await world.pass_time(minutes=1)  # and the engine edits each message that shows the table

    [card] = await world.posts(LUNCH)
    assert mentions(card) == {ADA, BEN}
