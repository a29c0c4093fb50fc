"""Events are found by what topics mean, in a channel's digest and in anybody's list."""

import pytest

from bot.people.meanings import find_in_title
from bot.ui.cards import ChoiceField
from tests.factories.digests import digests, make_listed_event, until_digest
from tests.reading import form_of, text, value_of
from tests.world import ADA, BEN, LUNCH, World


async def test_a_digest_about_a_topic_tells_of_other_words_for_it_and_of_what_belongs_to_it(
    world: World,
) -> None:
    await make_listed_event(world, "Jazz at the Anker", 9)
    await make_listed_event(world, "Evening with friends", 9, topics=("opera",))
    await make_listed_event(world, "Deep learning for beginners", 10)
    await make_listed_event(world, "Support our school", 10)
    await make_listed_event(world, "Running a business", 11)
    topics = "music, ML, customer support, running"
    await world.fill(ADA, "/events digest", {"channel": LUNCH, "topics": topics})
    await until_digest(world)
    [card] = await digests(world)
    told = text(card)
    titles = ("Jazz", "friends", "Deep", "school")
    assert [title for title in titles if title in told] == ["Jazz", "friends", "Deep"]


async def test_a_topic_asked_for_finds_its_other_words_but_not_what_it_belongs_to(
    world: World,
) -> None:
    await make_listed_event(world, "Cluster night", 1, topics=("k8s",))
    await make_listed_event(world, "Everything about devops", 1, topics=("devops",))
    found = text(await world.say(BEN, "/events topic:kubernetes"))
    assert "Cluster night" in found
    assert "Everything" not in found


async def test_a_town_is_one_town_however_it_is_spelled(world: World) -> None:
    await make_listed_event(world, "Chess in the park", 1, town="Berlin, Mitte", topics=("chess",))
    await world.submit(BEN, "profile.save", {"office": "HQ Berlin", "interests": "chess"})
    assert "Chess in the park" in text(await world.say(BEN, "/events"))
    assert "Chess in the park" in text(await world.say(BEN, "/events town:berlin"))


async def test_topics_that_mean_the_same_are_offered_once(world: World) -> None:
    await make_listed_event(world, "One", 1, topics=("machine learning",), town="Berlin")
    await make_listed_event(world, "Two", 1, topics=("ML", "chess"), town="berlin")
    shown = await world.say(BEN, "/events")
    form = form_of(await world.click(BEN, "events.filter", value_of(shown, "events.filter")))
    fields = [field for field in form.fields if isinstance(field, ChoiceField)]
    offered = {field.id: [choice.value for choice in field.choices] for field in fields}
    assert offered["topic"] == ["any topic", "machine learning", "chess"]
    assert offered["town"] == ["any town", "Berlin"]


@pytest.mark.parametrize(
    ("title", "topics"),
    [
        ("Hikes around Berlin", {"hiking"}),
        ("C++ user group", {"C++"}),
        ("Spring drinks", set()),
        ("Running a business", set()),
        ("Browser history, explained", set()),
        ("", set()),
    ],
)
def test_a_title_names_the_topics_of_its_phrases_and_of_their_own_words(
    title: str, topics: set[str]
) -> None:
    assert find_in_title(title).topics == topics
