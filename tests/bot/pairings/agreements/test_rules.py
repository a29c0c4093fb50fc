"""The rule of the agreed time: the first moment that suits all who stay."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.pairings.agreements.rules import OfferedMoment, choose_time, offered_moments

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
PEOPLE = ("ada", "ben", "cleo", "dina")
HOURS = st.integers(-30, 60)
TIMES = HOURS.map(lambda hours: NOW + timedelta(hours=hours))
TAKERS = st.frozensets(st.sampled_from(PEOPLE))


@st.composite
def moments(draw: st.DrawFn) -> list[OfferedMoment]:
    times = draw(st.lists(TIMES, unique=True, max_size=7))
    made = []
    for number, at in enumerate(times, 1):
        instead_of = draw(st.none() | st.sampled_from(times))
        made.append(OfferedMoment(number, at, "", instead_of, draw(TAKERS)))
    return made


@given(moments(), st.sets(st.sampled_from(PEOPLE), min_size=2))
def test_without_an_agreed_time_it_is_the_first_that_suits_all(
    offered: list[OfferedMoment], staying: set[str]
) -> None:
    suiting = [m.starts_at for m in offered if m.starts_at > NOW and staying <= m.takers]
    assert choose_time(None, offered, staying, NOW) == min(suiting, default=None)


@given(moments(), st.sets(st.sampled_from(PEOPLE)), TIMES)
def test_what_is_chosen_suits_all_or_has_begun(
    offered: list[OfferedMoment], staying: set[str], agreed: datetime
) -> None:
    chosen = choose_time(agreed, offered, staying, NOW)
    if chosen is None:
        return
    suits = [m for m in offered if m.starts_at == chosen and m.suits_all(staying)]
    assert suits or chosen == agreed <= NOW


@given(moments(), st.sets(st.sampled_from(PEOPLE), min_size=2), TIMES)
def test_an_agreed_time_moves_only_when_it_must_or_is_replaced(
    offered: list[OfferedMoment], staying: set[str], agreed: datetime
) -> None:
    chosen = choose_time(agreed, offered, staying, NOW)
    held = any(m.starts_at == agreed and m.suits_all(staying) for m in offered)
    if chosen != agreed and (held or agreed <= NOW):
        replaced = [m for m in offered if m.starts_at == chosen]
        assert replaced[0].instead_of == agreed


@given(moments(), st.sets(st.sampled_from(PEOPLE), min_size=2), TIMES)
def test_choosing_again_changes_nothing(
    offered: list[OfferedMoment], staying: set[str], agreed: datetime
) -> None:
    held = [m for m in offered if m.instead_of is None]
    chosen = choose_time(agreed, held, staying, NOW)
    assert choose_time(chosen, held, staying, NOW) == chosen


@given(moments(), st.none() | TIMES)
def test_nothing_is_offered_that_is_over(
    offered: list[OfferedMoment], agreed: datetime | None
) -> None:
    assert all(m.starts_at > NOW for m in offered_moments(agreed, offered, NOW))


def test_nobody_agrees_alone() -> None:
    offered = [OfferedMoment(1, NOW + timedelta(hours=1), takers=frozenset({"ada"}))]
    assert choose_time(None, offered, {"ada"}, NOW) is None
