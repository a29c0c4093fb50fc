"""Whoever chooses a language reads the whole page in it; whoever they play next, in their own."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.programs import patience, running_program
from tests.browser.screen import DESK, last_message, message_box, say
from tests.browser.test_page import AXE, VIOLATIONS
from tests.ports import free_port

pytestmark = [pytest.mark.usefixtures("troubles"), pytest.mark.timeout(240)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[str]:
    """The address of a playground in which nothing runs yet."""
    port = free_port()
    words = (str(tmp_path / "quiet.db"), str(port))
    with patience(), running_program("-m", "tests.browser.quiet_house", *words, says="ready"):
        yield f"http://127.0.0.1:{port}"


def test_the_page_is_read_in_the_language_that_its_viewer_chose(page: Page, house: str) -> None:
    page.set_viewport_size(DESK)
    page.goto(house)
    root = page.locator("html")
    expect(root).to_have_attribute("lang", "en")
    say(page, "/mingle me")
    last_message(page).get_by_role("button", name="Language").click()
    form = page.get_by_role("dialog")
    form.get_by_role("combobox", name="Your language").select_option("Deutsch")
    form.get_by_role("button", name="Save").click()

    expect(root).to_have_attribute("lang", "de")
    expect(page).to_have_title("Mingle-Spielwiese")
    expect(page.locator(".now")).to_have_text(re.compile(r"^Mo\., 2\. März"))
    expect(page.locator(".side h2").first).to_have_text("Kanäle")
    expect(page.locator(".composer [type=submit]")).to_have_text("Senden")
    box = page.get_by_role("combobox", name="Nachricht an #lunch")
    expect(box).to_have_attribute("placeholder", "Nachricht an #lunch, oder / für Mingle")
    expect(page.locator(".hint")).to_contain_text("neu hier")
    expect(page.locator(".day").first).to_contain_text("Montag, 2. März")
    box.fill("/mingle st")
    expect(page.get_by_role("listbox", name="Befehle")).to_contain_text("Selbst etwas anfangen")
    box.fill("")
    page.evaluate(AXE)
    assert page.evaluate(VIOLATIONS) == []

    page.reload()
    expect(root).to_have_attribute("lang", "de")
    page.locator(".who").click()
    page.get_by_role("button", name=re.compile("^Tom Becker")).first.click()
    expect(root).to_have_attribute("lang", "en")
    expect(message_box(page)).to_have_attribute("placeholder", re.compile("^Message #lunch"))
