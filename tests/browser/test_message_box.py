"""See that the message box helps to find commands, and keeps what was typed where it belongs."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.features import ROUTER
from tests.browser.screen import last_message, message_box, open_room, say

OFFERED = """lines => Object.fromEntries(lines.map((line) => {
  const box = document.querySelector("#words");
  box.value = line;
  box.setSelectionRange(line.length, line.length);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  const shown = box.getAttribute("aria-expanded") === "true";
  const names = [...document.querySelectorAll("#complete b")].map((it) => it.textContent);
  return [line, shown ? names : []];
}))"""
pytestmark = pytest.mark.usefixtures("troubles")


def chosen(page: Page) -> Locator:
    return page.get_by_role("option", selected=True)


def test_a_command_is_completed_and_answered_by_keyboard_alone(opened: Page) -> None:
    message_box(opened).focus()
    opened.keyboard.type("/lu")
    options = opened.get_by_role("option")
    expect(options).to_have_count(2)
    opened.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    opened.keyboard.press("Tab")
    expect(message_box(opened)).to_have_value("/lunch usual ")
    opened.keyboard.press("Enter")
    expect(last_message(opened)).to_contain_text("Only you can see this")
    expect(opened.locator(".said b", has_text="/lunch usual")).to_be_visible()
    expect(last_message(opened)).to_contain_text("I read “lunch usual”")
    expect(message_box(opened)).to_be_focused()


def test_escape_closes_the_completion_and_keeps_the_words(opened: Page) -> None:
    message_box(opened).fill("/m")
    expect(opened.get_by_role("listbox")).to_be_visible()
    message_box(opened).press("Escape")
    expect(opened.get_by_role("listbox")).to_be_hidden()
    expect(message_box(opened)).to_have_value("/m")


def test_commands_for_organisers_are_offered_to_organisers(opened: Page, samples: str) -> None:
    message_box(opened).fill("/mingle setup")
    expect(opened.get_by_role("option", name="/mingle setup")).to_have_count(0)
    opened.goto(f"{samples}/?you=priya-raman")
    message_box(opened).fill("/mingle setup")
    expect(opened.get_by_role("option", name="/mingle setup")).to_have_count(1)


def test_a_colleague_is_named_with_an_at_sign(opened: Page) -> None:
    message_box(opened).focus()
    opened.keyboard.type("/mingle why @ama")
    expect(opened.get_by_role("option")).to_have_count(1)
    opened.keyboard.press("Enter")
    expect(message_box(opened)).to_have_value("/mingle why @Amara Obi ")


def test_an_empty_channel_says_how_to_begin(opened: Page) -> None:
    opened.get_by_role("button", name="# general").click()
    opened.get_by_role("button", name="/lunch Find company for lunch today").click()
    expect(message_box(opened)).to_have_value("/lunch ")
    expect(message_box(opened)).to_be_focused()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("/mingle pro", "/mingle profile"),
        ("/MINGLE  PRO", "/mingle profile"),
        ("/pause", "/mingle pause"),
        ("/prof", "/mingle profile"),
        ("/mi pau", "/mingle pause"),
        ("/usual", "/lunch usual"),
        ("/ven", "/venues"),
        ("/venues", "/venues"),
    ],
)
def test_a_command_is_found_by_any_of_its_words(opened: Page, typed: str, found: str) -> None:
    message_box(opened).focus()
    opened.keyboard.type(typed)
    expect(chosen(opened)).to_have_count(1)
    expect(chosen(opened).locator("b")).to_have_text(found)
    opened.keyboard.press("Tab")
    expect(message_box(opened)).to_have_value(f"{found} ")
    expect(message_box(opened)).to_be_focused()


def test_a_command_of_two_words_is_completed_and_sent_with_enter_alone(opened: Page) -> None:
    message_box(opened).focus()
    opened.keyboard.type("/mingle pro")
    opened.keyboard.press("Enter")
    expect(message_box(opened)).to_have_value("/mingle profile ")
    opened.keyboard.press("Enter")
    expect(opened.get_by_role("dialog", name="Your profile")).to_be_visible()


@pytest.mark.parametrize("word", ["venues", "Venues"])
def test_a_word_without_a_slash_finds_its_command_and_is_not_taken_for_it(
    opened: Page, word: str
) -> None:
    message_box(opened).focus()
    opened.keyboard.type(word)
    expect(opened.get_by_role("option")).to_have_count(1)
    expect(chosen(opened)).to_have_count(0)
    opened.keyboard.press("ArrowDown")
    expect(chosen(opened)).to_contain_text("/venues")
    opened.keyboard.press("Enter")
    expect(message_box(opened)).to_have_value("/venues ")
    message_box(opened).fill("")
    opened.keyboard.type(word)
    opened.keyboard.press("Enter")
    expect(last_message(opened).locator(".line")).to_have_text(word)


def test_what_a_command_is_for_finds_it_and_enter_sends_what_was_typed(opened: Page) -> None:
    message_box(opened).focus()
    opened.keyboard.type("/colleagues")
    expect(opened.get_by_role("option", name="/mingle profile")).to_be_visible()
    expect(chosen(opened)).to_have_count(0)
    opened.keyboard.press("Enter")
    expect(message_box(opened)).to_have_value("")


def test_a_command_that_was_used_reads_as_one_line(opened: Page) -> None:
    say(opened, "/mingle me please")
    used = opened.locator(".said .line", has_text="/mingle me")
    expect(used).to_have_text("used /mingle me please")
    line, command = used.bounding_box(), used.locator("b").bounding_box()
    assert line
    assert command
    assert command["x"] - line["x"] < 60


def test_what_follows_a_command_is_no_other_command(opened: Page) -> None:
    message_box(opened).focus()
    opened.keyboard.type("/lunch tomorrow 12:30")
    expect(opened.get_by_role("option")).to_have_count(1)
    opened.keyboard.press("Enter")
    expect(last_message(opened)).to_contain_text("'when': 'tomorrow 12:30'")


def test_the_arrows_go_round_the_completion_and_a_screen_reader_hears_each(opened: Page) -> None:
    message_box(opened).focus()
    opened.keyboard.type("/mingle ")
    count = opened.get_by_role("option").count()
    for index in (*range(count), 0):
        expect(message_box(opened)).to_have_attribute("aria-activedescendant", f"choice-{index}")
        expect(opened.get_by_role("option").nth(index)).to_have_attribute("aria-selected", "true")
        opened.keyboard.press("ArrowDown")
    opened.keyboard.press("ArrowUp")
    opened.keyboard.press("ArrowUp")
    expect(message_box(opened)).to_have_attribute("aria-activedescendant", f"choice-{count - 1}")
    expect(message_box(opened)).to_have_attribute("aria-expanded", "true")
    opened.keyboard.press("Escape")
    expect(message_box(opened)).to_have_attribute("aria-expanded", "false")
    expect(message_box(opened)).not_to_have_attribute("aria-activedescendant", re.compile("."))


def test_a_completion_is_taken_with_a_click(opened: Page) -> None:
    message_box(opened).fill("/mingle pro")
    opened.get_by_role("option", name="/mingle profile").click()
    expect(message_box(opened)).to_have_value("/mingle profile ")
    expect(message_box(opened)).to_be_focused()


def test_up_in_an_empty_box_brings_back_what_one_sent_and_down_leaves_it(opened: Page) -> None:
    for line in ("first", "/mingle join", "first", "third"):
        say(opened, line)
    box = message_box(opened)
    for line in ("third", "first", "/mingle join", "/mingle join"):
        box.press("ArrowUp")
        expect(box).to_have_value(line)
    for line in ("first", "third", ""):
        box.press("ArrowDown")
        expect(box).to_have_value(line)
    box.fill("half a line")
    box.press("ArrowUp")
    expect(box).to_have_value("half a line")


def test_a_line_that_was_brought_back_is_sent_again(opened: Page) -> None:
    say(opened, "/lunch usual")
    opened.reload()
    expect(message_box(opened)).to_have_accessible_name("Message #lunch")
    message_box(opened).press("ArrowUp")
    expect(message_box(opened)).to_have_value("/lunch usual")
    message_box(opened).press("Enter")
    expect(opened.locator(".said b", has_text="/lunch usual")).to_have_count(2)


def test_a_half_typed_line_stays_in_its_room_and_comes_back(opened: Page) -> None:
    message_box(opened).fill("/lunch 12:3")
    open_room(opened, "# general")
    expect(message_box(opened)).to_have_accessible_name("Message #general")
    expect(message_box(opened)).to_have_value("")
    message_box(opened).fill("for everybody")
    open_room(opened, "# lunch")
    expect(message_box(opened)).to_have_value("/lunch 12:3")
    open_room(opened, "# general")
    expect(message_box(opened)).to_have_value("for everybody")
    message_box(opened).press("Enter")
    open_room(opened, "# lunch")
    open_room(opened, "# general")
    expect(message_box(opened)).to_have_accessible_name("Message #general")
    expect(message_box(opened)).to_have_value("")


def test_a_half_typed_line_stays_with_its_person_and_comes_back(opened: Page) -> None:
    message_box(opened).fill("only Sam knows")
    _become(opened, "Tom Becker")
    expect(message_box(opened)).to_have_value("")
    message_box(opened).fill("only Tom knows")
    _become(opened, "Sam Rivera")
    expect(message_box(opened)).to_have_value("only Sam knows")
    message_box(opened).press("ArrowUp")
    expect(message_box(opened)).to_have_value("only Sam knows")
    _become(opened, "Tom Becker")
    expect(message_box(opened)).to_have_value("only Tom knows")


def test_a_half_typed_line_survives_time_that_passes_and_a_page_loaded_anew(opened: Page) -> None:
    message_box(opened).fill("/lunch 12:3")
    opened.get_by_role("button", name="+1 hour").click()
    expect(opened.locator(".now")).to_contain_text("11:00")
    expect(message_box(opened)).to_have_value("/lunch 12:3")
    opened.reload()
    expect(message_box(opened)).to_have_value("/lunch 12:3")


def test_a_line_goes_where_the_page_was_when_it_was_sent(opened: Page) -> None:
    """Sent in the moment in which another room is about to open."""
    opened.evaluate(
        """() => {
          const box = document.querySelector("#words");
          document.querySelector("[data-open='playground/general']").click();
          box.value = "for the lunch room";
          box.form.requestSubmit();
        }"""
    )
    expect(message_box(opened)).to_have_accessible_name("Message #general")
    expect(opened.get_by_text("for the lunch room")).to_have_count(0)
    open_room(opened, "# lunch")
    expect(last_message(opened)).to_contain_text("for the lunch room")


def _become(page: Page, name: str) -> None:
    page.locator(".who").click()
    page.locator("#people").get_by_role("button", name=name).click()
    expect(page.locator(".who")).to_contain_text(name)
    expect(page).to_have_url(re.compile(f"you={name.lower().replace(' ', '-')}"))


def test_lines_that_are_pasted_become_one(opened: Page) -> None:
    message_box(opened).fill("see: ")
    opened.evaluate(
        """() => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", "first\\n\\n  second\\n");
          const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true });
          document.querySelector("#words").dispatchEvent(paste);
        }"""
    )
    expect(message_box(opened)).to_have_value("see: first second")


def test_every_command_of_mingle_is_found_by_each_of_its_words(opened: Page) -> None:
    known = [[f"/{command.name}", command.summary, ""] for command in ROUTER.commands.values()]
    opened.evaluate(
        "known => { document.querySelector('#known').dataset.known = known; }",
        json.dumps({"/": known, "@": []}),
    )
    typed = [
        (line, name)
        for name in ROUTER.commands
        for words in (name[:-1], *name.split(), name)
        for line in (f"/{words}", words)
        if len(line) > 2
    ]
    offered = opened.evaluate(OFFERED, [line for line, _ in typed])
    missed = [(line, name) for line, name in typed if f"/{name}" not in offered[line]]
    assert not missed
    for name in ROUTER.commands:
        assert offered[f"/{name}"][0] == f"/{name}"
