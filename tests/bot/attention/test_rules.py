import datetime as dt
from collections import Counter, defaultdict
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.attention.rules import (
    LEFT,
    NO_ROOM,
    TOO_LATE,
    TURNED_OFF,
    WEEKLY_LIMIT,
    Drop,
    PastMessage,
    PendingMessage,
    Rank,
    Recipient,
    Reservation,
    Send,
    Verdict,
    Wait,
    decide_verdicts,
    next_opening,
)
from bot.core.reasons import Purpose
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


ADDED, COLLEAGUE, JOINED, NEWS, ORGANISING, LAST_WORD = Purpose
NOW, THURSDAY = at(10), at(10, day=3)


def saying(
    number: int = 1,
    to: tuple[str, ...] = ("tom",),
    *,
    verb: str = "whisper",
    purpose: Purpose = JOINED,
    asked: bool = False,
    expires: dt.datetime | None = None,
    rule: str = "lunch.notice",
) -> PendingMessage:
    return PendingMessage(number, verb, to, rule, asked, purpose, NOW, expires)


def told(count: int, at: dt.datetime = NOW) -> tuple[PastMessage, ...]:
    return tuple(PastMessage(1000 + number, at) for number in range(count))


def ahead(*ranks: Rank, on: dt.datetime = THURSDAY) -> tuple[Reservation, ...]:
    return tuple(Reservation(on, rank, rank == Rank.JOINED) for rank in ranks)


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
@pytest.mark.parametrize("purpose", Purpose)
def test_evenings_and_weekends_are_quiet(
    now: dt.datetime, opens: dt.datetime, purpose: Purpose
) -> None:
    assert one(saying(purpose=purpose), now) == Wait(opens)


def test_quiet_hours_are_the_persons_own() -> None:
    assert one(saying(), at(10), tom=Recipient(ANGELES)) == Wait(at(9, zone=ANGELES))


def test_what_somebody_asked_for_comes_at_any_hour_whatever_they_were_told() -> None:
    full = Recipient(BERLIN, muted=frozenset({"lunch.notice"}), past_messages=told(3))
    assert one(saying(asked=True), at(23), tom=full) == Send()


def test_what_is_over_by_morning_is_let_go() -> None:
    assert one(saying(expires=at(8, day=2)), at(20)) == TOO_LATE
    assert one(saying(expires=at(10, day=2)), at(20)) == Wait(at(9, day=2))
    assert one(saying(expires=NOW)) == TOO_LATE


def test_what_mingle_adds_to_a_full_week_is_let_go() -> None:
    reader = Recipient(BERLIN, past_messages=told(3))
    assert one(saying(purpose=ADDED, expires=at(10, day=9)), tom=reader) == NO_ROOM


def test_an_invitation_waits_for_a_week_with_room() -> None:
    reader = Recipient(BERLIN, past_messages=told(3))
    assert one(saying(purpose=ADDED), tom=reader) == Wait(at(9, day=7))
    assert one(saying(purpose=ADDED), at(9, day=7), tom=reader) == Send()


def test_a_notice_is_on_time_or_not_at_all() -> None:
    reader = Recipient(BERLIN, past_messages=told(3))
    assert one(saying(), tom=reader) == NO_ROOM


def test_nobody_misses_an_introduction_for_want_of_room() -> None:
    full = Recipient(BERLIN, past_messages=told(3))
    assert one(saying(to=("tom", "priya"), verb="introduce"), priya=full) == Send()


def test_what_mingle_adds_leaves_the_places_of_what_is_to_come() -> None:
    expected = ahead(Rank.JOINED, Rank.INTRODUCTION)
    assert one(saying(purpose=ADDED), tom=Recipient(BERLIN, reservations=expected)) == Send()
    reader = Recipient(BERLIN, past_messages=told(1), reservations=expected)
    assert one(saying(purpose=ADDED, expires=at(17)), tom=reader) == NO_ROOM


