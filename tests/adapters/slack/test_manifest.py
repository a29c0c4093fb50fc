"""Write the manifest: what Slack's own schemas accept, and no permission too many."""

import json

import jsonschema_rs
import pytest

from adapters.slack.manifest import build_manifest, required_scopes
from bot.features import ROUTER
from tests.doubles.slack import schemas

SOCKET, HTTP = build_manifest(ROUTER), build_manifest(ROUTER, "https://mingle.example.com/")
LINKS = build_manifest(ROUTER, links=["meetup.com"])
PAGES = build_manifest(ROUTER, pages="https://mingle.example.com/")
LEAST = [
    "app_mentions:read",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:read",
    "im:history",
    "im:write",
    "mpim:write",
    "users:read",
]


@pytest.mark.parametrize("version", ["v1", "v2"])
@pytest.mark.parametrize(
    "written", [SOCKET, HTTP, PAGES, build_manifest(ROUTER, history=True, groups=True), LINKS]
)
def test_slack_accepts_the_manifest(written: dict[str, object], version: str) -> None:
    if not schemas.at_hand():
        pytest.skip("Slack's schemas are not beside the repository")
    schema = json.loads(
        (schemas.SPECS / f"slack-manifest.{version}.schema.json").read_text(encoding="utf-8")
    )
    complaints = jsonschema_rs.validator_for(schema).iter_errors(written)
    assert [complaint.message for complaint in complaints] == []


def test_no_permission_is_asked_for_that_nothing_needs() -> None:
    assert SOCKET["oauth_config"]["scopes"]["bot"] == LEAST
    reads = [scope for scope in LEAST if scope.endswith(":history")]
    assert reads == ["im:history"]  # of messages to Mingle itself
    events = SOCKET["settings"]["event_subscriptions"]["bot_events"]
    assert [name for name in events if name.startswith("message")] == ["message.im"]


def test_the_history_permissions_come_when_asked_for() -> None:
    assert {s for s in required_scopes(history=True) if s not in LEAST} == {
        "channels:history", "groups:history", "mpim:history"
    }  # fmt: skip


def test_links_are_heard_of_only_for_the_domains_that_the_operator_names() -> None:
    named = build_manifest(ROUTER, links=["meetup.com", "lu.ma"])
    assert named["features"]["unfurl_domains"] == ["meetup.com", "lu.ma"]
    more = {*named["oauth_config"]["scopes"]["bot"]} - {*LEAST}
    assert more == {"links:read", "links:write"}
    assert "link_shared" in named["settings"]["event_subscriptions"]["bot_events"]
    assert "unfurl_domains" not in SOCKET["features"]
    assert "link_shared" not in SOCKET["settings"]["event_subscriptions"]["bot_events"]


def test_every_command_of_the_router_is_there_once() -> None:
    named = [one["command"] for one in SOCKET["features"]["slash_commands"]]
    assert named == sorted({f"/{name.split()[0]}" for name in ROUTER.commands})
    assert all(one["should_escape"] for one in SOCKET["features"]["slash_commands"])


def test_slacks_menu_says_of_each_command_what_it_is_for() -> None:
    listed = SOCKET["features"]["slash_commands"]
    said = [one["description"] for one in listed]
    assert len(set(said)) == len(said)
    assert all(10 < len(words) <= 100 for words in said)
    hints = {one["command"].removeprefix("/"): one["usage_hint"] for one in listed}
    assert hints["lunch"].startswith("tomorrow 12:30")
    assert all(hints.values())


def test_everybodys_hints_name_what_everybody_may_do() -> None:
    for one in SOCKET["features"]["slash_commands"]:
        first = one["command"].removeprefix("/")
        seconds = [hint for hint in one["usage_hint"].split(" | ") if hint.isalpha()]
        known = [ROUTER.commands[f"{first} {second}"] for second in seconds]
        roles = {command.role for command in known}
        assert len(roles) <= 1, "organisers' words stand only where there are no others"


def test_http_names_one_address_and_socket_mode_none() -> None:
    assert json.dumps(HTTP).count("https://mingle.example.com/slack/events") == 2 + len(
        HTTP["features"]["slash_commands"]
    )
    assert "request_url" not in json.dumps(SOCKET)
    assert SOCKET["settings"]["socket_mode_enabled"]
    assert not HTTP["settings"]["socket_mode_enabled"]


def test_only_an_app_that_is_added_by_a_click_has_its_tokens_rotate() -> None:
    assert PAGES["settings"]["token_rotation_enabled"]
    assert not SOCKET["settings"]["token_rotation_enabled"]
    assert PAGES["oauth_config"]["redirect_urls"] == [
        "https://mingle.example.com/slack/oauth_redirect"
    ]
    assert all(written["settings"]["org_deploy_enabled"] for written in (SOCKET, HTTP, PAGES))


def test_every_command_says_what_it_is_for_and_how_it_is_used() -> None:
    for command in SOCKET["features"]["slash_commands"]:
        assert command["description"], command["command"]
        assert command["usage_hint"], command["command"]
