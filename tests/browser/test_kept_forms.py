"""See that a form keeps what was typed until it is sent."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.screen import last_message, message_box, say

pytestmark = pytest.mark.usefixtures("troubles")
KEPT = "I kept what you had typed here."


def _profile(page: Page) -> Locator:
    say(page, "/mingle profile")
    form = page.get_by_role("dialog", name="Your profile")
    expect(form).to_be_visible()
    return form


def _fill_in(form: Locator) -> None:
    form.get_by_role("textbox", name="Team").fill("Support")
    form.get_by_role("textbox", name="What I offer").fill("two\nlines")
    form.get_by_role("checkbox", name="Tuesday").uncheck()
    form.get_by_role("checkbox", name="Friday").check()
    form.get_by_role("combobox", name="How you like to meet").select_option("remote")


def _expect_filled_in(form: Locator) -> None:
    expect(form.get_by_text(KEPT)).to_be_visible()
    expect(form.get_by_role("textbox", name="Team")).to_have_value("Support")
    expect(form.get_by_role("textbox", name="What I offer")).to_have_value("two\nlines")
    expect(form.get_by_role("checkbox", name="Tuesday")).not_to_be_checked()
    expect(form.get_by_role("checkbox", name="Friday")).to_be_checked()
    expect(form.get_by_role("combobox", name="How you like to meet")).to_have_value("remote")


def test_a_form_closed_by_mistake_comes_back_as_it_was(opened: Page) -> None:
    form = _profile(opened)
    expect(form.get_by_text(KEPT)).to_be_hidden()
    _fill_in(form)
    opened.keyboard.press("Escape")
    expect(form).to_be_hidden()
    _expect_filled_in(_profile(opened))
    form.get_by_role("button", name="Cancel").click()
    _expect_filled_in(_profile(opened))


def test_a_form_survives_a_page_loaded_anew(opened: Page) -> None:
    _fill_in(_profile(opened))
    opened.reload()
    expect(message_box(opened)).to_have_accessible_name("Message #lunch")
    _expect_filled_in(_profile(opened))


def test_a_kept_form_can_be_started_again(opened: Page) -> None:
    _fill_in(_profile(opened))
    opened.keyboard.press("Escape")
    form = _profile(opened)
    form.get_by_role("button", name="Start again").click()
    expect(form.get_by_role("textbox", name="Team")).to_have_value("Data")
    expect(form.get_by_role("textbox", name="Team")).to_be_focused()
    expect(form.get_by_text(KEPT)).to_be_hidden()
    opened.keyboard.press("Escape")
    expect(_profile(opened).get_by_text(KEPT)).to_be_hidden()


def test_a_form_that_was_sent_begins_anew(opened: Page) -> None:
    form = _profile(opened)
    _fill_in(form)
    form.get_by_role("textbox", name="Team").press("Enter")
    expect(form).to_be_hidden()
    expect(last_message(opened)).to_contain_text("Support, ('friday',)")
    form = _profile(opened)
    expect(form.get_by_text(KEPT)).to_be_hidden()
    expect(form.get_by_role("textbox", name="Team")).to_have_value("Data")


def test_what_somebody_typed_into_a_form_is_nobody_elses(opened: Page, samples: str) -> None:
    _fill_in(_profile(opened))
    opened.goto(f"{samples}/?you=tom-becker&at=lunch")
    expect(opened.locator(".who")).to_contain_text("Tom Becker")
    expect(opened).to_have_url(re.compile("you=tom-becker"))
    form = _profile(opened)
    expect(form.get_by_text(KEPT)).to_be_hidden()
    expect(form.get_by_role("textbox", name="Team")).to_have_value("Data")


def test_many_choices_fold_behind_a_line_that_says_which_are_chosen(opened: Page) -> None:
    form = _profile(opened)
    line = form.locator("summary")
    expect(line).to_contain_text("Choose")
    expect(form.get_by_role("checkbox", name="At 12:00")).to_be_hidden()
    line.focus()
    opened.keyboard.press("Enter")
    form.get_by_role("checkbox", name="At 12:00").check()
    form.get_by_role("checkbox", name="At 13:00").check()
    expect(line).to_contain_text("At 12:00, At 13:00")
    opened.keyboard.press("Escape")
    again = _profile(opened)
    expect(again.locator("summary")).to_contain_text("At 12:00, At 13:00")
    again.get_by_role("button", name="Start afresh").or_(again.locator("[data-afresh]")).click()
    expect(again.locator("summary")).to_contain_text("Choose")