def test_what_comes_next_week_takes_no_place_of_this_one() -> None:
    expected = ahead(*[Rank.INTRODUCTION] * 3, on=at(9, day=7))
    assert one(saying(purpose=ADDED), tom=Recipient(BERLIN, reservations=expected)) == Send()


def test_notices_of_one_moment_share_a_place() -> None:
    expected = ahead(Rank.JOINED, Rank.JOINED, Rank.INTRODUCTION)
    assert one(saying(purpose=ADDED), tom=Recipient(BERLIN, reservations=expected)) == Send()


def test_a_notice_leaves_the_places_of_introductions_and_of_what_a_colleague_asked() -> None:
    for rank in (Rank.INTRODUCTION, Rank.REQUEST):
        reader = Recipient(BERLIN, past_messages=told(2), reservations=ahead(rank))
        assert one(saying(), tom=reader) == NO_ROOM
    reader = Recipient(BERLIN, past_messages=told(2), reservations=ahead(Rank.JOINED))
    assert one(saying(), tom=reader) == Send()


def test_news_of_a_group_and_alerts_reach_people_whose_week_is_full() -> None:
    for purpose in (NEWS, ORGANISING):
        reader = Recipient(BERLIN, past_messages=told(3))
        assert one(saying(purpose=purpose), tom=reader) == Send()
    news = [saying(number, purpose=NEWS) for number in range(5)]
    reader = Recipient(BERLIN, past_messages=told(2))
    verdicts = decide_verdicts([*news, saying(9)], {"tom": reader}, NOW)
    assert verdicts[9] == Send()


def test_last_week_does_not_count() -> None:
    assert one(saying(), tom=Recipient(BERLIN, past_messages=told(3, at=at(12, day=-1)))) == Send()


def test_messages_merged_into_one_count_once() -> None:
    merged = tuple(PastMessage(7, NOW) for _ in range(WEEKLY_LIMIT))
    assert one(saying(), tom=Recipient(BERLIN, past_messages=merged)) == Send()
    several = [saying(number) for number in range(1, 6)]
    verdicts = decide_verdicts(several, {"tom": Recipient(BERLIN, past_messages=told(2))}, NOW)
    assert verdicts == dict.fromkeys(range(1, 6), Send())


def test_what_mingle_adds_rides_along_with_a_notice() -> None:
    reader = Recipient(BERLIN, past_messages=told(2))
    both = [saying(1, purpose=ADDED), saying(2)]
    assert decide_verdicts(both, {"tom": reader}, NOW) == {1: Send(), 2: Send()}


def test_what_people_joined_for_goes_first() -> None:
    readers = {"tom": Recipient(BERLIN, past_messages=told(2)), "priya": Recipient(BERLIN)}
    prompt = saying(1, purpose=ADDED, expires=at(18))
    introduction = saying(2, ("tom", "priya"), verb="introduce")
    assert decide_verdicts([prompt, introduction], readers, NOW) == {1: NO_ROOM, 2: Send()}


def test_whoever_turned_a_rule_off_hears_no_more_of_it() -> None:
    assert one(saying(), tom=Recipient(BERLIN, muted=frozenset({"lunch.notice"}))) == TURNED_OFF
    assert one(saying(), tom=Recipient(BERLIN, muted=frozenset({"other"}))) == Send()


def test_one_who_wants_no_nudges_is_not_nudged_in_company_but_still_introduced() -> None:
    off = Recipient(BERLIN, muted=frozenset({"lunch.notice"}))
    assert one(saying(to=("tom", "priya"), verb="post"), tom=off) == TURNED_OFF
    assert one(saying(to=("tom", "priya"), verb="introduce"), tom=off) == Send()


def test_nobody_writes_to_those_who_left() -> None:
    assert one(saying(), tom=Recipient(BERLIN, left=True)) == LEFT
    assert (
        one(saying(to=("tom", "priya"), verb="introduce"), tom=Recipient(BERLIN, left=True))
        == Send()
    )


