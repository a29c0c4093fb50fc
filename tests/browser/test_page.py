"""See that the page can be used.

With a mouse, with the keyboard alone, on a phone, by day and by night.
"""

import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.screen import DESK, PHONE, last_message, message_box

pytestmark = pytest.mark.usefixtures("troubles")
HERE = Path(__file__).parent
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = """async () => (await axe.run({ resultTypes: ["violations"] })).violations.map(
  ({ id, help, nodes }) => ({ id, help, where: nodes.map(({ html }) => html.slice(0, 160)) })
)"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
  "button, select, textarea, input, summary, label.box, a.file, [role=option]"
)].filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.matches(".box input"))
  .map((it) => [it.ariaLabel || it.innerText || it.name, it.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < 44 || height < 44)
  .map(([name, { width, height }]) => `${name}: ${width} x ${height}`)"""


def test_a_newcomer_finds_themselves_in_the_first_channel(opened: Page) -> None:
    expect(opened.locator(".who")).to_contain_text("Sam Rivera")
    expect(opened.get_by_role("heading", level=1)).to_have_text("# lunch")
    expect(opened.get_by_role("article", name="Tom has a table today, 12:30")).to_be_in_viewport()
    expect(opened.get_by_text("You are Sam, new here.")).to_be_visible()


def test_hostile_words_do_nothing(opened: Page) -> None:
    expect(opened.locator(".card").first).to_contain_text(
        "<img src=x onerror=\"document.title='owned'\"> </script>"
    )
    expect(opened).to_have_title("Mingle playground")
    assert opened.locator(".card img:not(.picture), .card script").count() == 0


def test_first_steps_stay_read(opened: Page) -> None:
    opened.get_by_role("button", name="Got it").click()
    expect(opened.locator(".hint")).to_be_hidden()
    opened.reload()
    expect(opened.locator(".hint")).to_be_hidden()


def test_becoming_a_colleague_shows_what_they_see(opened: Page) -> None:
    opened.locator(".who").click()
    opened.get_by_role("button", name=re.compile("^Tom Becker")).first.click()
    expect(opened.locator(".who")).to_contain_text("Tom Becker")
    expect(opened.locator(".hint")).to_be_hidden()
    opened.locator(".side").get_by_role("button", name="Sam Rivera").first.click()
    expect(opened.get_by_role("article", name="Tom, meet Sam")).to_be_visible()
    expect(opened).to_have_url(re.compile("you=tom-becker&at=group"))
    opened.reload()
    expect(opened.get_by_role("article", name="Tom, meet Sam")).to_be_visible()


def test_plain_talk_is_shown_as_it_was_typed(opened: Page) -> None:
    message_box(opened).fill("I'll come. <b>Soon</b> & hungry")
    message_box(opened).press("Enter")
    expect(last_message(opened)).to_contain_text("I'll come. <b>Soon</b> & hungry")


def test_a_seat_is_taken_and_the_card_changes_in_place(opened: Page) -> None:
    card = opened.get_by_role("article", name="Tom has a table today, 12:30")
    count = opened.locator(".said").count()
    card.get_by_role("button", name="Take a seat").focus()
    opened.keyboard.press("Enter")
    expect(card.get_by_role("listitem").filter(has_text="Sam Rivera")).to_be_visible()
    expect(opened.locator(".said")).to_have_count(count)
    expect(card.get_by_role("button", name="Take a seat")).to_be_focused()
    expect(opened.get_by_role("button", name="# prompts 2 unread")).to_be_visible()


def test_every_tab_sees_what_happens(opened: Page, samples: str) -> None:
    other = opened.context.new_page()
    other.goto(f"{samples}/?you=tom-becker&at=lunch")
    message_box(opened).fill("Table by the window")
    message_box(opened).press("Enter")
    expect(last_message(other)).to_contain_text("Table by the window")
    expect(other.locator("#announce")).to_have_text("Table by the window")


def test_a_private_answer_stays_private(opened: Page, samples: str) -> None:
    other = opened.context.new_page()
    other.goto(f"{samples}/?you=tom-becker&at=lunch")
    message_box(opened).fill("/mingle join")
    message_box(opened).press("Enter")
    expect(last_message(opened)).to_contain_text("I read “mingle join”")
    message_box(opened).fill("after")
    message_box(opened).press("Enter")
    expect(last_message(other)).to_contain_text("after")
    expect(other.get_by_text("mingle join")).to_have_count(0)


