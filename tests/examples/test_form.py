from tests.reading import complaint, form_of, text
from tests.world import ADA, BEN, World

PLACE = {"name": "Ramen bar", "capacity": "12", "good_for": "evening"}


async def test_a_form_comes_back_with_an_error_at_its_field(world: World) -> None:
    form = form_of(await world.say(ADA, "/venues add"))

    answer = await world.submit(ADA, form, {**PLACE, "capacity": "a few"})
    assert complaint(answer, "capacity")

    answer = await world.submit(ADA, form, PLACE)
    assert "Ramen bar" in text(answer)
    assert "Ramen bar" in text(await world.say(BEN, "/venues"))
