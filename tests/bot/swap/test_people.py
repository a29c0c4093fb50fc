"""What becomes of swap lunches when their people call off, go away or come back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.attention.records import mute_reason
from bot.dates.local_time import local_date
from bot.people.erasure import erase_person
from bot.people.hours.records import WORKSPACE, save_setting
from bot.people.hours.rules import HoursSetting
from bot.people.records import update_person
from bot.swap import agreements, records, rules
from bot.swap.notifications import INTRODUCED
from tests.bot.swap.companies import NORTH, OPEN, SOUTH, Companies, two_companies
from tests.factories.people import leave_company
from tests.reading import button_values, text
from tests.world import World, home

LUNCH = datetime(2026, 3, 19, 12, 30, tzinfo=UTC)
SOON = OPEN + timedelta(hours=1)


def _sides(companies: Companies, side: str) -> tuple[World, World]:
    both = companies.north, companies.south
    return both if side == "north" else both[::-1]


@pytest.mark.parametrize("side", ["north", "south"])
async def test_who_cannot_make_it_that_morning_leaves_nobody_waiting(
    tmp_path: Path, side: str
) -> None:
    async with two_companies(tmp_path, joined=1) as companies:
        await companies.until(SOON)
        companies.jump(LUNCH - timedelta(hours=25))
        await companies.until(LUNCH - timedelta(minutes=90))
        here, there = _sides(companies, side)
        mine = (await companies.lunches(here))[0]
        answer = await here.click(mine.person, "swap.cancel", mine.id)
        assert "as soon as I reach" in text(answer)
        await companies.until(LUNCH - timedelta(minutes=75), timedelta(minutes=5))
        other = (await companies.lunches(there, "off"))[0]
        assert (await companies.told(there, other.person))[-1] == "Lunch called off"


async def test_once_a_lunch_has_begun_its_card_says_nothing_of_what_is_ahead(
    tmp_path: Path,
) -> None:
    async with two_companies(tmp_path) as companies:
        await companies.until(SOON)
        stood, fell = await companies.lunches(companies.north)
        await companies.south.click(
            next(
                lunch.person
                for lunch in await companies.lunches(companies.south)
                if lunch.code == fell.code
            ),
            "swap.leave",
            1,
        )
        await companies.until(SOON + timedelta(hours=4))
        companies.jump(LUNCH - timedelta(hours=25))
        await companies.until(LUNCH + timedelta(minutes=1))
        lasting = [
            (await companies.north.dms(lunch.person, title))[-1]
            for lunch, title in ((stood, "Lunch with"), (fell, "Lunch called off"))
        ]
        assert not button_values(lasting[0])
        assert "If it falls through" not in text(lasting[0])
        assert "It is over." in text(lasting[0])
        assert "was called off" in text(lasting[1])
        assert "Nobody will be waiting" not in text(lasting[1])


@pytest.mark.parametrize("side", ["north", "south"])
@pytest.mark.parametrize("how", ["leaves", "is erased", "pauses"])
async def test_who_goes_away_leaves_nobody_waiting(tmp_path: Path, side: str, how: str) -> None:
    async with two_companies(tmp_path, joined=1) as companies:
        await companies.until(SOON)
        here, there = _sides(companies, side)
        person = companies.people(here)[0]
        if how == "leaves":
            await leave_company(here, person)
        elif how == "pauses":
            back = local_date(LUNCH, "UTC") + timedelta(days=1)
            async with here.database.transaction() as tx:
                await update_person(tx, home(person), person, paused_until=back)
        else:
            async with here.database.transaction() as tx:
                await erase_person(tx, home(person), person, here.now, asked=True)
        await companies.until(OPEN + timedelta(hours=8), timedelta(hours=2))
        for world in (here, there):
            assert not await companies.lunches(world)
        other = companies.people(there)[0]
        assert (await companies.told(there, other))[-1] == "Lunch called off"


@pytest.mark.parametrize("side", ["north", "south"])
async def test_who_does_not_hear_of_an_introduction_is_waited_for_by_nobody(
    tmp_path: Path, side: str
) -> None:
    async with two_companies(tmp_path, joined=1) as companies:
        here, there = _sides(companies, side)
        person = companies.people(here)[0]
        async with here.database.transaction() as tx:
            await mute_reason(tx, home(person), person, INTRODUCED)
        await companies.until(OPEN + timedelta(hours=8), timedelta(hours=2))
        for world in (here, there):
            assert not await companies.lunches(world)
        other = companies.people(there)[0]
        assert set(await companies.told(there, other)) <= {"Lunch called off"}


async def test_two_who_left_and_came_back_are_not_introduced_again(tmp_path: Path) -> None:
    async with two_companies(tmp_path, joined=1) as companies:
        await companies.until(SOON)
        for world in (companies.north, companies.south):
            person = companies.people(world)[0]
            assert await companies.lunches(world)
            await world.click(person, "swap.leave", 1)
            await companies.join(world, person)
        companies.jump(datetime(2026, 4, 6, 13, tzinfo=UTC))
        await companies.until(companies.north.now + timedelta(hours=4))
        for world in (companies.north, companies.south):
            assert not await companies.lunches(world)
            assert len(await companies.lunches(world, "off")) == 1


async def test_who_joins_in_the_week_of_the_search_is_found_somebody_in_it(tmp_path: Path) -> None:
    async with two_companies(tmp_path, joined=0) as companies:
        await companies.until(SOON)
        await companies.join(companies.north, f"{NORTH}/ada")
        await companies.until(SOON + timedelta(hours=4))
        await companies.join(companies.south, f"{SOUTH}/tom")
        await companies.until(SOON + timedelta(hours=8))
        assert await companies.lunches(companies.north)
        assert await companies.lunches(companies.south)


async def test_who_is_left_over_hears_so_and_comes_first_next_month(tmp_path: Path) -> None:
    async with two_companies(tmp_path, joined=1) as companies:
        for person in companies.people(companies.north)[1:]:
            await companies.join(companies.north, person)
        await companies.join(companies.south, f"{SOUTH}/uma")
        await companies.until(SOON)
        first = {lunch.person for lunch in await companies.lunches(companies.north)}
        assert len(first) == 2
        (left,) = set(companies.people(companies.north)) - first
        companies.jump(datetime(2026, 3, 16, 8, tzinfo=UTC))
        await companies.until(datetime(2026, 3, 16, 10, tzinfo=UTC))
        assert await companies.told(companies.north, left) == ["No swap lunch this month"]
        for person in first:
            assert "No swap lunch this month" not in await companies.told(companies.north, person)
        companies.jump(datetime(2026, 4, 6, 13, tzinfo=UTC))
        await companies.until(companies.north.now + timedelta(hours=1))
        ahead = [lunch.person for lunch in await companies.lunches(companies.north)
                 if lunch.starts_at > companies.north.now]  # fmt: skip
        assert left in ahead


async def test_a_holiday_moves_the_lunch(tmp_path: Path) -> None:
    async with two_companies(tmp_path, joined=1) as companies:
        day = local_date(LUNCH, "UTC")
        async with companies.north.database.transaction() as tx:
            await save_setting(tx, NORTH, WORKSPACE, HoursSetting(blackout=((day, day),)))
        await companies.until(SOON)
        found = await companies.lunches(companies.north)
        assert [lunch.starts_at for lunch in found] == [LUNCH - timedelta(days=1)]


async def test_whoever_does_not_work_on_that_day_is_not_asked_for_it(tmp_path: Path) -> None:
    async with two_companies(tmp_path, joined=1) as companies:
        day = local_date(LUNCH, "UTC")
        async with companies.south.database.transaction() as tx:
            await save_setting(tx, SOUTH, f"{SOUTH}/tom", HoursSetting(blackout=((day, day),)))
        await companies.until(SOON)
        assert not await companies.lunches(companies.north)
        assert not await companies.lunches(companies.south)


async def test_one_side_ends_it_though_the_other_cannot_be_reached(tmp_path: Path) -> None:

    async with two_companies(tmp_path, joined=2) as companies:
        await companies.until(SOON)
        await companies.south.click(f"{SOUTH}/uma", "swap.leave", 1)
        companies.wire.is_cut = True
        async with companies.north.database.transaction() as tx:
            await agreements.end(tx, (await records.list_swaps(tx))[0], companies.north.now)
        assert not await companies.lunches(companies.north)
        await companies.until(OPEN + timedelta(hours=3))
        said = " ".join(map(text, await companies.north.inbox(f"{NORTH}/ada")))
        assert "no longer swap lunches" in said
        async with companies.north.database.read_transaction() as tx:
            assert not await records.list_members(tx, 1)
        companies.jump(LUNCH - timedelta(hours=25))
        await companies.until(LUNCH - timedelta(hours=23))
        assert not await companies.lunches(companies.south)
        card = await companies.south.say(f"{SOUTH}/tom", "/mingle swap")
        assert "hasn't been reached since" in text(card)


async def test_the_form_says_what_they_will_read_and_the_card_what_they_read(
    tmp_path: Path,
) -> None:
    async with two_companies(tmp_path, joined=0) as companies:
        said = await companies.join(companies.north, f"{NORTH}/ada")
        assert "They're told: Ada, teaching, anything." in said


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Ada Wolf", "Ada"),
        ("Wolf, Ada", "Ada"),
        ("Dr. Ada Wolf", "Ada"),
        ("ada.wolf", "ada"),
        ("ada_wolf", "ada"),
        ("ada.wolf@northwind.example", ""),
        ("Prof. Dr. Ada Wolf", "Ada"),
        ("  ", ""),
    ],
)
def test_a_first_name_is_read_from_what_people_are_called(name: str, first: str) -> None:
    assert rules.first_name(name) == first
