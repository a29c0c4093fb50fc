"""Those who go to the same evening meet before it: once each, in company they would choose."""

from datetime import timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.interactions import Reply
from bot.digest.groups import MAX_GROUP, group_attendees
from bot.ui.cards import Card, as_text
from tests.bot.digest.conftest import ON_BOTH
from tests.factories.digests import DAY, make_listed_event
from tests.reading import card_of, controls, form_of, text
from tests.world import ADA, BEN, CLEO, DINA, EMIL, FATMA, MONDAY, PEOPLE, World

LETTERS = "abcdefghijklmno"


async def goes(world: World, number: int, *people: str, openly: bool = True) -> None:
    for who in people:
        await world.click(who, "event.answer", f"{number}:going")
        if openly:
            await world.click(who, "event.openly", f"{number}:yes")


async def introductions(world: World, person: str) -> list[Card]:
    return [card for card in await world.inbox(person) if card.title.startswith("Going together")]


@ON_BOTH
async def test_those_who_show_that_they_go_are_introduced_two_working_days_ahead_and_only_once(
    world: World,
) -> None:
    number = await make_listed_event(world, "Python evening", 7)
    await goes(world, number, BEN, CLEO)
    await goes(world, number, DINA, openly=False)
    await world.until(MONDAY + 3 * DAY)
    assert not await introductions(world, BEN)
    await world.until(MONDAY + 3 * DAY + timedelta(hours=2))
    [card] = await introductions(world, BEN)
    assert [card] == await introductions(world, CLEO)
    assert "Meet at the entrance" in as_text(card)
    assert not await introductions(world, DINA)
    await goes(world, number, EMIL)
    await world.pass_time(hours=1)
    assert len(await introductions(world, EMIL)) == 1
    assert len([who for who in (BEN, CLEO) if len(await introductions(world, who)) == 2]) == 1


async def test_whoever_goes_may_name_the_meeting_point_and_nobody_else(world: World) -> None:
    number = await make_listed_event(world, "Python evening", 7)
    await goes(world, number, BEN, CLEO)
    shown = card_of(await world.click(BEN, "event.show", number))
    assert "event.meet" in {item.action for item in controls(shown)}
    form = form_of(await world.click(BEN, "event.meet", number))
    await world.submit(BEN, form, {"meeting_point": "the red door"})
    assert "Those who go" in text(await world.click(EMIL, "event.meet", number))
    await world.until(MONDAY + 7 * DAY)
    reminders = [card for card in await world.inbox(CLEO) if "Meet the red door" in as_text(card)]
    assert reminders


async def test_people_read_what_they_may_talk_about_before_they_go_outside(world: World) -> None:
    form = form_of(await world.click(ADA, "talk_card.edit"))
    lines = {"may": "How we work", "may_not": "Customers and figures", "ask": "Noor"}
    assert "How we work" in text(await world.submit(ADA, form, lines))
    number = await make_listed_event(world, "Python evening", 7)
    await goes(world, number, BEN, CLEO)
    await world.until(MONDAY + 7 * DAY)
    told = [as_text(card) for card in await world.inbox(BEN)]
    before = [card for card in told if "Please keep to yourself: Customers and figures" in card]
    assert len(before) == 2
    assert before[0].startswith("Going together")
    assert before[1].startswith("Today")


async def test_where_nobody_has_written_it_nothing_is_said_of_talking(world: World) -> None:
    number = await make_listed_event(world, "Python evening", 7)
    await goes(world, number, BEN, CLEO)
    await world.until(MONDAY + 7 * DAY)
    assert not [card for card in await world.inbox(BEN) if "talk about" in as_text(card)]


async def test_nobody_here_changes_what_others_hold_in_town(world: World) -> None:
    number = await make_listed_event(world, "Python evening", 7)
    shown = card_of(await world.click(ADA, "event.show", number))
    assert {item.action for item in controls(shown)} == {"event.answer", "wrong.open"}
    for action in ("event.edit", "event.swap", "event.off", "event.meet"):
        assert isinstance(await world.click(ADA, action, number), Reply)


async def test_a_first_timer_hears_who_knows_such_evenings_and_all_are_asked_what_they_learned(
    world: World,
) -> None:
    first = await make_listed_event(world, "Chess", 1)
    await goes(world, first, BEN)
    await world.until(MONDAY + timedelta(days=3, hours=2))
    second = await make_listed_event(world, "Python evening", 9)
    await goes(world, second, BEN, CLEO)
    await world.until(MONDAY + 8 * DAY)
    [card] = await introductions(world, CLEO)
    assert "Ben Marsh has been to such evenings before." in as_text(card)
    await world.until(MONDAY + 11 * DAY)
    assert "How was Python evening?" in [card.title for card in await world.inbox(CLEO)]


async def test_nobody_is_introduced_to_whom_they_would_rather_not_meet(world: World) -> None:
    number = await make_listed_event(world, "Python evening", 7)
    await goes(world, number, BEN, CLEO)
    kept = await world.fill(BEN, "/mingle rather-not", {"others": (CLEO,)})
    assert isinstance(kept, Reply)
    await world.until(MONDAY + 3 * DAY + timedelta(hours=2))
    assert not [card for who in PEOPLE for card in await introductions(world, who)]
    await goes(world, number, FATMA)
    await world.pass_time(hours=1)
    both = await introductions(world, FATMA)
    assert both
    assert not [card for card in both if "Ben" in as_text(card) and "Cleo" in as_text(card)]


@given(
    st.lists(st.sampled_from(LETTERS), unique=True),
    st.sets(st.sampled_from(LETTERS)),
    st.sets(st.tuples(st.sampled_from(LETTERS), st.sampled_from(LETTERS)), max_size=8),
)
def test_groups_are_small_hold_nobody_twice_and_no_pair_against_its_wish(
    fresh: list[str], regulars: set[str], avoided: set[tuple[str, str]]
) -> None:
    groups = group_attendees(fresh, (), regulars, avoided)
    placed = [who for group in groups for who in group]
    assert len(placed) == len(set(placed))
    assert set(placed) <= set(fresh)
    assert all(2 <= len(group) <= MAX_GROUP for group in groups)
    assert not [
        pair for group in groups for pair in combinations(group, 2) if {pair, pair[::-1]} & avoided
    ]
    if not avoided and len(fresh) > 1:
        assert len(placed) >= len(fresh) - 1
