"""Easter Monday, lived through by a workspace in which everything Mingle does is going on."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.tables import outbox_message
from bot.ui.cards import as_text
from tests.factories.associations import make_opening
from tests.reading import card_of
from tests.world import ADA, CLEO, DINA, EMIL, LUNCH, PEOPLE, PROMPTS, World

BERLIN = ZoneInfo("Europe/Berlin")
MAUNDY_THURSDAY, EASTER_MONDAY, TUESDAY = (dt.date(2026, 4, day) for day in (2, 6, 7))
DAY_OFF = "since Monday, 6 April is a day off"
OF_AN_EVENT = {"event.reminder"}


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), BERLIN).astimezone(dt.UTC)


async def plan_for_monday(world: World) -> None:
    """Let rounds, prompts, digest, usual lunches, an opening and a host fall on Easter Monday."""
    prompts = {"channel": PROMPTS, "cadence": "weekly", "weekday": "0", "time": "10:00"}
    said = await world.fill(ADA, "/prompt setup", prompts, PROMPTS)
    assert DAY_OFF in as_text(card_of(said))
    said = await world.say(ADA, "/events digest", LUNCH)
    assert DAY_OFF in as_text(card_of(said))

    await world.say(EMIL, "/lunch usual mon 12:30")
    await world.say(CLEO, "/lunch usual mon 12:30")
    about = {"title": "Chess after Easter", "place": "Corner Café", "channel": LUNCH}
    await world.fill(DINA, "/events new 2026-04-09 18:00", about)
    guild = await world.button(EMIL, "association.join")
    await make_opening(world, guild, "2026-04-07")


def sent_on(rows: Iterable[Any], day: dt.date) -> Counter[str]:
    sent = [row for row in rows if row.sent_at and row.kind != "census"]
    return Counter(row.reason for row in sent if row.sent_at.astimezone(BERLIN).date() == day)


async def test_nothing_goes_out_on_easter_monday_and_all_of_it_on_tuesday(
    lived_world: World,
) -> None:
    world = lived_world
    rounds = {"channel": LUNCH, "cadence": "weekly", "weekday": "0", "time": "10:00"}
    await world.fill(ADA, "/mingle setup", rounds)
    await world.until(at(MAUNDY_THURSDAY, 8))
    await plan_for_monday(world)
    await world.until(at(TUESDAY, 18))

    rows = await world.select_all(outbox_message)
    assert not sent_on(rows, EASTER_MONDAY).keys() - OF_AN_EVENT
    tuesday = sent_on(rows, TUESDAY)
    assert tuesday["lunch.introduction"] == len(PEOPLE) // 2
    assert tuesday["prompt.weekly"] == tuesday["digest.weekly"] == 1

    thursday = sent_on(rows, MAUNDY_THURSDAY)
    assert thursday["lunch.notice"] == thursday["lunch.checkin"] == len(PEOPLE)
    assert thursday["event.host"] == thursday["opening.told"] == 1
