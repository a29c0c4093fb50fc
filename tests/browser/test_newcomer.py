"""Play the newcomer.

From the first look at the page to a prompt answered, with the real program behind it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.programs import WAIT, patience, running_program
from tests.ports import free_port

pytestmark = [pytest.mark.usefixtures("troubles"), pytest.mark.timeout(240)]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[str]:
    """The address of a playground as `mingle demo` opens it."""
    port = free_port()
    words = ["--no-browser", "--port", str(port), "--data", str(tmp_path / "demo.db")]
    with patience(), running_program("-m", "bot", "demo", *words, says="Mingle is at"):
        yield f"http://127.0.0.1:{port}"


@pytest.mark.rehearsal
def test_a_newcomer_joins_meets_learns_and_opens_a_table(
    page: Page, demo: str, tmp_path: Path
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(demo)
    _join(page)
    _tell_about_myself(page)
    _let_weeks_pass(page, 2)
    _meet_and_share(page)
    page.screenshot(path=tmp_path / "introduction.png")
    _open_a_table(page)
    _a_colleague_takes_a_seat(page, demo)
    page.screenshot(path=tmp_path / "table.png")
    answered = _answer_the_prompt(page, demo)
    expect(answered).to_contain_text("we walk to the market on Friday")
    expect(answered).to_contain_text("Sam Rivera")
    page.screenshot(path=tmp_path / "prompt.png")


def _join(page: Page) -> None:
    _room(page, "Mingle").click()
    invitation = page.get_by_role("article", name="Lunch with a colleague?")
    invitation.get_by_role("button", name="I'm in").click()
    expect(page.locator(".said").last).to_contain_text("You are in")


def _tell_about_myself(page: Page) -> None:
    _type(page, "/mingle profile")
    form = page.get_by_role("dialog")
    form.get_by_role("textbox", name="Team").fill("Finance")
    form.get_by_role("textbox", name="Office").fill("Berlin")
    form.get_by_role("textbox", name="Interests").fill("ramen, chess")
    form.get_by_role("textbox", name="learn").fill("SQL")
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()


def _let_weeks_pass(page: Page, weeks: int) -> None:
    for _ in range(weeks):
        before = page.locator(".now").inner_text()
        page.get_by_role("button", name="Next week").click()
        expect(page.locator(".now")).not_to_have_text(before)
        expect(page.get_by_role("button", name="Next week")).to_be_enabled(timeout=WAIT)
    expect(page.locator(".now")).to_have_text("Tue 24 Mar 2026, 10:00 Berlin")


def _meet_and_share(page: Page) -> None:
    page.locator(".side [data-open*='group-']").first.click()
    introduction = page.get_by_role("article", name=re.compile("meet")).last
    expect(introduction.get_by_role("button", name="Propose another")).to_be_visible()
    introduction.get_by_role("button", name="We met").click()
    page.get_by_role("button", name=re.compile("learned|Share", re.IGNORECASE)).last.click()
    form = page.get_by_role("dialog")
    form.get_by_role("textbox").first.fill("A window function is only a loop that looks around.")
    form.get_by_role("button", name=re.compile("Save|Share|Keep")).last.click()
    expect(form).to_be_hidden()


def _open_a_table(page: Page) -> None:
    _room(page, "# lunch").click()
    expect(page.get_by_role("combobox", name="Message #lunch")).to_be_visible()
    _type(page, '/lunch tomorrow 12:30 seats:4 at:"Ramen bar" topic:chess')
    expect(_table(page)).to_be_visible()
    expect(_table(page)).to_contain_text("Ramen bar")


def _a_colleague_takes_a_seat(page: Page, demo: str) -> None:
    page.goto(f"{demo}/?you=tom-becker&at=lunch")
    _table(page).get_by_role("button", name="Take a seat").click()
    expect(_table(page).get_by_role("listitem").filter(has_text="Tom Becker")).to_be_visible()


def _answer_the_prompt(page: Page, demo: str) -> Locator:
    page.goto(f"{demo}/?you=sam-rivera&at=prompts")
    prompt = (
        page.locator(".card-prompt").filter(has=page.get_by_role("button", name="I'll do it")).last
    )
    prompt.get_by_role("button", name="I'll do it").click()
    prompt.get_by_role("button", name="Did it").click()
    form = page.get_by_role("dialog")
    form.get_by_role("textbox").fill("I wrote to Yuki; we walk to the market on Friday.")
    form.get_by_role("combobox").select_option(label="Share it with my name")
    form.locator("button[type=submit]").click()
    expect(form).to_be_hidden()
    return prompt


def _room(page: Page, name: str) -> Locator:
    return page.locator(".side").get_by_role("button", name=re.compile(f"^{name}( |$)"))


def _table(page: Page) -> Locator:
    return page.get_by_role("article", name=re.compile("^Sam has a table"))


def _type(page: Page, words: str) -> None:
    box = page.get_by_role("combobox", name="Message")
    box.fill(words)
    box.press("Escape")
    box.press("Enter")
