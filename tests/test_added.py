"""Add Mingle by a click to a real `mingle run`, and find it there after a restart."""

from pathlib import Path

from adapters.slack.manifest import build_manifest
from bot.features import ROUTER
from tests.adapters.slack.town import Browser
from tests.doubles.slack import SlackServer
from tests.ports import free_port
from tests.running import UNDER_LOAD, running_mingle

CHECK = ("-m", "bot", "check")


async def test_a_workspace_that_adds_mingle_while_it_runs_is_served_at_once_and_ever_after(
    tmp_path: Path,
) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    async with SlackServer() as slack:
        slack.answer_within = UNDER_LOAD
        slack.install(build_manifest(ROUTER, address, pages=address))
        acme = slack.prospect("Acme")
        jun = slack.person("Jun Sato", acme)
        lunch = slack.channel("lunch", [jun], acme)
        settings = {
            "SLACK__CLIENT_ID": slack.app.client_id,
            "SLACK__CLIENT_SECRET": slack.app.client_secret,
            "SLACK__SIGNING_SECRET": slack.app.signing_secret,
            "SLACK__MODE": "http",
            "SLACK__PUBLIC_URL": address,
            "SLACK__PORT": str(port),
            "SLACK__API_URL": slack.url,
            "MONITORING__PORT": "0",
        }
        async with running_mingle(tmp_path, **settings) as mingle:
            await mingle.until_it_says("Mingle is in Slack")
            browser = Browser(address)
            away = await browser.open("/slack/install")
            back = await browser.open(slack.agree(away.location, acme, jun))
            assert back.status == 200
            await slack.type_command(jun, lunch, "/lunch tomorrow 12:30")
            await slack.until(lambda: lunch.messages, UNDER_LOAD)
            await mingle.stop()
            assert not [line for line in mingle.said if acme.token in line]
        assert acme.token.encode() not in _read_all(tmp_path)

        async with running_mingle(tmp_path, CHECK, **settings) as check:
            await check.until_it_says("Slack, Acme: connected to Acme")
            await check.end()
        async with running_mingle(tmp_path, **settings) as mingle:
            await mingle.until_it_says("Mingle is in Slack")
            await slack.type_command(jun, lunch, "/mingle why")
            await slack.until(lambda: acme.ephemerals, UNDER_LOAD)
            await mingle.stop()


def _read_all(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("mingle.db*"))