def test_a_form_says_what_is_missing_and_then_closes(opened: Page) -> None:
    message_box(opened).fill("/mingle profile")
    message_box(opened).press("Enter")
    form = opened.get_by_role("dialog")
    team = form.get_by_role("textbox", name="Team")
    expect(team).to_be_focused()
    expect(team).to_have_value("Data")
    team.fill("  ")
    form.get_by_role("checkbox", name="Friday").check()
    team.press("Enter")
    expect(form.get_by_text("A word or two is enough")).to_be_visible()
    expect(team).to_be_focused()
    expect(form.get_by_role("checkbox", name="Friday")).to_be_checked()
    team.fill("Support")
    team.press("Enter")
    expect(form).to_be_hidden()
    expect(last_message(opened)).to_contain_text("Support, ('tuesday', 'friday')")


def test_a_file_is_chosen_looked_at_again_and_handed_in(opened: Page) -> None:
    message_box(opened).fill("/events upload")
    message_box(opened).press("Enter")
    form = opened.get_by_role("dialog")
    choose = form.get_by_label("Calendar file")
    expect(choose).to_be_focused()
    form.get_by_role("button", name="Read it").click()
    expect(form.get_by_text("Please choose a file.")).to_be_visible()
    choose.set_input_files(
        {"name": "chamber.ics", "mimeType": "text/calendar", "buffer": b"x" * 500_001}
    )
    expect(form.get_by_role("status")).to_have_text("chamber.ics, 501 kB")
    form.get_by_role("button", name="Read it").click()
    expect(form.get_by_text("That file is too big for me")).to_be_visible()
    choose.set_input_files(
        {"name": "chamber.ics", "mimeType": "text/calendar", "buffer": b"Gr\xfc\x00\xff" * 90_000}
    )
    expect(form.get_by_text("That file is too big for me")).to_be_hidden()
    form.get_by_role("button", name="Read it").click()
    expect(form).to_be_hidden()
    expect(last_message(opened)).to_contain_text("chamber.ics: 450000 bytes, b'Gr\\xfc\\x00\\xff'")


def test_a_form_can_be_left(opened: Page) -> None:
    message_box(opened).fill("/mingle profile")
    message_box(opened).press("Enter")
    expect(opened.get_by_role("dialog")).to_be_visible()
    opened.keyboard.press("Escape")
    expect(opened.get_by_role("dialog")).to_be_hidden()


def test_a_select_is_a_click_with_a_choice(opened: Page) -> None:
    opened.locator(".side").get_by_role("button", name="Tom Becker").first.click()
    opened.get_by_role("combobox", name="Pick another day").select_option("Thursday")
    expect(last_message(opened)).to_contain_text("You clicked. thu")


def test_a_calendar_entry_is_downloaded(opened: Page) -> None:
    opened.locator(".side").get_by_role("button", name="Tom Becker").first.click()
    with opened.expect_download() as download:
        opened.get_by_role("link", name="Download lunch.ics").click()
    assert Path(download.value.path()).read_bytes() == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def test_time_passes_at_the_push_of_a_button(opened: Page) -> None:
    now = opened.locator(".now")
    opened.get_by_role("button", name="+1 hour").click()
    expect(now).to_have_text("Tue 10 Mar 2026, 11:00 Berlin")
    opened.get_by_role("button", name="Next day").click()
    expect(now).to_have_text("Wed 11 Mar 2026, 11:00 Berlin")
    opened.get_by_role("button", name="Next week").click()
    expect(now).to_have_text("Wed 18 Mar 2026, 11:00 Berlin")
    opened.get_by_role("button", name="Play").click()
    expect(opened.get_by_role("button", name="Pause")).to_be_visible()


def test_a_channel_named_in_a_card_opens(opened: Page) -> None:
    opened.get_by_role("button", name=re.compile("^# prompts")).click()
    opened.locator(".room").first.click()
    expect(opened.get_by_role("heading", level=1)).to_have_text("# prompts")


def test_earlier_messages_are_a_click_away_and_the_place_is_kept(
    opened: Page, samples: str
) -> None:
    opened.goto(f"{samples}/?at=general")
    for number in range(103):
        opened.evaluate(
            "words => emitEvent('mingle', {kind: 'typed', interaction: words, words})",
            f"line {number}",
        )
    expect(opened.locator(".said")).to_have_count(103)
    opened.reload()
    expect(opened.locator(".said")).to_have_count(100)
    expect(last_message(opened)).to_be_in_viewport()
    opened.get_by_role("button", name="Earlier messages").click()
    expect(opened.locator(".said")).to_have_count(103)
    expect(opened.get_by_text("line 3", exact=True)).to_be_in_viewport()


