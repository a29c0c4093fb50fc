"""`/mingle next`: one answer, by a ladder, with why not the step above."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import update

from bot.core.interactions import Answer
from bot.events.tables import event as event_table
from bot.next_step.tables import next_step
from tests.factories.associations import join_association, make_association, make_opening
from tests.factories.digests import make_listed_event
from tests.factories.events import make_event, rsvp
from tests.factories.people import describe as describe_known
from tests.factories.people import leave_company, make_avoid_list
from tests.factories.programs import make_program
from tests.reading import button_values, card_of, labels, mentions, text, value_of
from tests.world import ADA, BEN, CLEO, DINA, EMIL, World


async def _next(world: World, person: str = ADA) -> Answer:
    return await world.say(person, "/mingle next")


async def describe(world: World, person: str, **profile: Any) -> None:
    """Fill in the profile of somebody who has used Mingle before."""
    await world.say(person, "/mingle")
    await describe_known(world, person, **profile)


async def _pass(world: World, answer: Answer, person: str = ADA) -> Answer:
    return await world.click(person, "next.pass", value_of(answer, "next.pass"))


async def _listed_with(world: World, *going: str, openly: bool = True, says: str = "") -> int:
    """List an event about Python on Wednesday, to which these people go."""
    await describe(world, ADA, interests=("Python",), office="Berlin")
    about = {"topics": ("Python",), "description": says}
    event = await make_listed_event(world, "Python evening", 2, **about)
    for person in going:
        await rsvp(world, person, event, "going")
        if openly:
            await world.click(person, "event.openly", f"{event}:yes")
    return event


async def test_where_nothing_is_on_somebody_is_told_what_to_start(world: World) -> None:
    answer = await _next(world)
    assert card_of(answer).title == "Your next step"
    assert "Start something: a meetup" in text(answer)
    assert "No opening that I know of fits you right now." in text(answer)


async def test_an_event_on_ones_topics_with_a_colleague_going_comes_first(world: World) -> None:
    event = await _listed_with(world, BEN)
    answer = await _next(world)
    assert "Go to Python evening" in text(answer)
    assert "Ben Marsh is going." in text(answer)
    assert "right now" not in text(answer)
    assert value_of(answer, "event.answer") == f"{event}:going"
    await world.click(ADA, "event.answer", f"{event}:going")
    assert "Python evening" not in text(await _next(world))


async def test_guests_are_sent_where_they_are_welcome_and_not_where_members_meet(
    world: World,
) -> None:
    await _listed_with(world, BEN, says="Guests are welcome at our table.")
    assert "Ben Marsh is going. Guests are welcome." in text(await _next(world))
    async with world.database.transaction() as tx:
        await tx.execute(update(event_table).values(description="Members only."))
    assert "Python evening" not in text(await _next(world))


async def test_a_name_that_is_hidden_is_no_company_that_anybody_is_told_of(world: World) -> None:
    await _listed_with(world, BEN, openly=False)
    assert "Python evening" not in text(await _next(world))


async def test_an_event_to_which_somebody_would_go_if_one_more_does(world: World) -> None:
    event = await _listed_with(world)
    await rsvp(world, BEN, event, "if_one")
    answer = await _next(world)
    assert "A colleague would go if one more does." in text(answer)
    assert "Ben" not in text(answer)
    assert value_of(answer, "event.answer") == f"{event}:if_one"


async def test_an_open_table_comes_after_events_and_says_why_it_is_no_event(world: World) -> None:
    await world.say(BEN, "/lunch Tuesday 12:30")
    answer = await _next(world)
    assert "Sit down at Ben Marsh's lunch table" in text(answer)
    assert "I've no event to suggest for this week." in text(answer)


async def test_a_table_that_is_full_or_waits_for_a_colleague_is_left_alone(world: World) -> None:
    await world.say(BEN, "/lunch Tuesday 12:30 seats:2")
    table = value_of(await _next(world), "table.join")
    await world.click(CLEO, "table.join", table)
    await world.command(DINA, "lunch with", {"person": EMIL, "when": "Wednesday 12:30"})
    assert "lunch table, " not in text(await _next(world))


async def test_nobody_is_sent_to_the_table_of_somebody_they_would_rather_not_meet(
    world: World,
) -> None:
    await world.say(BEN, "/lunch Tuesday 12:30")
    for author, other in ((ADA, BEN), (BEN, ADA)):
        await make_avoid_list(world, ADA)
        await make_avoid_list(world, BEN)
        await make_avoid_list(world, author, other)
        answer = await _next(world)
        assert "Ben" not in text(answer)


async def _hungry(world: World) -> None:
    """Set up lunches in which Ada and two colleagues take part."""
    await make_program(world)
    for person in (ADA, BEN, CLEO):
        await world.say(person, "/mingle join")


async def test_a_colleague_is_suggested_with_a_word_on_why_and_asked_by_one_click(
    world: World,
) -> None:
    await _hungry(world)
    await describe(world, ADA, wants=("Rust",))
    await describe(world, CLEO, offers=("Rust",))
    answer = await _next(world)
    assert "Have lunch with Cleo Duarte" in text(answer)
    assert "They offer Rust, which you'd like to learn about." in text(answer)
    assert "I've no lunch table to suggest right now." in text(answer)

    asked = await world.click(ADA, "next.lunch", value_of(answer, "next.lunch"))
    assert "I'll ask Cleo Duarte for you" in text(asked)
    await world.pass_time(minutes=1)
    assert any("Ada" in text(card) for card in await world.dms(CLEO))
    assert "Cleo" not in text(await _next(world))


async def test_the_time_that_was_shown_is_the_time_that_is_asked_for(world: World) -> None:
    await _hungry(world)
    answer = await _next(world)
    [label] = labels(answer, "next.lunch")
    await world.pass_time(hours=20)
    asked = await world.click(ADA, "next.lunch", value_of(answer, "next.lunch"))
    if "too old" not in text(asked):
        assert label.rpartition(", ")[2] in text(asked)


async def test_a_suggested_lunch_that_is_forged_or_over_asks_nobody(world: World) -> None:
    await _hungry(world)
    value = value_of(await _next(world), "next.lunch")
    number, _, moment = value.partition(":")
    for forged in (f"{number}:", number, f"{number}:20990101T1230", f"{number}:20200101T1230"):
        assert "too old" in text(await world.click(ADA, "next.lunch", forged))
    assert "too old" in text(await world.click(DINA, "next.lunch", value))
    await leave_company(world, BEN)
    await leave_company(world, CLEO)
    assert "too old" in text(await world.click(ADA, "next.lunch", f"{number}:{moment}"))


async def test_an_opening_of_ones_association_is_suggested(world: World) -> None:
    number = await make_association(world)
    await join_association(world, ADA, number)
    await make_opening(world, number, "20 March", by=BEN)
    answer = await _next(world)
    assert "Look at an opening of Guild: Treasurer" in text(answer)
    assert "I've nobody to suggest for lunch right now." in text(answer)


async def test_nothing_is_said_twice_in_a_row(world: World) -> None:
    await _listed_with(world, BEN)
    said = [text(await _next(world)) for _ in range(6)]
    assert all(one != other for one, other in pairwise(said))
    assert "Start something" in said[1]
    assert "Python evening" in said[2]


async def test_the_step_above_that_was_said_last_is_named(world: World) -> None:
    await _listed_with(world, BEN)
    await world.say(BEN, "/lunch Tuesday 12:30")
    await _next(world)
    assert "I told you about this week's event last time." in text(await _next(world))


async def test_what_is_not_for_somebody_is_not_said_again_until_they_forget_it(
    world: World,
) -> None:
    await _listed_with(world, BEN)
    answer = await _pass(world, await _next(world))
    assert "Noted, not that one." in text(answer)
    for _ in range(3):
        answer = await _next(world)
        assert "Python evening" not in text(answer)
    assert "Forgotten" in text(await world.click(ADA, "next.forget"))
    assert "Python evening" in text(await _next(world))
    assert "next.forget" not in button_values(await _next(world))


async def test_whoever_passes_on_three_tables_gets_no_more_for_a_while(world: World) -> None:
    for host, day in ((BEN, "Tuesday"), (CLEO, "Wednesday"), (DINA, "Thursday")):
        await world.say(host, f"/lunch {day} 12:30")
    answer = await _next(world)
    for _ in range(3):
        answer = await _pass(world, answer)
    await world.say(EMIL, "/lunch Friday 12:30")
    assert "Emil" not in text(await _next(world))

    await world.pass_time(days=91)
    await world.say(EMIL, "/lunch tomorrow 12:30")
    assert "Emil" in text(await _next(world))


async def test_whoever_passes_on_everything_still_gets_an_answer(world: World) -> None:
    said = []
    answer = await _next(world)
    for _ in range(12):
        said.append(labels(answer)[0])
        answer = await _pass(world, answer)
    assert all(one != other for one, other in pairwise(said))


async def test_nobody_can_pass_on_what_was_suggested_to_another(world: World) -> None:
    answer = await _next(world)
    await world.click(BEN, "next.pass", value_of(answer, "next.pass"))
    rows = await world.select_all(next_step)
    assert not [row for row in rows if row.person == ADA and row.passed]


async def test_whoever_is_away_is_sent_nowhere(world: World) -> None:
    await _listed_with(world, BEN)
    await world.say(BEN, "/lunch Tuesday 12:30")
    await describe(world, ADA, paused_until=(world.now + timedelta(days=20)).date())
    for _ in range(3):
        answer = await _next(world)
        assert not {"event.answer", "table.join", "next.lunch"} & button_values(answer).keys()


async def test_an_event_that_overlaps_with_what_somebody_goes_to_is_left_out(world: World) -> None:
    await _listed_with(world, BEN)
    await make_event(world, by=CLEO, when="Wednesday 17:30")
    own = await world.button(CLEO, "event.show")
    await rsvp(world, ADA, int(own), "going")
    assert "Python evening" not in text(await _next(world))


async def test_a_full_event_and_one_that_was_called_off_are_left_out(world: World) -> None:
    event = await make_event(world, {"capacity": "1"}, by=BEN)
    assert "Board games" not in text(await _next(world))
    open_one = await make_event(world, {"title": "Chess"}, by=CLEO, when="Friday 18:00")
    await world.click(CLEO, "event.openly", f"{open_one}:yes")
    answer = await _next(world)
    assert "Chess" in text(answer), event
    assert mentions(answer)


async def test_the_home_page_offers_the_next_step(world: World) -> None:
    await describe(world, ADA, profile_at=world.now)
    home = await world.say(ADA, "/mingle")
    assert card_of(home).title == "Hello, Ada Wolf"
    assert "next.show" in button_values(home)
    assert card_of(await world.click(ADA, "next.show")).title == "Your next step"
