"""Look at the pages on which Mingle is added to Slack."""

import re

import pytest

from adapters.slack import page_words, pages
from bot.store.engine import Database
from bot.store.kept import KEPT
from tests.adapters.slack.town import Town, open_town

PATHS = ("/", "/privacy", "/support")


async def test_no_page_runs_a_script_or_shows_anything_from_elsewhere(database: Database) -> None:
    async with open_town(database) as town:
        browser = town.browser()
        failed = "/slack/oauth_redirect?error=access_denied"
        for path in (*PATHS, "/slack/install", "/slack/oauth_redirect", failed):
            answer = await browser.open(path)
            policy = answer.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'; style-src 'self'")
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert not re.search(r"<script|\son\w+=|style=|src=", answer.page)
        style = await browser.open("/style.css")
        assert style.headers["Content-Type"].startswith("text/css")
        assert "url(" not in style.page


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_whoever_looks_finds_the_button_privacy_and_help(
    database: Database, mode: str
) -> None:
    async with open_town(database, mode, contact="lunch@example.com") as town:
        landing, privacy, support = await _read(town)
        assert "Add to Slack" in landing
        assert "It never reads what people write to each other" in landing
        assert "Nothing" not in landing
        told = [kept for kept in KEPT.values() if kept.names_people]
        assert privacy.count("<tr>") == len(told) + 1
        assert all(f"<td>{kept.why}</td>" in privacy for kept in told if "'" not in kept.why)
        assert 'href="mailto:lunch@example.com"' in support
        assert (await town.browser().open("/elsewhere")).status == 404


async def test_without_a_contact_nobody_is_named(database: Database) -> None:
    async with open_town(database) as town:
        _, _, support = await _read(town)
        assert "mailto" not in support
        assert "ask whoever gave you the address" in support


async def _read(town: Town) -> list[str]:
    browser = town.browser()
    answers = [await browser.open(path) for path in PATHS]
    assert all(answer.status == 200 for answer in answers)
    return [answer.page for answer in answers]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", 'A"B', "{title}", "&amp;"])
def test_a_workspace_may_have_any_name(name: str) -> None:
    page = pages.render_page(page_words.installed_page(name))
    assert "<script" not in page
    assert page.count("<h1>") == 1
