"""Take the README's pictures.

Open the playground as `make demo` does, and play a newcomer for two weeks.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / ".github" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WHOLE = ViewportSize(width=1440, height=900)
CLOSE = ViewportSize(width=1100, height=660)
TALL = ViewportSize(width=1100, height=860)
PHONE = ViewportSize(width=390, height=844)
PROFILE = {
    "team": "Marketing",
    "office": "Berlin",
    "interests": "ramen, cycling, choir, chess, podcasts",
    "offers": "public speaking, plain writing",
    "wants": "SQL, Python, user research, prototyping, incident reviews",
}
LEARNED = {
    "named": "Ask what somebody is stuck on, not what they do. We were still talking an hour "
    "later.",
    "unnamed": "Twenty minutes were enough. I could have asked a year ago.",
}
NEWCOMER, COLLEAGUE, ORGANISER = "Sam Rivera", "Tom Becker", "Priya Raman"


def main() -> None:
    """Take them all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    browser = find_browser()
    with _demo() as address, sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=QUIET)
        _play(
            opened.new_page(viewport=WHOLE, color_scheme="light", reduced_motion="reduce"), address
        )
        opened.close()


def find_browser() -> str:
    """Return where Chromium is."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit("The pictures need Chromium, and it is not installed.")
    return browser


@contextmanager
def _demo() -> Iterator[str]:
    port = str(free_port())
    with tempfile.TemporaryDirectory(prefix="mingle-") as folder:
        command = [
            sys.executable,
            "-m",
            "bot",
            "demo",
            "--no-browser",
            "--port",
            port,
            "--data",
            f"{folder}/demo.db",
        ]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout
            try:
                if not any("Mingle is at" in line for line in running.stdout):
                    sys.exit("The playground did not open.")
                yield f"http://127.0.0.1:{port}"
            finally:
                running.terminate()


def _play(page: Page, address: str) -> None:
    page.goto(f"{address}/?at=lunch")
    page.get_by_role("button", name="Got it").click()
    _room(page, "# general")
    _take(page, "digest", TALL)
    _join(page)
    _go_on(page, "Next week")
    _room(page, "# lunch")
    _say(page, '/lunch 12:30 seats:6 at:"Ramen bar" topic:Python')
    page.get_by_role("heading", name="Sam has a table").wait_for()
    _go_on(page, "+1 hour")
    page.locator("#words").fill('/lunch tomorrow 12:30 at:"Market hall"')
    _take(page, "table", CLOSE)
    page.locator("#words").fill("")
    page.locator(".side [data-open*=group]").first.click()
    page.get_by_role("heading", name=", meet ").wait_for()
    _take(page, "introduction", CLOSE)
    _take(page, "phone", PHONE)
    _become(page, ORGANISER)
    _room(page, "# lunch")
    _take(page, "lunch-light")
    page.emulate_media(color_scheme="dark")
    _take(page, "lunch-dark")
    page.emulate_media(color_scheme="light")
    _go_on(page, "Next day")
    _room(page, "# prompts")
    for person, share in ((COLLEAGUE, "unnamed"), (NEWCOMER, "named")):
        _become(page, person)
        _share(page, share)
    _become(page, ORGANISER)
    for _ in range(5):
        _go_on(page, "Next day")
    _take(page, "prompt", CLOSE)
    _room(page, "# general")
    for step in ("Next week", "Next day"):
        _go_on(page, step)
    page.get_by_role("heading", name="when and where?").last.wait_for()
    _take(page, "poll", TALL)
    _become(page, NEWCOMER)
    _room(page, "Mingle")
    _say(page, "/associations")
    page.get_by_role("heading", name="Associations").wait_for()
    page.locator(".log select").last.select_option(label="Computing Society")
    page.get_by_role("heading", name="Computing Society").last.wait_for()
    _take(page, "association", TALL)
    _say(page, "/events add chamber.example/events")
    _go_on(page, "+1 hour")
    page.get_by_text("These come first").last.wait_for()
    _take(page, "found", TALL)


def _join(page: Page) -> None:
    _room(page, "Mingle")
    page.get_by_role("button", name="I'm in").click()
    _say(page, "/mingle profile")
    for field, words in PROFILE.items():
        page.locator(f"[data-field={field}] input").fill(words)
    for slot in ("tue-1230", "wed-1230", "thu-1230"):
        page.locator(f"input[value={slot}]").check()
    _submit(page)


def _share(page: Page, share: str) -> None:
    page.get_by_role("button", name="Did it").last.click()
    page.locator("[data-field=text] textarea").fill(LEARNED[share])
    page.locator("[data-field=share] select").select_option(share)
    _submit(page)


def _submit(page: Page) -> None:
    page.locator("#dialog [type=submit]").click()
    page.locator("#dialog").wait_for(state="hidden")


def _room(page: Page, name: str) -> None:
    page.locator(".side .item").filter(has_text=name).first.click()
    page.get_by_role("heading", name=name, level=1).wait_for()


def _become(page: Page, name: str) -> None:
    page.locator(".who").click()
    page.locator("#people").get_by_text(name).click()
    page.locator(".who").get_by_text(name).wait_for()


def _say(page: Page, line: str) -> None:
    page.locator("#words").fill(line)
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")


def _go_on(page: Page, step: str) -> None:
    before = page.locator("time.now").inner_text()
    page.get_by_role("button", name=step).click()
    page.wait_for_function(
        "before => document.querySelector('time.now').innerText !== before", arg=before
    )
    page.locator(".moving").wait_for(state="detached")


def _take(page: Page, name: str, size: ViewportSize = WHOLE) -> None:
    page.set_viewport_size(size)
    page.mouse.move(0, 0)
    page.evaluate(
        "async () => { await document.fonts.ready; document.querySelector('.log').scrollTop = 1e6 }"
    )
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / f"{name}.png")
    page.set_viewport_size(WHOLE)


if __name__ == "__main__":
    main()
