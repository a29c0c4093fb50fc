"""From a week in which nothing is on to a meetup of one's own, and its second date."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ROOT
from tests.browser.programs import WAIT, patience, running_program
from tests.browser.screen import DESK, last_message, open_room, say
from tests.ports import free_port

pytestmark = [pytest.mark.usefixtures("troubles"), pytest.mark.timeout(400)]


@pytest.fixture
def quiet_house(tmp_path: Path) -> Iterator[str]:
    """The address of a playground in which nothing is on."""
    port = free_port()
    words = ["-m", "tests.browser.quiet_house", str(tmp_path / "quiet.db"), str(port)]
    with patience(), running_program(*words, says="ready", folder=ROOT):
        yield f"http://127.0.0.1:{port}"


@pytest.mark.rehearsal
def test_somebody_who_finds_nothing_on_starts_a_meetup_that_has_a_second_date(
    page: Page, quiet_house: str, tmp_path: Path
) -> None:
    page.set_default_timeout(WAIT)
    page.set_viewport_size(DESK)
    page.goto(f"{quiet_house}/?at=lunch")
    _start_where_nothing_is_on(page)
    page.screenshot(path=tmp_path / "plan.png")
    _put_it_in_the_calendar(page)
    page.screenshot(path=tmp_path / "calendar.png")
    _announce_it(page)
    page.screenshot(path=tmp_path / "announcement.png")
    first = _live_until_it_is_over(page)
    page.screenshot(path=tmp_path / "nudges.png")
    _name_the_next_date(page)
    second = _same_weekday_next_month(first)
    say(page, "/events")
    expect(last_message(page)).to_contain_text("Open evening")
    expect(last_message(page)).to_contain_text(f"{second.day} {second:%B}"[:6])
    page.screenshot(path=tmp_path / "second.png")


def _start_where_nothing_is_on(page: Page) -> None:
    say(page, "/events")
    expect(last_message(page)).not_to_contain_text("Open evening")
    page.get_by_role("button", name="Start something yourself").click()
    _choose(page, "Start …", "A meetup")
    dates = page.get_by_role("article", name="A meetup").last
    dates.get_by_role("button").first.click()
    page.get_by_role("button", name="Start it").last.click()
    expect(_plan(page)).to_contain_text("Sam Rivera starts this: Open evening")


def _put_it_in_the_calendar(page: Page) -> None:
    _open_step(page, "Put it in the calendar")
    page.get_by_role("button", name="Put it in the calendar").last.click()
    expect(page.get_by_text("You're the host.").last).to_be_visible()


def _announce_it(page: Page) -> None:
    _open_step(page, "Announce it outside")
    step = page.get_by_role("article", name="Announce it outside").last
    expect(step).to_contain_text("For Meetup")
    expect(step).to_contain_text("event.ics")


def _live_until_it_is_over(page: Page) -> datetime:
    """Pass the weeks until the evening is over; return its day, and see that nudges came."""
    words = _plan(page).inner_text()
    match = re.search(r"Open evening, \w+,? (\d{1,2} \w+)", words)
    assert match, words
    first = datetime.strptime(f"{match[1][:6]} 2026", "%d %b %Y")
    while _now(page) < first + timedelta(days=1):
        before = page.locator(".now").inner_text()
        page.get_by_role("button", name="Next week").click()
        expect(page.locator(".now")).not_to_have_text(before)
        expect(page.get_by_role("button", name="Next week")).to_be_enabled()
    open_room(page, "Mingle")
    expect(page.get_by_role("article", name=re.compile("^Due .*Ask a speaker"))).to_be_visible()
    return first


def _name_the_next_date(page: Page) -> None:
    say(page, "/mingle start")
    _choose(page, "Open a plan of yours …", "A meetup")
    _open_step(page, "Say thank you and name the next date")
    page.get_by_role("button", name="Make it repeat").last.click()
    expect(page.get_by_text("It repeats from now on.").last).to_be_visible()


def _plan(page: Page) -> Locator:
    return page.get_by_role("article", name="Plan: A meetup").last


def _open_step(page: Page, title: str) -> None:
    _choose(page, "Open a step …", title)


def _choose(page: Page, about: str, words: str) -> None:
    """Choose the option with these words from the last list that is about something."""
    chosen = page.locator(".log select").filter(has_text=about).last
    label = chosen.locator("option").filter(has_text=words).first.inner_text()
    chosen.select_option(label=label)


def _now(page: Page) -> datetime:
    words = page.locator(".now").inner_text()
    return datetime.strptime(" ".join(words.split()[1:4]).rstrip(","), "%d %b %Y")


def _same_weekday_next_month(day: datetime) -> datetime:
    """Return the day of the next month that is the same weekday, as often in its month."""
    nth = (day.day - 1) // 7
    later = [day + timedelta(weeks=weeks) for weeks in (4, 5)]
    return next(one for one in later if one.month != day.month and (one.day - 1) // 7 == nth)