def test_a_channel_takes_three_posts_a_week() -> None:
    posts = [saying(number, ("lunch",), verb="post", purpose=ADDED) for number in range(1, 5)]
    verdicts = decide_verdicts(posts, {"lunch": Recipient(BERLIN)}, NOW)
    assert list(verdicts.values()) == [Send(), Send(), Send(), Wait(at(9, day=7))]


def test_the_report_of_a_round_has_its_place_in_a_channel() -> None:
    reader = Recipient(BERLIN, past_messages=told(2), reservations=ahead(Rank.JOINED))
    prompt = saying(1, ("lunch",), verb="post", purpose=ADDED, expires=at(18))
    assert one(prompt, lunch=reader) == NO_ROOM
    assert one(saying(2, ("lunch",), verb="post"), lunch=reader) == Send()


def test_an_introduction_counts_for_everybody_in_it() -> None:
    readers = {who: Recipient(BERLIN, past_messages=told(2)) for who in ("tom", "priya")}
    introduction = saying(1, ("tom", "priya"), verb="introduce")
    prompt = saying(2, ("priya",), purpose=ADDED, expires=at(18))
    assert decide_verdicts([prompt, introduction], readers, NOW) == {1: Send(), 2: NO_ROOM}


def test_an_introduction_that_shared_hours_would_lose_comes_when_somebody_works() -> None:
    jo = Recipient(ANGELES)
    introduction = saying(to=("tom", "jo"), verb="introduce", expires=at(17))
    assert one(introduction, jo=jo) == Send()
    early = at(7)
    assert one(introduction, early, jo=jo) == Wait(at(9))


def test_a_last_word_comes_when_its_reader_is_awake_or_at_once() -> None:
    assert one(saying(purpose=LAST_WORD, expires=at(22)), at(19)) == Send()
    assert one(saying(purpose=LAST_WORD, expires=at(2, day=2)), at(23)) == Send()
    assert one(saying(purpose=LAST_WORD, expires=at(11, day=6)), at(8, day=6)) == Send()
    assert one(saying(purpose=LAST_WORD, expires=at(10, day=2)), at(8, day=2)) == Wait(at(9, day=2))
    muted = Recipient(BERLIN, muted=frozenset({"lunch.notice"}))
    assert one(saying(purpose=LAST_WORD, expires=at(22)), at(19), tom=muted) == TURNED_OFF


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
    lambda due, purpose, asked, lasts, to: PendingMessage(
        0, "post" if to == "lunch" else "whisper", (to,), "rule", asked, purpose, due,
        due + lasts if lasts else None,
    ),
    due=instants,
    purpose=st.sampled_from([ADDED, JOINED, NEWS, ORGANISING]),
    asked=st.booleans(),
    lasts=st.sampled_from([None, dt.timedelta(hours=3), dt.timedelta(days=4)]),
    to=st.sampled_from(["tom", "jun", "lunch"]),
)  # fmt: skip
meetings = st.builds(
    lambda week, day, hour, group: PendingMessage(
        0, "introduce", tuple(sorted(group)), "rule", False, JOINED,
        at(hour, day=day + 7 * week), at(hour, day=day + 7 * week + 7),
    ),
    week=st.integers(0, 2),
    day=st.integers(0, 4),
    hour=st.integers(0, 23),
    group=st.sampled_from([{"tom", "jo"}, {"tom", "jun"}, {"jun", "jo"}]),
)  # fmt: skip
ZONES = {"tom": BERLIN, "jo": "Europe/London", "jun": TOKYO, "lunch": BERLIN}


