from tests.reading import text
from tests.world import ADA, BEN, LUNCH, World


async def test_a_command_answers_the_one_who_typed_it(world: World) -> None:
    await world.say(ADA, "/lunch 12:30 seats:3 at:Canteen")
    answer = await world.say(BEN, "/lunch tables")
    assert "Canteen" in text(answer)


async def test_a_command_that_cannot_be_done_changes_nothing(world: World) -> None:
    await world.say(ADA, "/mingle me")  # whoever uses Mingle first becomes a person in it
    before = await world.snapshot()

    answer = await world.say(ADA, "/lunch 12:30 seats:400")

    assert "That didn't work yet" in text(answer)
    assert await world.snapshot() == before
    assert not await world.posts(LUNCH)
