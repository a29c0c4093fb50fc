import random
from datetime import UTC, date, datetime, timedelta

from bot.dates.recurrence import every_weeks_rule, weekly_rule
from bot.dates.working_time import Blackout, WorkingTime
from bot.pairings import rules
from bot.pairings.programs.records import Membership, PairingProgram
from bot.pairings.rounds import icebreakers

TUESDAY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def _circle(rule: str = weekly_rule(1), blackout: Blackout = ()) -> PairingProgram:
    return PairingProgram(
        1,
        "w",
        "w/lunch",
        "lunch",
        rule,
        date(2026, 3, 1),
        "10:00",
        "Europe/Berlin",
        2,
        blackout,
        False,
        True,
        WorkingTime("Europe/Berlin", blackout=blackout),
    )


def _member(silent: int, clicked_at: datetime | None) -> Membership:
    return Membership(1, 1, "w/tom", "in", TUESDAY, clicked_at, silent)


def test_the_notice_leaves_a_working_day() -> None:
    assert rules.notice_at(_circle(), date(2026, 3, 10)) == TUESDAY - timedelta(days=1)
    assert rules.notice_at(_circle(weekly_rule(0)), date(2026, 3, 9)) == datetime(
        2026, 3, 6, 9, 0, tzinfo=UTC
    )
    quiet = ((date(2026, 3, 9), date(2026, 3, 9)),)
    assert rules.notice_at(_circle(blackout=quiet), date(2026, 3, 10)) == datetime(
        2026, 3, 6, 9, 0, tzinfo=UTC
    )


def test_the_notice_is_at_the_same_time_on_the_wall_when_clocks_change() -> None:
    assert rules.notice_at(_circle(weekly_rule(0)), date(2026, 3, 30)) == datetime(
        2026, 3, 27, 9, 0, tzinfo=UTC
    )
    assert rules.draw_at(_circle(weekly_rule(0)), date(2026, 3, 30)) == datetime(
        2026, 3, 30, 8, 0, tzinfo=UTC
    )


def test_the_midpoint_is_on_a_working_day() -> None:
    assert rules.round_midpoint(_circle(), TUESDAY, TUESDAY + timedelta(days=7)) == datetime(
        2026, 3, 13, 9, 0, tzinfo=UTC
    )
    thursday = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
    assert rules.round_midpoint(
        _circle(weekly_rule(3)), thursday, thursday + timedelta(days=7)
    ) == datetime(2026, 3, 13, 9, 0, tzinfo=UTC)


def test_the_midpoint_of_a_very_short_round_is_its_middle() -> None:
    assert rules.round_midpoint(
        _circle(), TUESDAY, TUESDAY + timedelta(hours=2)
    ) == TUESDAY + timedelta(hours=1)


def test_a_proposed_day_is_a_working_day_soon() -> None:
    assert rules.proposed_day(_circle(), TUESDAY) == date(2026, 3, 12)
    friday = datetime(2026, 3, 13, 9, 0, tzinfo=UTC)
    assert rules.proposed_day(_circle(), friday) == date(2026, 3, 17)


def test_a_new_circle_leaves_time_for_its_notice() -> None:
    assert rules.first_day(_circle(), None, TUESDAY - timedelta(days=1)) == date(2026, 3, 10)
    assert rules.first_day(_circle(), None, TUESDAY - timedelta(hours=23)) == date(2026, 3, 17)


def test_every_second_week_goes_on_after_a_late_draw() -> None:
    circle = _circle(every_weeks_rule(2, 1))
    assert rules.following_day(circle, date(2026, 3, 3), TUESDAY) == date(2026, 3, 17)


def test_silence_is_counted_until_a_click_or_a_meeting() -> None:
    before, after = TUESDAY - timedelta(hours=1), TUESDAY + timedelta(hours=1)
    assert rules.count_silent_rounds(_member(2, before), TUESDAY, met=False) == 3
    assert rules.count_silent_rounds(_member(0, None), TUESDAY, met=False) == 1
    assert rules.count_silent_rounds(_member(2, after), TUESDAY, met=False) == 0
    assert rules.count_silent_rounds(_member(2, before), TUESDAY, met=True) == 0


def test_a_tally_counts_pairs_teams_and_repeats() -> None:
    teams = {"a": "x", "b": "x", "c": "y", "d": "", "e": ""}
    last_met = rules.find_last_meetings([[["a", "b"]], [["a", "c"]], []])
    told = rules.tally_round([["a", "b"], ["c", "d", "e"]], teams, last_met, 3)
    assert told == rules.Tally(((2, 1), (3, 1)), 5, 4, 0, False, 1, 3, 3)


def test_a_tally_without_teams_says_nothing_about_them() -> None:
    assert rules.tally_round([["a", "b"]], {"a": "", "b": ""}, {}, 0).across_teams is None


def test_there_are_forty_openers_and_more_all_questions_all_different() -> None:
    assert len(set(icebreakers.ICEBREAKERS)) == len(icebreakers.ICEBREAKERS) >= 40
    assert all(opener.endswith("?") for opener in icebreakers.ICEBREAKERS)


def test_an_opener_is_new_to_everybody_as_long_as_it_can_be() -> None:
    rng = random.Random(1)
    had: dict[str, list[int]] = {}
    for _ in range(icebreakers.REST):
        for person in ("a", "b"):
            had.setdefault(person, []).append(icebreakers.choose_icebreaker([person], had, rng))
    assert icebreakers.choose_icebreaker(["a", "b"], had, rng) not in {*had["a"], *had["b"]}


def test_with_every_opener_used_the_one_longest_ago_comes_again() -> None:
    numbers = list(range(len(icebreakers.ICEBREAKERS)))
    groups = [f"p{start}" for start in range(0, len(numbers), icebreakers.REST)]
    had = {
        who: numbers[at * icebreakers.REST : (at + 1) * icebreakers.REST]
        for at, who in enumerate(groups)
    }
    assert icebreakers.choose_icebreaker(groups, had, random.Random(1)) == 0
    assert (
        icebreakers.icebreaker_text(len(icebreakers.ICEBREAKERS) + 1) == icebreakers.ICEBREAKERS[1]
    )
