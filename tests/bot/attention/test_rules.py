import datetime as dt
from collections import Counter, defaultdict
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.attention.rules import (
    LEFT,
    NO_ROOM,
    TOO_LATE,
    TURNED_OFF,
    WEEKLY_LIMIT,
    Drop,
    PastMessage,
    PendingMessage,
    Recipient,
    Send,
    Verdict,
    Wait,
    decide_verdicts,
    next_opening,
)
from bot.core.outbox import Priority
from bot.dates.local_time import week_start
from bot.dates.working_time import WorkingTime

BERLIN, TOKYO, ANGELES = "Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles"
MONDAY = dt.date(2026, 11, 23)


def at(hour: int, minute: int = 0, day: int = 1, zone: str = BERLIN) -> dt.datetime:
    """Count days from Tuesday, 24 November 2026."""
    local = dt.datetime.combine(
        MONDAY + dt.timedelta(days=day), dt.time(hour, minute), ZoneInfo(zone)
    )
    return local.astimezone(dt.UTC)


DROPPABLE, NORMAL, ESSENTIAL = Priority
NOW = at(10)


def saying(
    number: int = 1,
    to: tuple[str, ...] = ("tom",),
    *,
    verb: str = "whisper",
    weight: int = NORMAL,
    asked: bool = False,
    expires: dt.datetime | None = None,
    rule: str = "lunch.notice",
) -> PendingMessage:
    return PendingMessage(number, verb, to, rule, asked, weight, NOW, expires)


def told(plain: int, introductions: int = 0, at: dt.datetime = NOW) -> tuple[PastMessage, ...]:
    return tuple(
        PastMessage(1000 + number, at, number < introductions)
        for number in range(plain + introductions)
    )


def one(what: PendingMessage, now: dt.datetime = NOW, **readers: Recipient) -> Verdict:
    return decide_verdicts(
        [what], {who: Recipient(BERLIN) for who in what.recipients} | readers, now
    )[what.id]


def test_a_tuesday_morning_is_a_good_time() -> None:
    assert one(saying()) == Send()


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (at(8, 59), at(9)),
        (at(18), at(9, day=2)),
        (at(23), at(9, day=2)),
        (at(17, day=5), at(9, day=7)),
    ],
)
@pytest.mark.parametrize("weight", [DROPPABLE, NORMAL, ESSENTIAL])
def test_evenings_and_weekends_are_quiet(now: dt.datetime, opens: dt.datetime, weight: int) -> None:
    assert one(saying(weight=weight), now) == Wait(opens)


def test_quiet_hours_are_the_persons_own() -> None:
    assert one(saying(), at(10), tom=Recipient(ANGELES)) == Wait(at(9, zone=ANGELES))


def test_what_somebody_asked_for_comes_at_any_hour_whatever_they_were_told() -> None:
    full = Recipient(BERLIN, muted=frozenset({"lunch.notice"}), past_messages=told(3))
    assert one(saying(asked=True), at(23), tom=full) == Send()


def test_what_is_over_by_morning_is_let_go() -> None:
    assert one(saying(expires=at(8, day=2)), at(20)) == TOO_LATE
    assert one(saying(expires=at(10, day=2)), at(20)) == Wait(at(9, day=2))
    assert one(saying(expires=NOW)) == TOO_LATE


def test_the_fourth_message_of_a_week_waits_for_monday() -> None:
    reader = Recipient(BERLIN, past_messages=told(2, 1))
    for weight in (NORMAL, ESSENTIAL):
        assert one(saying(weight=weight), tom=reader) == Wait(at(9, day=7))
    assert one(saying(expires=at(9, day=7)), tom=reader) == TOO_LATE
    assert one(saying(), at(9, day=7), tom=reader) == Send()


def test_a_nudge_leaves_the_last_place_to_the_introduction() -> None:
    assert one(saying(weight=DROPPABLE), tom=Recipient(BERLIN, past_messages=told(1))) == Send()
    assert one(saying(weight=DROPPABLE), tom=Recipient(BERLIN, past_messages=told(2))) == NO_ROOM
    assert one(saying(weight=NORMAL), tom=Recipient(BERLIN, past_messages=told(2))) == Send()


