"""See that people find what is new, and that the page stays where they read."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.screen import last_message, message_box, open_room, say

pytestmark = pytest.mark.usefixtures("troubles")
TOP = "() => document.querySelector('.log').scrollTop"
FROM_END = """() => {
  const log = document.querySelector('.log');
  return log.scrollHeight - log.scrollTop - log.clientHeight;
}"""


@pytest.fixture
def tom(opened: Page, samples: str) -> Page:
    """Tom's page, beside the newcomer's own."""
    other = opened.context.new_page()
    other.goto(f"{samples}/?you=tom-becker&at=general")
    expect(message_box(other)).to_have_accessible_name("Message #general")
    return other


def _say_many(page: Page, count: int, *readers: Page) -> None:
    """Say so many lines; return once each of them is there for those who read along."""
    for number in range(count):
        page.evaluate(
            "words => emitEvent('mingle', {kind: 'typed', interaction: words, words})",
            f"line {number}",
        )
    for one in (page, *readers):
        expect(last_message(one)).to_contain_text(f"line {count - 1}")


def _line(page: Page) -> Locator:
    return page.get_by_role("separator", name="New")


def _scroll_up(page: Page, pixels: int) -> None:
    page.locator(".log").hover()
    page.mouse.wheel(0, -pixels)
    expect(page.locator("[data-to-newest]")).to_be_visible()


def test_a_line_stands_above_what_is_new_and_a_button_leads_there(opened: Page, tom: Page) -> None:
    open_room(opened, "# general")
    expect(message_box(opened)).to_have_accessible_name("Message #general")
    say(opened, "an old line")
    open_room(opened, "# lunch")
    expect(message_box(opened)).to_have_accessible_name("Message #lunch")
    _say_many(tom, 27)
    opened.get_by_role("button", name="# general 27 unread").click()
    expect(_line(opened)).to_have_count(1)
    expect(_line(opened)).not_to_be_in_viewport()
    expect(last_message(opened)).to_be_in_viewport()
    jump = opened.get_by_role("button", name="27 new since you were here")
    jump.click()
    expect(_line(opened)).to_be_in_viewport()
    expect(opened.get_by_text("line 0", exact=True)).to_be_in_viewport()
    expect(opened.locator(".said", has_text="line 0").first).to_be_focused()
    expect(jump).to_be_hidden()
    opened.get_by_role("button", name="Newest").click()
    expect(last_message(opened)).to_be_in_viewport()
    expect(jump).to_be_hidden()
    open_room(opened, "# lunch")
    expect(message_box(opened)).to_have_accessible_name("Message #lunch")
    open_room(opened, "# general")
    expect(message_box(opened)).to_have_accessible_name("Message #general")
    expect(_line(opened)).to_have_count(0)


def test_more_unread_than_a_page_holds_are_all_there(opened: Page, tom: Page) -> None:
    _say_many(tom, 120)
    opened.get_by_role("button", name="# general 99+ unread").click()
    opened.get_by_role("button", name="99+ new since you were here").click()
    expect(opened.get_by_text("line 0", exact=True)).to_be_in_viewport()


def test_what_one_says_oneself_is_not_new(opened: Page, samples: str) -> None:
    open_room(opened, "# general")
    expect(message_box(opened)).to_have_accessible_name("Message #general")
    say(opened, "mine")
    opened.goto(f"{samples}/?at=general")
    expect(last_message(opened)).to_contain_text("mine")
    expect(_line(opened)).to_have_count(0)


def test_whoever_is_at_the_newest_stays_there_when_pictures_come(opened: Page, tom: Page) -> None:
    open_room(opened, "# general")
    expect(message_box(opened)).to_have_accessible_name("Message #general")
    _say_many(tom, 20, opened)
    for number in range(2):
        say(tom, f"/venues {number}")
        expect(opened.locator(".said img:visible")).to_have_count(number + 1)
        say(tom, f"after picture {number}")
        expect(last_message(opened)).to_contain_text(f"after picture {number}")
        expect(last_message(opened)).to_be_in_viewport(ratio=1)
    assert opened.evaluate(FROM_END) < 2


def test_what_grows_late_moves_nobody_away_from_the_newest(opened: Page, tom: Page) -> None:
    """A picture whose size the browser learns only when it has loaded."""
    open_room(opened, "# general")
    expect(message_box(opened)).to_have_accessible_name("Message #general")
    _say_many(tom, 20, opened)
    opened.evaluate(
        """async () => {
          const picture = new Image();
          const wide = "<svg xmlns='http://www.w3.org/2000/svg' width='500' height='600'/>";
          const loaded = new Promise((done) => { picture.onload = done; });
          document.querySelector(".log > :last-child .line").append(picture);
          picture.src = `data:image/svg+xml,${encodeURIComponent(wide)}`;
          await loaded;
        }"""
    )
    opened.wait_for_function(f"() => ({FROM_END})() < 2")
    say(tom, "after the picture")
    expect(last_message(opened)).to_contain_text("after the picture")
    expect(last_message(opened)).to_be_in_viewport(ratio=1)


def test_whoever_reads_back_stays_where_they_read(opened: Page, tom: Page) -> None:
    open_room(opened, "# general")
    expect(message_box(opened)).to_have_accessible_name("Message #general")
    _say_many(tom, 60, opened)
    _scroll_up(opened, 700)
    before = opened.evaluate(TOP)
    say(tom, "news below")
    expect(opened.locator(".said", has_text="news below")).to_have_count(1)
    fresh = opened.get_by_role("button", name="New below")
    expect(fresh).to_be_visible()
    assert opened.evaluate(TOP) == before
    fresh.click()
    expect(last_message(opened)).to_be_in_viewport()
    expect(opened.locator("[data-to-newest]")).to_be_hidden()
    expect(message_box(opened)).to_be_focused()


def test_several_lines_of_one_person_stand_under_one_name(opened: Page, tom: Page) -> None:
    open_room(opened, "# general")
    expect(message_box(opened)).to_have_accessible_name("Message #general")
    say(tom, "one")
    say(tom, "two")
    say(opened, "mine")
    names = opened.locator(".said:not(.more) .by b")
    expect(names).to_have_text(["Tom Becker", "Sam Rivera"])
    expect(opened.locator(".said", has_text="two")).to_have_class(re.compile("more"))
    opened.get_by_role("button", name="+1 hour").click()
    expect(opened.locator(".now")).to_contain_text("11:00")
    say(opened, "an hour later")
    expect(names).to_have_text(["Tom Becker", "Sam Rivera", "Sam Rivera"])
