"""Leave out what a production install leaves out, and live without it."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from adapters.playground import extra
from adapters.slack.manifest import build_manifest
from bot.cli.output import NO_PAGE
from bot.features import ROUTER
from tests.doubles.slack import SlackServer
from tests.imports import ROOT
from tests.lock_file import read_pins
from tests.ports import free_port
from tests.production import packages_left_out
from tests.running import UNDER_LOAD, running_mingle
from tests.test_monitoring import ask

MINGLE = ("-m", "tests.production")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def run(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", *MINGLE, *words],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "COLUMNS": "1000", **settings},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def test_only_the_playgrounds_page_needs_what_production_leaves_out() -> None:
    done = run(ROOT, "--modules")
    lacking = dict(line.split() for line in done.stdout.splitlines())
    assert done.returncode == 0, done.stderr
    assert set(lacking) == {
        f"adapters.playground.{name}" for name in ("message_list", "page", "serve", "tab")
    }
    assert set(lacking.values()) <= set(extra.LIBRARIES)


def test_the_web_stack_of_the_playground_is_in_no_production_install() -> None:
    production = read_pins((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    page = (ROOT / "adapters/playground/requirements.lock").read_text(encoding="utf-8")
    asked = {wish.split(">")[0] for wish in PROJECT["optional-dependencies"]["playground"]}
    assert asked == set(extra.LIBRARIES)
    assert asked <= read_pins(page).keys()
    assert not {*asked, "python-socketio", "orjson", "httpx"} & production.keys()
    assert {"nicegui", "fastapi", "socketio"} <= packages_left_out()


@pytest.mark.parametrize("words", ["demo", "run"])
def test_whoever_asks_for_the_playground_there_is_told_how_to_add_it(
    words: str, tmp_path: Path
) -> None:
    said = run(tmp_path, words, MINGLE_PLAYGROUND__ENABLED="true")
    assert NO_PAGE in said.stdout + said.stderr
    assert "Traceback" not in said.stderr
    assert said.returncode == 2
    assert not list(tmp_path.iterdir())


async def test_slack_over_http_calendars_and_the_monitor_need_no_web_stack(tmp_path: Path) -> None:
    port, web, monitor = free_port(), free_port(), free_port()
    async with SlackServer() as slack:
        slack.workspace()
        jun = slack.person("Jun Sato")
        lunch = slack.channel("lunch", [jun])
        slack.install(build_manifest(ROUTER, f"http://127.0.0.1:{port}"))
        settings = {
            "SLACK__MODE": "http",
            "SLACK__PORT": str(port),
            "SLACK__SIGNING_SECRET": slack.app.signing_secret,
            "SLACK__BOT_TOKEN": slack.home.token,
            "SLACK__API_URL": slack.url,
            "WEB__PORT": str(web),
            "WEB__PUBLIC_URL": "https://mingle.example.com",
            "MONITORING__PORT": str(monitor),
        }
        async with running_mingle(tmp_path, (*MINGLE, "run"), **settings) as mingle:
            await mingle.until_it_says("Mingle is in Slack")
            await slack.type_command(jun, lunch, "/lunch tomorrow 12:30")
            await slack.until(lambda: lunch.messages, UNDER_LOAD)
            assert (await ask(monitor, "/ready")).status_code == 200
            assert (await ask(web, "/calendar/nobody.ics")).status_code == 404