def test_once_introduced_people_may_be_nudged() -> None:
    assert one(saying(weight=DROPPABLE), tom=Recipient(BERLIN, past_messages=told(1, 1))) == Send()
    assert one(saying(weight=DROPPABLE), tom=Recipient(BERLIN, past_messages=told(2, 1))) == NO_ROOM


def test_last_week_does_not_count() -> None:
    assert one(saying(), tom=Recipient(BERLIN, past_messages=told(3, at=at(12, day=-1)))) == Send()


def test_messages_merged_into_one_count_once() -> None:
    merged = tuple(PastMessage(7, NOW) for _ in range(WEEKLY_LIMIT))
    assert one(saying(), tom=Recipient(BERLIN, past_messages=merged)) == Send()
    several = [saying(number) for number in range(1, 6)]
    verdicts = decide_verdicts(several, {"tom": Recipient(BERLIN, past_messages=told(2))}, NOW)
    assert verdicts == dict.fromkeys(range(1, 6), Send())


def test_a_nudge_rides_along_with_what_is_said_anyway() -> None:
    reader = Recipient(BERLIN, past_messages=told(2))
    both = [saying(1, weight=DROPPABLE), saying(2, weight=NORMAL)]
    assert decide_verdicts(both, {"tom": reader}, NOW) == {1: Send(), 2: Send()}


def test_what_people_joined_for_goes_first() -> None:
    readers = {"tom": Recipient(BERLIN, past_messages=told(2)), "priya": Recipient(BERLIN)}
    notice, introduction = (
        saying(1),
        saying(2, ("tom", "priya"), verb="introduce", weight=ESSENTIAL),
    )
    assert decide_verdicts([notice, introduction], readers, NOW) == {
        1: Wait(at(9, day=7)),
        2: Send(),
    }


def test_whoever_turned_a_rule_off_hears_no_more_of_it() -> None:
    assert one(saying(), tom=Recipient(BERLIN, muted=frozenset({"lunch.notice"}))) == TURNED_OFF
    assert one(saying(), tom=Recipient(BERLIN, muted=frozenset({"other"}))) == Send()


def test_one_who_wants_no_nudges_is_not_nudged_in_company_but_still_introduced() -> None:
    off = Recipient(BERLIN, muted=frozenset({"lunch.notice"}))
    assert one(saying(to=("tom", "priya"), verb="post"), tom=off) == TURNED_OFF
    assert one(saying(to=("tom", "priya"), verb="introduce", weight=ESSENTIAL), tom=off) == Send()


def test_nobody_writes_to_those_who_left() -> None:
    assert one(saying(), tom=Recipient(BERLIN, left=True)) == LEFT
    assert (
        one(saying(to=("tom", "priya"), verb="introduce"), tom=Recipient(BERLIN, left=True))
        == Send()
    )


def test_a_channel_takes_three_posts_a_week() -> None:
    posts = [saying(number, ("lunch",), verb="post") for number in range(1, 5)]
    verdicts = decide_verdicts(posts, {"lunch": Recipient(BERLIN)}, NOW)
    assert list(verdicts.values()) == [Send(), Send(), Send(), Wait(at(9, day=7))]


def test_an_introduction_counts_for_everybody_in_it() -> None:
    full = Recipient(BERLIN, past_messages=told(3))
    assert one(saying(to=("tom", "priya"), verb="introduce", weight=ESSENTIAL), priya=full) == Wait(
        at(9, day=7)
    )


def test_an_introduction_waits_until_the_last_of_them_is_at_work() -> None:
    london = Recipient("Europe/London")
    assert one(saying(to=("tom", "jo"), verb="introduce"), at(9, 30), jo=london) == Wait(at(10))
    assert one(saying(to=("tom", "jo"), verb="introduce"), at(10), jo=london) == Send()


