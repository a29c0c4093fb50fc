from tests.reading import labels, text, value_of
from tests.world import ADA, BEN, LUNCH, World


async def test_a_button_carries_a_row_and_never_a_person(world: World) -> None:
    await world.say(ADA, "/lunch 12:30")
    await world.pass_time(minutes=1)
    [card] = await world.posts(LUNCH)
    assert labels(card) == ["Take a seat", "Can't today"]

    table = value_of(card, "table.join")
    answer = await world.click(BEN, "table.join", table)  # who clicks is known from the click

    assert table == "1"
    assert "Ada" in text(answer)
