"""Weeks that are not Monday to Friday, nine to six, as people live them."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.core.interactions import FormErrors
from bot.people.hours.records import channel_working_time, working_times
from bot.ui.cards import as_text
from tests.reading import card_of, form_of
from tests.world import ADA, BEN, CLEO, DINA, HOME, LUNCH, PROMPTS, World

BERLIN = ZoneInfo("Europe/Berlin")
SETUP = {
    "channel": LUNCH,
    "cadence": "weekly",
    "weekday": "1",
    "time": "10:00",
    "zone": "Europe/Berlin",
    "size": "2",
    "same_office": "no",
}


def at(day: int, hour: int, minute: int = 0, month: int = 4) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=BERLIN).astimezone(dt.UTC)


async def join(world: World, **changes: str) -> str:
    """Set up rounds in #lunch, with four people in; return what the organiser reads."""
    answer = await world.submit(ADA, "setup.save", {**SETUP, **changes})
    for person in (ADA, BEN, CLEO, DINA):
        await world.say(person, "/mingle join", LUNCH)
    return as_text(card_of(answer))


async def test_a_round_on_easter_monday_takes_place_on_tuesday_and_says_so(world: World) -> None:
    await world.until(at(31, 12, month=3))
    said = await join(world, weekday="0")
    assert "since Monday, 6 April is a day off" in said
    await world.until(at(6, 23))
    assert not await world.introductions()
    assert not await world.dms(BEN, "Tomorrow")
    await world.until(at(7, 12))
    assert len(await world.introductions()) == 2


async def test_nobody_hears_anything_on_a_holiday_of_their_own_region(world: World) -> None:
    await world.until(at(1, 12, month=6))
    await join(world, zone="Europe/London", weekday="4")
    await world.submit(BEN, "hours.save", {"preset": "shared", "region": "DE-BE"})
    await world.until(at(3, 9, month=6))
    heard = len(await world.dms(BEN))
    await world.submit(
        BEN, "hours.save", {"preset": "shared", "blackout": "2026-06-03..2026-06-04"}
    )
    await world.until(at(4, 20, month=6))
    assert len(await world.dms(BEN)) == heard
    await world.until(at(5, 20, month=6))
    assert len(await world.dms(BEN)) > heard or await world.introductions()


async def test_in_jerusalem_a_round_is_drawn_on_sunday(world: World) -> None:
    await world.submit(
        ADA, "hours.share", {"preset": "sunday", "region": "none"}, value="workspace"
    )
    said = await join(world, weekday="6", zone="Asia/Jerusalem")
    assert "was outside the hours" not in said
    await world.until(dt.datetime(2026, 3, 8, 7, 0, tzinfo=dt.UTC))  # Sunday, before ten there
    await world.until(dt.datetime(2026, 3, 8, 9, 30, tzinfo=dt.UTC))
    assert len(await world.introductions()) == 2


async def test_a_community_meets_on_saturday_evening_though_nobody_set_its_hours(
    world: World,
) -> None:
    said = await join(world, weekday="5", time="18:00")
    assert "Saturday 18:00 was outside the hours of that channel" in said
    await world.until(at(7, 17, 55, month=3))
    assert not await world.introductions()
    assert await world.dms(BEN)
    await world.until(at(7, 18, 30, month=3))
    assert len(await world.introductions()) == 2


async def test_a_prompt_comes_on_a_sunday_evening(world: World) -> None:
    fields = {
        "channel": PROMPTS,
        "cadence": "weekly",
        "weekday": "6",
        "time": "20:30",
        "zone": "Europe/Berlin",
    }
    said = card_of(await world.submit(ADA, "prompt.setup", fields))
    assert "Sunday 20:30 was outside the hours" in as_text(said)
    await world.until(at(8, 20, 29, month=3))
    before = len(await world.posts(PROMPTS))
    await world.until(at(8, 20, 45, month=3))
    assert len(await world.posts(PROMPTS)) == before + 1


async def test_a_night_worker_hears_from_mingle_at_night(world: World) -> None:
    said = as_text(card_of(await world.say(BEN, "/mingle hours Mon-Fri 22-6", LUNCH)))
    assert "Monday to Friday 22:00" in said
    await join(world, weekday="3", time="11:00")
    async with world.database.read_transaction() as tx:
        times = await working_times(tx, HOME, [BEN])
    assert times[BEN].quiet is None
    await world.until(at(4, 21, 30, month=3))
    day_before = len(await world.dms(BEN))
    await world.until(at(4, 22, 30, month=3))
    assert len(await world.dms(BEN)) > day_before


async def test_organisers_alone_set_the_hours_of_a_channel(world: World) -> None:
    answer = await world.say(ADA, "/mingle hours channel", LUNCH)
    assert form_of(answer).action == "hours.share"
    await world.submit(ADA, "hours.share", {"preset": "evenings"}, value=f"channel {LUNCH} lunch")
    async with world.database.read_transaction() as tx:
        working_time = await channel_working_time(tx, HOME, LUNCH, "Europe/Berlin")
    assert working_time.week[5] == (dt.time(10), dt.time(22))
    refused = await world.say(BEN, "/mingle hours workspace", LUNCH)
    assert "Organisers set the hours" in as_text(card_of(refused))


async def test_hours_that_make_no_sense_get_one_calm_sentence(world: World) -> None:
    refused = await world.say(BEN, "/mingle hours whenever", LUNCH)
    assert "Write days and hours such as" in as_text(card_of(refused))
    wrong = {"preset": "own", "week": "", "quiet": "late", "region": "Mars", "blackout": "soon"}
    answer = await world.submit(BEN, "hours.save", wrong)
    assert isinstance(answer, FormErrors)
    assert set(answer.errors) == {"week", "quiet", "region", "blackout"}
