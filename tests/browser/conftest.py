"""Open the playground's page in a real browser, with nothing but this machine in reach."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.screen import DESK, message_box
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for these tests alone: its event loop would block the others."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page with storage of its own."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="package")
def nursery() -> Iterator[subprocess.Popen[str]]:
    """A process that has imported everything, and forks a child for each test."""
    command = [sys.executable, "-m", "tests.browser.samples"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        yield running
        running.terminate()


@pytest.fixture
def samples(nursery: subprocess.Popen[str], tmp_path: Path) -> Iterator[str]:
    """The address of a page with cards of every kind."""
    assert nursery.stdin
    assert nursery.stdout
    port = free_port()
    print(tmp_path / "samples.db", port, file=nursery.stdin, flush=True)
    child = int(nursery.stdout.readline())
    assert nursery.stdout.readline().strip() == "ready"
    yield f"http://127.0.0.1:{port}"
    os.kill(child, signal.SIGKILL)


@pytest.fixture
def opened(page: Page, samples: str) -> Page:
    """The newcomer's page on a desk."""
    page.set_viewport_size(DESK)
    page.goto(samples)
    expect(page.locator(".now")).to_have_text("Tue 10 Mar 2026, 10:00 Berlin")
    expect(message_box(page)).to_be_visible()
    page.wait_for_function(
        "Boolean(messageBox.place)"
    )  # what is sent earlier cannot be brought back
    return page


@pytest.fixture
def troubles(page: Page) -> Iterator[list[str]]:
    """Gather what goes wrong on the page, and insist that nothing did."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console", lambda message: found.append(message.text) if message.type == "error" else None
    )
    page.on("request", lambda request: found.append(request.url) if _abroad(request.url) else None)
    yield found
    assert not found


def _abroad(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))
