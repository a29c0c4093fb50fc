"""Ask a real `mingle run` how it is, as supervisors and Prometheus do."""

import asyncio
import json
import re
import socket
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs

from adapters.slack.manifest import build_manifest
from bot.cli import watchdog
from bot.cli.monitor import ProcessProbe, serve_monitoring
from bot.cli.watchdog import STALLED, STOP_LIMIT, TOO_SLOW, Watchdog
from bot.config import MonitoringSection
from bot.core import metrics
from bot.features import ROUTER
from tests.doubles.slack import SlackServer
from tests.ports import free_port
from tests.running import UNDER_LOAD, running_mingle

PEOPLE_OR_PLACES = re.compile(r"[UCTGD]0[0-9A-Z]{5,}|slack:|Jun Sato")
# one turn, and then a job that never ends: the engine is stuck, though the process lives
STUCK = """
import time
from bot.cli import watchdog
from jobs.engine.engine import Engine

async def hang(*_):
    time.sleep(60)

watchdog.STALLED_AFTER = 1.0
Engine._look_round = hang
from bot.__main__ import main
main()
"""


async def ask(port: int, path: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        return await client.get(path, timeout=UNDER_LOAD)


async def test_a_supervisor_sees_that_mingle_lives_is_ready_and_what_it_has_done(
    tmp_path: Path,
) -> None:
    port = free_port()
    async with SlackServer() as slack:
        slack.workspace()
        jun = slack.person("Jun Sato")
        lunch = slack.channel("lunch", [jun])
        slack.install(build_manifest(ROUTER, history=True))
        settings = {
            "SLACK__BOT_TOKEN": slack.home.token,
            "SLACK__APP_TOKEN": slack.app.app_token,
            "SLACK__API_URL": slack.url,
            "MONITORING__PORT": str(port),
        }
        async with running_mingle(tmp_path, **settings) as mingle:
            await mingle.until_it_says("Mingle is in Slack")
            await slack.type_command(jun, lunch, "/lunch tomorrow 12:30")
            await slack.until(lambda: lunch.messages, UNDER_LOAD)
            sent = json.loads(await mingle.until_it_says('"sent"'))
            assert sent["workspace"] == f"slack:{slack.home.id}"

            assert (await ask(port, "/live")).text == "ok"
            ready = await ask(port, "/ready")
            assert ready.status_code == 200, ready.text
            names = {"database", "migrations", "backlog", "engine", "slack"}
            assert ready.json()["checks"] == dict.fromkeys(names, "ok")

            told = (await ask(port, "/metrics")).text
            assert not PEOPLE_OR_PLACES.search(told)
            figures = read_figures(told)
            assert figures["mingle_deliveries_total", "post", "sent"] == 1
            assert figures["mingle_interactions_total", "command", "handled", "slack"] == 1
            assert figures["mingle_acknowledgement_seconds_count", "slack"] == 1
            assert figures["mingle_api_calls_total", "ok", "slack"] > 1
            assert figures["mingle_connected", "slack"] == 1
            assert figures["mingle_oldest_due_seconds", "messages"] < UNDER_LOAD
            assert figures["mingle_held_messages",] == 0
            assert figures["mingle_set_aside", "outbox_message"] == 0


def read_figures(told: str) -> dict[tuple[str, ...], float]:
    """Return samples by their name and the values of their labels, in the labels' order."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
    }


async def test_a_stuck_engine_ends_the_process_so_that_it_is_started_again(tmp_path: Path) -> None:
    settings = {"PLAYGROUND__ENABLED": "true", "PLAYGROUND__PORT": str(free_port())}
    settings["MONITORING__PORT"] = "0"
    async with running_mingle(tmp_path, ("-c", STUCK, "run"), **settings) as mingle:
        await mingle.end()
    assert mingle.process.returncode == STALLED, mingle.said
    assert any('"engine stalled"' in line and '"error"' in line for line in mingle.said)


def test_the_watchdog_waits_as_long_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, ends = [100.0], list[int]()
    dog = Watchdog(lambda: clock[0], ends.append)
    monkeypatch.setattr("faulthandler.dump_traceback", lambda *_: None)
    dog.look()  # nothing has begun, so nothing can be late
    dog.record_turn()
    clock[0] += watchdog.STALLED_AFTER
    dog.look()
    assert ends == []
    clock[0] += 1
    dog.look()
    assert ends == [STALLED]

    dog.record_turn()
    dog.record_stop()
    clock[0] += STOP_LIMIT
    dog.look()
    assert ends == [STALLED]
    clock[0] += 0.1
    dog.look()
    assert ends == [STALLED, TOO_SLOW]


async def test_a_process_that_has_only_begun_lives_and_is_not_ready() -> None:
    port = free_port()
    async with serve_monitoring(ProcessProbe(), MonitoringSection(port=port)):
        await until_served(port)
        assert (await ask(port, "/live")).status_code == 200
        ready = await ask(port, "/ready")
        assert (ready.status_code, ready.json()["checks"]["database"]) == (503, "starting")
        assert "mingle_info" in (await ask(port, "/metrics")).text


async def test_people_are_served_though_the_port_for_monitoring_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, capture_logs() as lines:
        port = taken.getsockname()[1]
        async with serve_monitoring(ProcessProbe(), MonitoringSection(port=port)):
            async with asyncio.timeout(UNDER_LOAD):
                while not lines:  # noqa: ASYNC110 - the log tells nobody
                    await asyncio.sleep(0.01)
    assert [(line["event"], line["port"]) for line in lines] == [("monitoring not served", port)]


async def until_served(port: int) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                await ask(port, "/live")
                return
            except httpx.ConnectError:
                await asyncio.sleep(0.01)


def test_no_metric_can_have_a_label_with_people_or_places() -> None:
    allowed = {"kind", "outcome", "platform", "queue", "state", "step", "table", "version"}
    ours = [one for one in vars(metrics).values() if hasattr(one, "_labelnames")]
    assert {name for one in ours for name in one._labelnames} <= allowed
    assert metrics.platform_of("slack:T1") == "slack"
    assert metrics.platform_of("whatever") == metrics.OTHER