def test_where_the_days_never_meet_the_introduction_wakes_nobody() -> None:
    both = [WorkingTime(BERLIN), WorkingTime(ANGELES)]
    opening = next_opening(at(10), both)
    assert opening == at(18) == at(9, zone=ANGELES)
    assert next_opening(opening, both) == opening
    assert next_opening(at(23), both) == at(18, day=2)


def test_friends_all_around_the_world_are_introduced_when_one_of_them_works() -> None:
    around = [
        "Pacific/Auckland",
        "Asia/Kolkata",
        "America/Los_Angeles",
        "Atlantic/Azores",
        "Asia/Tokyo",
    ]
    hours = [WorkingTime(zone) for zone in around]
    opening = next_opening(at(20), hours)
    assert at(20) <= opening < at(20, day=2)
    assert next_opening(opening, hours) == opening


instants = st.integers(0, 21 * 24 * 12).map(
    lambda five: at(0, day=-1) + five * dt.timedelta(minutes=5)
)
sayings = st.builds(
    lambda due, weight, asked, lasts, group: PendingMessage(
        0,
        "whisper" if len(group) == 1 else "introduce",
        tuple(sorted(group)),
        "rule",
        asked,
        weight,
        due,
        due + lasts if lasts else None,
    ),
    due=instants,
    weight=st.sampled_from([DROPPABLE, NORMAL, ESSENTIAL]),
    asked=st.booleans(),
    lasts=st.sampled_from([None, dt.timedelta(hours=3), dt.timedelta(days=4)]),
    group=st.sampled_from([{"tom"}, {"tom"}, {"jun"}, {"tom", "jo"}, {"lunch"}]),
)
ZONES = {"tom": BERLIN, "jo": "Europe/London", "jun": TOKYO, "lunch": BERLIN}


class History:
    """What delivery does with verdicts: say, put off, let go."""

    def __init__(self, planned: list[PendingMessage]) -> None:
        self.waiting = {number: (what.due, number, what) for number, what in enumerate(planned)}
        self.told: dict[str, list[PastMessage]] = defaultdict(list)
        self.dropped: list[PendingMessage] = []

    def run(self) -> None:
        while self.waiting:
            now = min(due for due, _, _ in self.waiting.values())
            self.sweep(now)

    def sweep(self, now: dt.datetime) -> None:
        due = [PendingMessage(n, w.kind, w.recipients, w.reason, w.solicited, w.priority, d,
        w.expires)
               for d, n, w in self.waiting.values() if d <= now]  # fmt: skip
        readers = {
            who: Recipient(zone, past_messages=tuple(self.told[who])) for who, zone in ZONES.items()
        }
        leads: dict[tuple[str, ...], int] = {}
        for number, verdict in decide_verdicts(due, readers, now).items():
            _, _, what = self.waiting.pop(number)
            match verdict:
                case Send() if not what.solicited:
                    lead = (
                        leads.setdefault(what.recipients, number)
                        if what.kind == "whisper"
                        else number
                    )
                    for who in what.recipients:
                        self.told[who].append(PastMessage(lead, now, what.kind == "introduce"))
                case Wait(until):
                    assert until > now
                    self.waiting[number] = (until, number, what)
                case Drop():
                    self.dropped.append(what)


@given(st.lists(sayings, max_size=30))
def test_nobody_is_ever_told_more_than_the_budget_or_in_quiet_hours(
    planned: list[PendingMessage],
) -> None:
    history = History(planned)
    history.run()
    for who, messages in history.told.items():
        zone = ZONES[who]
        weeks = Counter(
            week_start(moment, zone) for _, moment in {(told.message, told.at) for told in messages}
        )
        assert all(count <= WEEKLY_LIMIT for count in weeks.values())
        for told in messages:
            local = told.at.astimezone(ZoneInfo(zone))
            assert local.weekday() < 5
            assert dt.time(9) <= local.time() < dt.time(18)
    assert all(what.priority == DROPPABLE or what.expires for what in history.dropped)
