"""Check that each figure about introductions goes wrong when what it counts goes wrong."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from adapters.playground.busy.happenings import Happening
from bot.matching.model import Reason
from jobs.simulation.introductions import ColleagueFacts, Introduction, MembershipFacts
from jobs.simulation.promises import Evidence, Promises, count_promises
from jobs.simulation.working_hours import PersonalHours

DRAW = datetime(2026, 3, 3, 9, tzinfo=UTC)  # a Tuesday at ten in Berlin
LATER = DRAW + timedelta(hours=5)
NEXT_DRAW = DRAW + timedelta(days=7)
BERLIN = ColleagueFacts("berlin", "person", left=False)
LEEDS = ColleagueFacts("leeds", "person", left=False)
COLLEAGUES = {"ada": BERLIN, "ben": BERLIN, "cleo": LEEDS, "dina": LEEDS}
HOURS = {
    "ada": PersonalHours("Europe/Berlin"),
    "ben": PersonalHours("Europe/Berlin"),
    "cleo": PersonalHours("Europe/London"),
    "dina": PersonalHours("Europe/London"),
}
GOOD = Introduction(
    group=1,
    round=1,
    members=(MembershipFacts("ada", "none", None), MembershipFacts("ben", "none", None)),
    state="open",
    by_rematch=False,
    drawn_at=DRAW,
    ends_at=NEXT_DRAW,
    meet_at=DRAW + timedelta(days=2, hours=2),
    slots=(),
    reasons=(Reason("interests", ("ada", "ben"), ("hiking",)),),
    message_state="sent",
    sent_at=DRAW,
    tried_at=DRAW,
    nudged_at=DRAW + timedelta(days=2),
    nudge_moments=(DRAW + timedelta(days=2, hours=2),),
    hours=HOURS,
)
FINE = Promises(
    introductions_drawn=1,
    introductions_late=0,
    introductions_refused_untold=0,
    stranded=0,
    nudges_past=0,
    proposed_outside_hours=0,
    blocked_introduced=0,
    opted_out_introduced=0,
    same_town_share=1.0,
    introductions_with_something_in_common=1.0,
)


def _pair(one: str, other: str, **values: Any) -> Introduction:
    members = (MembershipFacts(one, "none", None), MembershipFacts(other, "none", None))
    hours = {one: HOURS[one], other: HOURS[other]}
    return structs.replace(GOOD, **{"members": members, "hours": hours, **values})


def _count(*introductions: Introduction, **known: Any) -> Promises:
    evidence = {"colleagues": COLLEAGUES, "words": {}, "ended": NEXT_DRAW, **known}
    return count_promises(Evidence(introductions=introductions, **evidence))


def test_an_introduction_at_its_draw_is_all_right() -> None:
    assert _count(GOOD) == FINE


@pytest.mark.parametrize(
    ("figure", "planted"),
    [
        ("introductions_late", {"sent_at": LATER}),
        ("nudges_past", {"nudge_moments": (DRAW + timedelta(days=1),)}),
        ("nudges_past", {"nudged_at": DRAW}),
        ("proposed_outside_hours", {"slots": (DRAW + timedelta(hours=14),)}),
        ("proposed_outside_hours", {"meet_at": DRAW + timedelta(days=4)}),
    ],
)
def test_an_introduction_that_breaks_a_promise_is_counted(
    figure: str, planted: dict[str, Any]
) -> None:
    counted = structs.asdict(_count(structs.replace(GOOD, **planted)))
    assert counted == structs.asdict(FINE) | {figure: 1}


def test_an_introduction_may_wait_for_the_hours_of_its_people_and_for_an_outage() -> None:
    hours = {"ada": HOURS["ada"], "cleo": PersonalHours("America/New_York")}
    first_shared = datetime(2026, 3, 3, 14, tzinfo=UTC)  # nine in New York
    abroad = _pair("ada", "cleo", sent_at=first_shared, meet_at=None, hours=hours)
    assert _count(abroad).introductions_late == 0

    outage = (DRAW, DRAW + timedelta(hours=4))
    held = structs.replace(GOOD, sent_at=outage[1] + timedelta(minutes=10))
    assert _count(held).introductions_late == 1
    assert _count(held, outages=[outage]).introductions_late == 0


@pytest.mark.parametrize("state", ["failed", "expired", "cancelled"])
def test_people_who_hear_nothing_of_a_refused_introduction_are_counted(state: str) -> None:
    refused = structs.replace(GOOD, message_state=state, sent_at=None, nudged_at=None)
    assert _count(refused).introductions_refused_untold == 2
    told = {"ada": [DRAW + timedelta(hours=1)], "ben": [DRAW + timedelta(days=4)]}
    assert _count(refused, words=told).introductions_refused_untold == 1


def test_a_holiday_of_its_people_holds_an_introduction_up_and_takes_no_lunch() -> None:
    good_friday = datetime(2026, 4, 3, 9, tzinfo=UTC)
    hours = dict.fromkeys(("ada", "ben"), PersonalHours("Europe/Berlin", region="DE"))
    tuesday = datetime(2026, 4, 7, 7, tzinfo=UTC)
    held = structs.replace(GOOD, drawn_at=good_friday, sent_at=tuesday, nudged_at=None, hours=hours)
    assert _count(structs.replace(held, meet_at=None)).introductions_late == 0
    assert _count(structs.replace(held, meet_at=None, hours=HOURS)).introductions_late == 1
    monday = datetime(2026, 4, 6, 10, tzinfo=UTC)
    assert _count(structs.replace(held, meet_at=monday)).proposed_outside_hours == 1


def test_whoever_sat_the_round_out_knows_why_nothing_came() -> None:
    undone = structs.replace(GOOD, message_state="cancelled", sent_at=None, nudged_at=None)
    skipped = structs.replace(undone, skipped=frozenset({"ada"}))
    assert _count(skipped).introductions_refused_untold == 1


@pytest.mark.parametrize("kind", ["gone", "paused", "out"])
def test_whoever_waits_for_somebody_who_does_not_come_is_counted(kind: str) -> None:
    happenings = [Happening(kind, LATER, "ben")]
    assert _count(GOOD, happenings=happenings).stranded == 1
    told = {"ada": [LATER + timedelta(hours=20)]}
    assert _count(GOOD, happenings=happenings, words=told).stranded == 0
    met = structs.replace(GOOD, state="met")
    assert _count(met, happenings=happenings).stranded == 0


@pytest.mark.parametrize(("days", "stranded"), [(1, 0), (2, 1), (9, 1)])
def test_nobody_waits_for_somebody_who_is_back_on_the_next_working_day(
    days: int, stranded: int
) -> None:
    paused = Happening("paused", LATER, "ben", back_on=(LATER + timedelta(days=days)).date())
    assert _count(GOOD, happenings=[paused]).stranded == stranded


def test_whoever_got_no_word_after_a_refusal_by_click_is_counted() -> None:
    ben = MembershipFacts("ben", "cant", LATER)
    called_off = structs.replace(GOOD, members=(GOOD.members[0], ben))
    assert _count(called_off).stranded == 1
    answered = structs.replace(
        called_off, members=(MembershipFacts("ada", "cant", LATER + timedelta(hours=1)), ben)
    )
    assert _count(answered).stranded == 0


def test_people_introduced_against_their_word_are_counted() -> None:
    sent = structs.replace(GOOD, sent_at=LATER)
    before = DRAW + timedelta(hours=1)
    blocked = [Happening("blocked", before, "ben", "ada")]
    assert _count(sent, happenings=blocked).blocked_introduced == 1
    assert _count(sent, happenings=[Happening("paused", before, "ben")]).opted_out_introduced == 1
    out = structs.replace(sent, members=(sent.members[0], MembershipFacts("ben", "out", before)))
    assert _count(out, happenings=[Happening("paused", before, "ben")]).opted_out_introduced == 0
    later = [Happening("blocked", LATER + timedelta(hours=1), "ben", "ada")]
    assert _count(sent, happenings=later).blocked_introduced == 0


def test_people_who_meet_elsewhere_although_somebody_near_was_free_are_counted() -> None:
    across = [_pair("ada", "cleo"), _pair("ben", "dina")]
    assert _count(*across).same_town_share == 0
    alone = {**COLLEAGUES, "ben": LEEDS, "dina": structs.replace(LEEDS, mode="remote")}
    assert _count(_pair("ada", "dina"), colleagues=alone).same_town_share is None


def test_introductions_that_name_nothing_in_common_are_counted() -> None:
    strangers = structs.replace(GOOD, reasons=(Reason("office", ("ada", "ben"), ("Berlin",)),))
    assert _count(GOOD, strangers).introductions_with_something_in_common == 0.5
