"""`/mingle who-knows`: names of those who agreed, and an introduction to both."""

import pytest

from bot.core.interactions import Answer
from bot.core.tables import outbox_message
from bot.events.tables import event as events
from bot.know_how.rules import Evidence, choose_experts, read_topic, speaks_of
from bot.know_how.tables import named_expert
from tests.factories.events import make_event, rsvp
from tests.factories.people import describe as describe_known
from tests.factories.people import leave_company, make_avoid_list
from tests.reading import button_values, form_of, text, value_of
from tests.world import ADA, BEN, CLEO, DINA, SIDE, World

NOBODY = "I've nobody to name"


async def _expert(world: World, person: str = BEN, *offers: str) -> None:
    await world.say(person, "/mingle")
    await describe_known(world, person, offers=offers or ("sourdough baking",))
    await world.click(person, "who.name", "me")


async def _ask(world: World, about: str = "sourdough", person: str = ADA) -> Answer:
    return await world.say(person, f"/mingle who knows about {about}")


@pytest.mark.parametrize(
    ("offer", "topic", "fits"),
    [
        ("Django", "python", True),
        ("Python", "Django", False),
        ("ML", "machine learning", True),
        ("sourdough baking", "sourdough", True),
        ("monty python", "python", False),
        ("chess", "sourdough", False),
    ],
)
def test_who_offers_a_part_knows_about_the_whole_and_not_the_other_way(
    offer: str, topic: str, fits: bool
) -> None:
    assert speaks_of(Evidence(BEN, "offer", offer), topic) is fits


def test_a_topic_is_read_as_people_type_it() -> None:
    assert read_topic("about sourdough?") == read_topic("sourdough") == "sourdough"


def test_each_person_is_named_once_and_offers_come_first() -> None:
    found = [
        Evidence(BEN, "learning", "Sourdough needs patience"),
        Evidence(BEN, "offer", "sourdough"),
        Evidence(CLEO, "learning", "A sourdough starter is alive"),
    ]
    assert [(each.person, each.kind) for each in choose_experts(found, "sourdough")] == [
        (BEN, "offer"),
        (CLEO, "learning"),
    ]


async def test_nobody_is_named_who_did_not_agree(world: World) -> None:
    await world.say(BEN, "/mingle")
    await describe_known(world, BEN, offers=("sourdough baking",))
    assert NOBODY in text(await _ask(world))
    await world.click(BEN, "who.name", "me")
    assert "Ben Marsh can show others: sourdough baking" in text(await _ask(world))
    await world.click(BEN, "who.unname", "me")
    assert NOBODY in text(await _ask(world))
    assert not await world.select_all(named_expert)


@pytest.mark.parametrize(
    "line",
    [
        "/mingle who knows sourdough",
        "/mingle who-knows about sourdough?",
        "/mingle who-knows topic:sourdough",
    ],
)
async def test_the_question_is_understood_as_people_type_it(world: World, line: str) -> None:
    await _expert(world)
    assert "Ben Marsh" in text(await world.say(ADA, line))


@pytest.mark.parametrize(("who", "whom"), [(ADA, BEN), (BEN, ADA)])
async def test_those_kept_apart_read_what_they_read_where_nobody_knows(
    world: World, who: str, whom: str
) -> None:
    before = text(await _ask(world))
    await _expert(world)
    await make_avoid_list(world, who, whom)
    assert text(await _ask(world)) == before


async def test_who_left_or_pauses_is_not_named(world: World) -> None:
    await _expert(world)
    await _expert(world, CLEO)
    await world.say(BEN, "/mingle pause in two weeks")
    said = text(await _ask(world))
    assert "Cleo" in said
    assert "Ben" not in said
    await leave_company(world, CLEO)
    assert NOBODY in text(await _ask(world))


async def test_a_learning_names_its_author_only_where_it_was_shared_by_name(world: World) -> None:
    event = await make_event(world, by=DINA)
    for person in (BEN, CLEO):
        await rsvp(world, person, event, "going")
        await world.click(person, "who.name", "me")
    await world.pass_time(days=5)
    for person, share in ((BEN, "named"), (CLEO, "unnamed")):
        fields = {"text": "Sourdough needs patience.", "share": share}
        await world.submit(person, "learning.save", fields, value=f"event:{event}")
    said = text(await _ask(world))
    assert "Ben Marsh wrote: “Sourdough needs patience.”" in said
    assert "Cleo" not in said


async def test_an_event_speaks_for_its_host_to_those_who_see_its_channel(world: World) -> None:
    await make_event(world, {"title": "Sourdough evening"}, by=DINA)
    await world.click(DINA, "who.name", "me")
    assert "Dina Haddad planned “Sourdough evening”" in text(await _ask(world))
    async with world.database.transaction() as tx:
        await tx.execute(events.update().values(channel=SIDE))
    assert NOBODY in text(await _ask(world))


async def test_one_click_opens_the_invitation_and_both_are_introduced(world: World) -> None:
    await _expert(world)
    answer = await _ask(world)
    form = form_of(await world.click(ADA, "who.meet", value_of(answer, "who.meet")))
    sent = await world.submit(ADA, form, {"when": "tomorrow 12:30"})
    assert "Ben Marsh" in text(sent)
    rows = [row for row in await world.select_all(outbox_message) if row.subject.kind == "asked"]
    assert [tuple(row.recipients) for row in rows] == [(BEN,)]


async def test_a_name_taken_back_meanwhile_opens_no_invitation(world: World) -> None:
    await _expert(world)
    value = value_of(await _ask(world), "who.meet")
    await world.click(BEN, "who.unname", "me")
    assert "That has changed since" in text(await world.click(ADA, "who.meet", value))


async def test_without_a_topic_somebody_reads_whether_they_are_named(world: World) -> None:
    answer = await world.say(ADA, "/mingle who-knows")
    assert "I don't name you" in text(answer)
    assert "who.name" in button_values(answer)