def in_turn(planned: list[PendingMessage]) -> list[PendingMessage]:
    """Return introductions of which none reaches a person who has had two in eight days."""
    had: dict[str, list[dt.datetime]] = defaultdict(list)
    kept = []
    for introduction in sorted(planned, key=lambda each: each.due):
        since = introduction.due - dt.timedelta(days=8)
        busy = [who for who in introduction.recipients if sum(d > since for d in had[who]) > 1]
        if not busy:
            kept.append(introduction)
            for who in introduction.recipients:
                had[who].append(introduction.due)
    return kept


class History:
    """What delivery does with verdicts: say, put off, let go."""

    def __init__(self, planned: list[PendingMessage]) -> None:
        numbered = {number: replace(what, id=number) for number, what in enumerate(planned)}
        self.waiting = {number: (what.due, what) for number, what in numbered.items()}
        self.sent: dict[int, dt.datetime] = {}
        self.told: dict[str, list[PastMessage]] = defaultdict(list)
        self.dropped: list[tuple[PendingMessage, Drop]] = []

    def run(self) -> None:
        while self.waiting:
            self.sweep(min(due for due, _ in self.waiting.values()))

    def recipient(self, who: str) -> Recipient:
        """Return somebody with what will reach them: an introduction is known before its draw."""
        reservations = []
        for due, what in self.waiting.values():
            if who in what.recipients and what.counts and what.rank < Rank.ADDED:
                shared = what.kind == "whisper"
                reservations.append(Reservation(due, what.rank, shared, what.id))
        past = tuple(self.told[who])
        return Recipient(ZONES[who], past_messages=past, reservations=tuple(reservations))

    def sweep(self, now: dt.datetime) -> None:
        due = [replace(what, due=at) for at, what in self.waiting.values() if at <= now]
        readers = {who: self.recipient(who) for who in ZONES}
        leads: dict[tuple[str, ...], int] = {}
        for number, verdict in decide_verdicts(due, readers, now).items():
            _, what = self.waiting.pop(number)
            match verdict:
                case Send():
                    self.sent[number] = now
                    if what.counts:
                        whisper = what.kind == "whisper"
                        lead = leads.setdefault(what.recipients, number) if whisper else number
                        for who in what.recipients:
                            self.told[who].append(PastMessage(lead, now))
                case Wait(until):
                    assert until > now
                    self.waiting[number] = (until, what)
                case Drop():
                    self.dropped.append((what, verdict))


@given(st.lists(sayings, max_size=30), st.lists(meetings, max_size=8))
def test_nobody_is_told_more_than_the_budget_and_nothing_delays_an_introduction_but_hours(
    planned: list[PendingMessage], introductions: list[PendingMessage]
) -> None:
    drawn = in_turn(introductions)
    history = History([*drawn, *planned])
    history.run()
    for who, messages in history.told.items():
        weeks = Counter(
            week_start(moment, ZONES[who])
            for _, moment in {(told.message, told.at) for told in messages}
        )
        assert all(count <= WEEKLY_LIMIT for count in weeks.values())

    for number, introduction in enumerate(drawn):
        hours = [WorkingTime(ZONES[who]) for who in introduction.recipients]
        assert history.sent[number] == next_opening(introduction.due, hours)
    for number, message in enumerate([*drawn, *planned]):
        if message.purpose != ADDED and not message.solicited and number in history.sent:
            hours = [WorkingTime(ZONES[who]) for who in message.recipients]
            assert history.sent[number] == next_opening(message.due, hours)
    assert all(message.expires or message.purpose == JOINED for message, _ in history.dropped)


@given(st.lists(sayings, max_size=30))
def test_nobody_is_told_anything_unasked_in_quiet_hours(planned: list[PendingMessage]) -> None:
    history = History(planned)
    history.run()
    for number, message in enumerate(planned):
        if number in history.sent and not message.solicited:
            local = history.sent[number].astimezone(ZoneInfo(ZONES[message.recipients[0]]))
            assert local.weekday() < 5
            assert dt.time(9) <= local.time() < dt.time(18)
