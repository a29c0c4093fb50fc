"""Check that what the server sends has the shape of what Slack sends."""

import json
from pathlib import Path

import pytest

from tests.doubles.slack import payloads, schemas
from tests.doubles.slack.apps import on_sockets
from tests.doubles.slack.conftest import SlackSetup
from tests.doubles.slack.kit import actions, asked, button, modal, select
from tests.doubles.slack.state import Json

SAMPLES = schemas.SPECS / "slack-samples"
SINCE_THE_SAMPLES = {
    "is_enterprise_install",
    "response_urls",
    "state",
    "context_team_id",
    "context_enterprise_id",
}

pytestmark = pytest.mark.skipif(
    not schemas.at_hand(), reason="Slack's schemas are not beside the repository"
)


def _sample(*path: str) -> Json:
    sample: Json = json.loads(SAMPLES.joinpath(*path).read_text(encoding="utf-8"))
    return sample


async def test_events_are_what_slacks_types_say(slack: SlackSetup) -> None:
    server = slack.server
    private = server.channel("secret", [slack.tom], private=True)
    async with on_sockets(server) as app:
        await server.open_home(slack.tom)
        await server.join_channel(slack.ines, slack.lunch)
        await server.leave(slack.ines, slack.lunch)
        for channel in (slack.lunch, private):
            await server.rename(channel, "dinner")
            await server.archive(channel)
            await server.archive(channel, back=True)
            await server.remove_bot(channel)
        await server.revoke()
        await server.uninstall()
    events = [one["payload"]["event"] for one in app.got]
    assert len(events) == 13
    assert not [(event, wrong) for event in events for wrong in schemas.of_event(event)]


async def test_people_in_events_have_no_key_that_slack_does_not_have(slack: SlackSetup) -> None:
    known = _sample("events", "UserChangePayload.json")["event"]["user"]
    told = slack.tom.told()
    assert set(told) <= set(known)
    assert set(told["profile"]) <= set(known["profile"])


async def test_the_envelope_of_an_event_has_no_key_that_slack_does_not_have(
    slack: SlackSetup,
) -> None:
    known = _sample("events", "MemberJoinedChannelPayload.json")
    assert set(slack.server.event(slack.workspace, "member_joined_channel")) <= set(known)


async def test_gestures_have_no_key_that_slack_does_not_have(slack: SlackSetup) -> None:
    await slack.api.chat_postMessage(
        channel=slack.lunch.id,
        text="a",
        blocks=[actions(button("Join", "join"), select("day", "monday"))],
    )
    (message,) = slack.server.messages
    backend = Path("app-backend")
    async with on_sockets(slack.server) as app:
        await slack.server.type_command(slack.tom, slack.lunch, "/lunch")
        await slack.server.click(slack.tom, message, "join")
        await slack.server.shortcut(slack.tom, "ask", message)
        view = modal(asked("topic", "What about"))
        await slack.api.views_open(trigger_id=app.got[-1]["payload"]["trigger_id"], view=view)
        await slack.server.submit(slack.tom, slack.server.views[slack.tom.id], {"topic": "a"})
    samples = [
        backend / "slash-commands" / "SlashCommandPayload.json",
        backend / "interactive-components" / "BlockActionPayload.json",
        backend / "interactive-components" / "MessageShortcutPayload.json",
        backend / "views" / "ViewSubmissionPayload.json",
    ]
    for one, sample in zip(app.got, samples, strict=True):
        known = _sample(str(sample))
        assert set(one["payload"]) - set(known) <= SINCE_THE_SAMPLES | {"action_ts"}
        for part in {"view", "user", "team", "container"} & set(one["payload"]) & set(known):
            assert set(one["payload"][part]) - set(known[part]) <= {"blocks"}


@pytest.mark.parametrize(
    "manifest", [{}, {"display_information": {"name": "a" * 36}}, {"display_information": {}}]
)
def test_a_manifest_that_slack_would_not_take_is_seen(manifest: Json) -> None:
    assert list(schemas.of_manifest(manifest))


def test_a_plain_manifest_is_fine() -> None:
    assert not list(schemas.of_manifest({"display_information": {"name": "Mingle"}}))


def test_nobody_chooses_what_is_not_offered() -> None:
    with pytest.raises(AssertionError, match="no 'friday' to choose"):
        payloads.value_of(select("day", "monday"), "friday")
