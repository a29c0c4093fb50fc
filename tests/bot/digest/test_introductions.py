"""Those who go to the same evening meet before it: once each, in company they would choose."""

from datetime import timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.router import Reply
from bot.digest.groups import MAX_GROUP, group_attendees
from bot.ui.cards import Card, as_text
from tests.bot.digest.conftest import ON_BOTH
from tests.bot.digest.test_commands import DAY, listed
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
    office: World,
) -> None:
    number = await listed(office, "Python evening", 7)
    await goes(office, number, BEN, CLEO)
    await goes(office, number, DINA, openly=False)
    await office.until(MONDAY + 3 * DAY)
    assert not await introductions(office, BEN)
    await office.until(MONDAY + 3 * DAY + timedelta(hours=2))
    [card] = await introductions(office, BEN)
    assert [card] == await introductions(office, CLEO)
    assert "Meet at the entrance" in as_text(card)
    assert not await introductions(office, DINA)
    await goes(office, number, EMIL)
    await office.pass_time(hours=1)
    assert len(await introductions(office, EMIL)) == 1
    assert len([who for who in (BEN, CLEO) if len(await introductions(office, who)) == 2]) == 1


async def test_whoever_goes_may_name_the_meeting_point_and_nobody_else(office: World) -> None:
    number = await listed(office, "Python evening", 7)
    await goes(office, number, BEN, CLEO)
    shown = card_of(await office.click(BEN, "event.show", number))
    assert "event.meet" in {item.action for item in controls(shown)}
    form = form_of(await office.click(BEN, "event.meet", number))
    await office.submit(BEN, form, {"meeting_point": "the red door"})
    assert "Those who go" in text(await office.click(EMIL, "event.meet", number))
    await office.until(MONDAY + 7 * DAY)
    reminders = [card for card in await office.inbox(CLEO) if "Meet the red door" in as_text(card)]
    assert reminders


async def test_nobody_here_changes_what_others_hold_in_town(office: World) -> None:
    number = await listed(office, "Python evening", 7)
    shown = card_of(await office.click(ADA, "event.show", number))
    assert {item.action for item in controls(shown)} == {"event.answer"}
    for action in ("event.edit", "event.swap", "event.off", "event.meet"):
        assert isinstance(await office.click(ADA, action, number), Reply)


async def test_a_first_timer_hears_who_knows_such_evenings_and_all_are_asked_what_they_learned(
    office: World,
) -> None:
    first = await listed(office, "Chess", 1)
    await goes(office, first, BEN)
    await office.until(MONDAY + timedelta(days=3, hours=2))
    second = await listed(office, "Python evening", 9)
    await goes(office, second, BEN, CLEO)
    await office.until(MONDAY + 8 * DAY)
    [card] = await introductions(office, CLEO)
    assert "Ben Marsh has been to such evenings before." in as_text(card)
    await office.until(MONDAY + 11 * DAY)
    assert "How was Python evening?" in [card.title for card in await office.inbox(CLEO)]


async def test_nobody_is_introduced_to_whom_they_would_rather_not_meet(office: World) -> None:
    number = await listed(office, "Python evening", 7)
    await goes(office, number, BEN, CLEO)
    kept = await office.fill(BEN, "/mingle rather-not", {"others": (CLEO,)})
    assert isinstance(kept, Reply)
    await office.until(MONDAY + 3 * DAY + timedelta(hours=2))
    assert not [card for who in PEOPLE for card in await introductions(office, who)]
    await goes(office, number, FATMA)
    await office.pass_time(hours=1)
    both = await introductions(office, FATMA)
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
