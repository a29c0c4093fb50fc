"""Play an organiser of an empty workspace: everything runs after fewer than twenty clicks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.programs import patience, running_program
from tests.browser.screen import DESK, last_message, message_box, say
from tests.ports import free_port

pytestmark = [pytest.mark.usefixtures("troubles"), pytest.mark.timeout(240)]
ORGANISER = re.compile("Nadia Rahmani")
FEWER_THAN = 20


@dataclass
class Mouse:
    """Counts what an organiser does: a click, a choice in a list (two clicks), a line typed."""

    page: Page
    clicks: int = 0

    def click(self, target: Locator) -> None:
        """Click something."""
        target.click()
        self.clicks += 1

    def choose(self, field: str, label: str) -> None:
        """Open a list of the form, and choose from it."""
        self.page.get_by_role("dialog").get_by_role("combobox", name=field).select_option(label)
        self.clicks += 2

    def type_line(self, words: str) -> None:
        """Type a line and send it."""
        say(self.page, words)
        self.clicks += 1

    def begin(self, button: str) -> Locator:
        """Begin something from the overview, and return its form."""
        overview = self.page.get_by_role("article", name="How Mingle is doing here")
        self.click(overview.last.get_by_role("button", name=button))
        form = self.page.get_by_role("dialog")
        expect(form).to_be_visible()
        return form

    def send(self, form: Locator, button: str, said: str) -> None:
        """Send a form, and read the answer."""
        self.click(form.get_by_role("button", name=button))
        expect(form).to_be_hidden()
        expect(self.page.get_by_role("article", name=said).last).to_be_visible()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[str]:
    """The address of the playground of a new install, in which nothing runs."""
    port = free_port()
    settings = {
        "MINGLE_PLAYGROUND__ENABLED": "true",
        "MINGLE_PLAYGROUND__PORT": str(port),
        "MINGLE_MONITORING__PORT": str(free_port()),
        "MINGLE_DATABASE__URL": f"sqlite+aiosqlite:///{tmp_path / 'mingle.db'}",
    }
    program = running_program(
        "-m", "bot", "run", says="Mingle is at", settings=settings, folder=tmp_path
    )
    with patience(), program:
        yield f"http://127.0.0.1:{port}"


def test_lunches_prompts_a_digest_and_happy_hours_run_after_fewer_than_twenty_clicks(
    page: Page, empty: str, tmp_path: Path
) -> None:
    page.set_viewport_size(DESK)
    page.goto(empty)
    _wait_for_room(page)
    mouse = Mouse(page)
    mouse.click(page.get_by_role("button", name=re.compile("^You are")))
    mouse.click(page.get_by_role("button", name=ORGANISER).first)
    expect(page.get_by_role("button", name=re.compile(r"^You are\s+Nadia"))).to_be_visible()
    _wait_for_room(page)
    mouse.type_line("/mingle overview")

    mouse.send(mouse.begin("Set up lunch rounds"), "Save", "Lunch pairings are set up")
    prompts = mouse.begin("Set up prompts")
    mouse.choose("Channel", "#prompts")
    mouse.send(prompts, "Save", "Prompts")
    digest = mouse.begin("Set up a digest")
    mouse.choose("Channel", "#general")
    mouse.send(digest, "Save", "digest")
    mouse.send(mouse.begin("Plan a happy hour"), "Preview", "Happy hour")
    mouse.click(page.get_by_role("button", name="Post", exact=True).last)
    expect(last_message(page)).to_contain_text("lunch")
    assert mouse.clicks < FEWER_THAN

    say(page, "/mingle overview")
    overview = page.get_by_role("article", name="How Mingle is doing here").last
    for running in ("Next lunch round", "Next prompt", "Next digest", "Next happy hour poll"):
        expect(overview).to_contain_text(running)
    expect(overview.get_by_role("button", name=re.compile("Set up|Plan a"))).to_have_count(0)
    page.screenshot(path=tmp_path / "overview.png")


def _wait_for_room(page: Page) -> None:
    """Wait until the page knows the room, which what is typed earlier is not sent to."""
    expect(message_box(page)).to_be_visible()
    page.wait_for_function("Boolean(messageBox.place)")