@pytest.mark.parametrize(
    "nonsense",
    [None, 7, "typed", [], {}, {"kind": "typed"}, {"kind": "typed", "interaction": 1, "words": []},
    {"kind": "rm"},
     {"kind": "opened", "channel": "playground/mingle-tom-becker"}, {"kind": "became",
     "person": "nobody"},
     {"kind": "with", "person": "nobody"}, {"kind": "stepped", "step": "year"},
     {"kind": "submitted", "interaction": "g", "fields": {}},
     {"kind": "clicked", "interaction": "g", "message": "x", "action": "try.gone",
     "value": "v" * 5000}],
    ids=str,
)  # fmt: skip
def test_nonsense_from_the_page_changes_nothing(opened: Page, nonsense: object) -> None:
    opened.evaluate("payload => emitEvent('mingle', payload)", nonsense)
    message_box(opened).fill("still here")
    message_box(opened).press("Enter")
    expect(last_message(opened)).to_contain_text("still here")
    expect(opened.get_by_role("heading", level=1)).to_have_text("# lunch")
    expect(opened.locator(".who")).to_contain_text("Sam Rivera")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_system_until_somebody_chooses(
    browser: Browser, samples: str, scheme: Any
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(samples)
    root, other = page.locator("html"), {"light": "dark", "dark": "light"}[scheme]
    expect(root).to_have_attribute("data-theme", scheme)
    page.get_by_role("button", name="Switch between dark and light").click()
    expect(root).to_have_attribute("data-theme", other)
    page.reload()
    expect(root).to_have_attribute("data-theme", other)
    context.close()


def test_on_a_phone_the_channels_are_behind_a_button(page: Page, samples: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(samples)
    menu = page.get_by_role("button", name="Channels and people")
    expect(page.get_by_role("button", name=re.compile("^# prompts"))).to_be_hidden()
    menu.click()
    page.get_by_role("button", name=re.compile("^# prompts")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("# prompts")
    expect(page.get_by_role("button", name=re.compile("^# general"))).to_be_hidden()
    menu.click()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("at", ["lunch", "mingle-sam-rivera", "general"])
def test_on_a_phone_everything_is_large_enough_for_a_finger(
    page: Page, samples: str, at: str
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{samples}/?at={at}")
    expect(message_box(page)).to_be_visible()
    page.evaluate(AXE)
    for prepare in (_nothing, _menu, _complete, _form):
        prepare(page)
        assert page.evaluate(SMALL_TARGETS) == []
        assert page.evaluate(VIOLATIONS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("at", ["lunch", "prompts", "mingle-sam-rivera", "general"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_word_can_be_read_and_every_control_has_a_name(
    browser: Browser, samples: str, scheme: Any, size: Any, at: str
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport=size)
    page = context.new_page()
    page.goto(f"{samples}/?at={at}")
    expect(message_box(page)).to_be_visible()
    page.evaluate(AXE)
    for prepare in (_nothing, _complete, _form):
        prepare(page)
        found = page.evaluate((HERE / "readable.js").read_text(encoding="utf-8"))
        found += page.evaluate(VIOLATIONS)
        assert not found, json.dumps(found, indent=1, ensure_ascii=False)
    assert page.locator("main").count() == 1
    context.close()


def _nothing(page: Page) -> None:
    pass


def _menu(page: Page) -> None:
    page.get_by_role("button", name="Channels and people").click()
    expect(page.get_by_role("button", name=re.compile("^# prompts"))).to_be_visible()


def _complete(page: Page) -> None:
    page.keyboard.press("Escape")
    message_box(page).fill("/")
    expect(page.get_by_role("listbox")).to_be_visible()


def _form(page: Page) -> None:
    message_box(page).fill("/mingle profile")
    message_box(page).press("Enter")
    page.get_by_role("textbox", name="Team").fill("")
    page.get_by_role("textbox", name="Team").press("Enter")
    expect(page.get_by_text("This one is needed.")).to_be_visible()


def test_the_whole_page_is_reached_by_the_tab_key(opened: Page) -> None:
    reached = _walk(opened, 70)
    for name in (
        "Skip to the message box",
        "You are Sam Rivera",
        "Next week",
        "Switch between",
        "# prompts",
        "Got it",
    ):
        assert any(name in label for label in reached), name
    assert any("Take a seat" in label for label in reached)


def _walk(page: Page, steps: int) -> list[str]:
    label: Callable[[], str] = lambda: page.evaluate(  # noqa: E731
        "(document.activeElement.ariaLabel || '') + ' ' + (document.activeElement.innerText || '')"
    )
    found = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        found.append(label())
    return found
