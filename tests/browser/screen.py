"""What tests find on the page."""

from playwright.sync_api import Locator, Page, ViewportSize

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)


def message_box(page: Page) -> Locator:
    """Return the box in which people type."""
    return page.get_by_role("combobox", name="Message")


def last_message(page: Page) -> Locator:
    """Return the newest message on the page."""
    return page.locator(".said").last


def say(page: Page, words: str) -> None:
    """Type words, and send them whatever the completion offers."""
    message_box(page).fill(words)
    message_box(page).press("Escape")
    message_box(page).press("Enter")


def open_room(page: Page, name: str) -> None:
    """Open a channel, a group or a colleague from the side bar."""
    page.locator(".side").get_by_role("button", name=name).first.click()
