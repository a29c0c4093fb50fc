"""Whoever asks for much at once waits a little; nobody else does."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.dispatch import COSTLY_SPAN, MAX_COSTLY
from bot.store.recent_uses import MAX_KEYS, RecentUses
from bot.ui.notices import A_LOT_AT_ONCE
from tests.reading import text
from tests.world import BEN, CLEO, World

ADD = "/events add nonsense"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def test_somebody_who_adds_too_much_at_once_reads_one_calm_sentence(world: World) -> None:
    for _ in range(MAX_COSTLY):
        assert A_LOT_AT_ONCE not in text(await world.say(BEN, ADD))
    assert A_LOT_AT_ONCE in text(await world.say(BEN, ADD))
    assert A_LOT_AT_ONCE not in text(await world.say(BEN, "/events"))
    assert A_LOT_AT_ONCE not in text(await world.say(CLEO, ADD))
    world.now += COSTLY_SPAN
    assert A_LOT_AT_ONCE not in text(await world.say(BEN, ADD))


@given(st.lists(st.integers(0, 30), max_size=60), st.integers(1, 5))
def test_no_span_ever_holds_more_uses_than_allowed(gaps: list[int], most: int) -> None:
    uses, now, taken = RecentUses(), NOON, list[datetime]()
    for gap in gaps:
        now += gap * MINUTE
        if uses.take(("acme", BEN), now, most, COSTLY_SPAN):
            taken.append(now)
    for at in taken:
        assert len([each for each in taken if at <= each < at + COSTLY_SPAN]) <= most


def test_a_crowd_takes_little_memory() -> None:
    uses = RecentUses()
    for number in range(MAX_KEYS + 500):
        assert uses.take((str(number),), NOON, 1, MINUTE)
    assert len(uses._uses) == MAX_KEYS
