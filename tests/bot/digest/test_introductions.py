"""Those who go to the same evening meet before it: once each, in company they would choose."""

from datetime import timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bot.core import outbox
from bot.core.interactions import Reply
from bot.core.subjects import Subject
from bot.digest.groups import MAX_GROUP, group_attendees
from bot.events import records
from bot.events.changes import cancel_event, change_event
from bot.events.rules import Event
from bot.store.engine import Transaction
from bot.ui.cards import Card, as_text
from tests.bot.digest.conftest import ON_BOTH
from tests.factories.digests import DAY, make_listed_event
from tests.reading import card_of, controls, form_of, text
from tests.world import ADA, BEN, CLEO, DINA, EMIL, FATMA, HOME, LUNCH, MONDAY, PEOPLE, World

LETTERS = "abcdefghijklmno"


async def goes(world: World, number: int, *people: str, openly: bool = True) -> None:
    for who in people:
        await world.click(who, "event.answer", f"{number}:going")
        if openly:
            await world.click(who, "event.openly", f"{number}:yes")


async def shared_words(world: World) -> str:
    """Return what Ben and Cleo read where Mingle introduced them, with the buttons there."""
    shared = {channel for channel, _ in await world.seen(CLEO)} - {LUNCH}
    [card] = [card for channel, card in await world.seen(BEN) if channel in shared]
    return "\n".join([text(card), *(item.action for item in controls(card))])


async def locked_event(tx: Transaction, number: int) -> Event:
    found = await records.find_event_for_update(tx, HOME, number)
    assert found
    return found


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


@ON_BOTH
async def test_an_introduction_ends_with_its_evening(world: World) -> None:
    number = await make_listed_event(world, "Python evening", 7)
    await goes(world, number, BEN, CLEO)
    await world.until(MONDAY + 4 * DAY)
    assert "event.meet" in await shared_words(world)
    await world.until(MONDAY + 8 * DAY)
    words = await shared_words(world)
    assert "It is over." in words
    assert "event.meet" not in words


async def test_an_introduction_says_when_its_evening_is_now_and_that_it_is_off(
    world: World,
) -> None:
    number = await make_listed_event(world, "Python evening", 7)
    await goes(world, number, BEN, CLEO)
    await world.until(MONDAY + 4 * DAY)
    async with world.database.transaction() as tx:
        evening = await locked_event(tx, number)
        later = {"starts_at": evening.starts_at + DAY, "ends_at": evening.ends_at + DAY}
        await change_event(tx, evening, later, world.now)
    await world.pass_time(minutes=1)
    assert "Tue 10 Mar, 18:00" in await shared_words(world)
    async with world.database.transaction() as tx:
        await cancel_event(tx, await locked_event(tx, number), world.now)
    await world.pass_time(minutes=1)
    words = await shared_words(world)
    assert "This does not take place." in words
    assert "event.meet" not in words


async def test_an_introduction_names_those_who_still_go_and_asks_nobody_to_go_alone(
    world: World,
) -> None:
    number = await make_listed_event(world, "Python evening", 7)
    await goes(world, number, BEN, CLEO, DINA)
    await world.until(MONDAY + 4 * DAY)
    await world.click(DINA, "event.answer", f"{number}:cant")
    await world.pass_time(minutes=1)
    words = await shared_words(world)
    assert "You are all going." in words
    assert "Dina" not in words
    await world.click(CLEO, "event.answer", f"{number}:cant")
    await world.pass_time(minutes=1)
    words = await shared_words(world)
    assert "you aren't all going any more" in words
    assert "Ben" not in words
    assert "Cleo" not in words
    assert "event.meet" not in words


async def test_an_introduction_says_that_its_evening_is_not_listed_any_more(
    world: World,
) -> None:
    number = await make_listed_event(world, "Python evening", 7)
    await goes(world, number, BEN, CLEO)
    await world.until(MONDAY + 4 * DAY)
    async with world.database.transaction() as tx:
        await outbox.invalidate(tx, HOME, Subject("event", number))
        await records.delete_events(tx, HOME, [number])
    await world.pass_time(minutes=1)
    assert "isn't on my list any more" in await shared_words(world)


async def test_whoever_is_left_without_company_is_introduced_to_the_next_who_comes(
    world: World,
) -> None:
    number = await make_listed_event(world, "Python evening", 7)
    await goes(world, number, BEN, CLEO)
    await world.until(MONDAY + timedelta(days=2, hours=20))
    await world.command(CLEO, "mingle pause", {"until": "2026-04-01"})
    await world.until(MONDAY + timedelta(days=3, hours=2))
    assert not await introductions(world, BEN)
    await goes(world, number, EMIL)
    await world.pass_time(hours=1)
    [card] = await introductions(world, BEN)
    assert "Emil" in as_text(card)


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
