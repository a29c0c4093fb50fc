"""Check that messages are taken and refused as Slack takes and refuses them."""

from typing import Any

import pytest

from tests.doubles.slack import schemas
from tests.doubles.slack.conftest import SlackSetup
from tests.doubles.slack.kit import actions, button, option, section, select
from tests.doubles.slack.state import Json

KEY = {"event_type": "mingle", "event_payload": {"key": "k1"}}


async def test_a_message_stands_in_its_channel_and_reads_like_one(slack: SlackSetup) -> None:
    blocks = [
        section(f"Who joins <@{slack.tom.id}>?"),
        actions(button("Join", "join"), button("Not today", "skip")),
    ]
    await slack.api.chat_postMessage(channel=slack.lunch.id, text="Who joins Tom?", blocks=blocks)
    reading = slack.server.transcript(slack.lunch).splitlines()
    assert reading[0] == "# lunch"
    assert reading[1].endswith(" Mingle: Who joins @Tom?")
    assert reading[2].strip() == "[Join] [Not today]"


async def test_only_the_addressed_person_reads_an_ephemeral_message(slack: SlackSetup) -> None:
    await slack.api.chat_postEphemeral(channel=slack.lunch.id, user=slack.tom.id, text="You are in")
    assert "You are in (only you see this)" in slack.server.transcript(slack.lunch, slack.tom)
    assert "You are in" not in slack.server.transcript(slack.lunch, slack.amara)
    assert "You are in" not in slack.server.transcript(slack.lunch)


async def test_an_edit_keeps_metadata_and_blocks_that_it_does_not_name(slack: SlackSetup) -> None:
    sent = await slack.api.chat_postMessage(
        channel=slack.lunch.id, text="a", blocks=[section("a")], metadata=KEY
    )
    await slack.api.chat_update(channel=slack.lunch.id, ts=sent["ts"], text="b")
    (message,) = slack.server.messages
    assert (message.text, message.metadata, len(message.blocks), message.edits) == ("b", KEY, 1, 1)
    await slack.api.chat_update(channel=slack.lunch.id, ts=sent["ts"], text="c", blocks=[])
    assert not message.blocks


async def test_a_deleted_message_is_gone(slack: SlackSetup) -> None:
    sent = await slack.api.chat_postMessage(channel=slack.lunch.id, text="a")
    await slack.api.chat_delete(channel=slack.lunch.id, ts=sent["ts"])
    assert not slack.server.messages
    assert (
        await slack.error("chat.update", channel=slack.lunch.id, ts=sent["ts"], text="b")
        == "message_not_found"
    )


async def test_nobody_edits_what_somebody_else_wrote(slack: SlackSetup) -> None:
    message, _ = await slack.server.write(slack.tom, slack.lunch, "mine")
    refused = await slack.error("chat.update", channel=slack.lunch.id, ts=message.ts, text="yours")
    assert refused == "cant_update_message"


@pytest.mark.parametrize(
    ("method", "change", "error"),
    [
        ("chat.postMessage", {"channel": "C0nowhere"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "#lunch"}, "channel_not_found"),
        ("chat.postMessage", {"text": ""}, "no_text"),
        ("chat.postMessage", {"thread_ts": "1.000001"}, "thread_not_found"),
        (
            "chat.postMessage",
            {"metadata": {"event_type": "x", "event_payload": {}, "more": 1}},
            None,
        ),
        (
            "chat.postMessage",
            {"metadata": {"event_type": "", "event_payload": {}}},
            "invalid_metadata_format",
        ),
        ("chat.postMessage", {"blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ("chat.update", {"ts": "1.000001"}, "message_not_found"),
        ("chat.postEphemeral", {"user": "U0nobody"}, "user_not_found"),
        ("chat.postEphemeral", {"user": "USLACKBOT"}, "user_not_in_channel"),
        ("chat.scheduleMessage", {"post_at": 1}, "unknown_method"),
        ("chat.postmessage", {}, "unknown_method"),
    ],
)
async def test_a_wrong_call_is_refused_by_name(
    slack: SlackSetup, method: str, change: Json, error: str | None
) -> None:
    said = await slack.error(method, **({"channel": slack.lunch.id, "text": "hello"} | change))
    assert said in {error or "invalid_arguments", error or "invalid_metadata_format"}
    assert not slack.server.messages


async def test_a_text_too_long_for_an_edit_is_refused(slack: SlackSetup) -> None:
    sent = await slack.api.chat_postMessage(channel=slack.lunch.id, text="a" * 4001)
    assert (
        await slack.error("chat.update", channel=slack.lunch.id, ts=sent["ts"], text="a" * 4001)
        == "msg_too_long"
    )


async def test_a_text_that_slack_would_cut_is_noted(slack: SlackSetup) -> None:
    await slack.api.chat_postMessage(channel=slack.lunch.id, text="a" * 40_001)
    assert len(slack.server.messages[0].text) == 40_000
    assert slack.server.problems == ["a text of 40001 characters was cut"]


async def test_blocks_without_a_text_for_notifications_are_noted(slack: SlackSetup) -> None:
    await slack.api.api_call(
        "chat.postMessage", json={"channel": slack.lunch.id, "blocks": [section("a")]}
    )
    assert slack.server.problems == ["a message with blocks has no text for notifications"]


WRONG_BLOCKS: dict[str, Any] = {
    "a block that is a word": ["divider"],
    "51 blocks": [{"type": "divider"}] * 51,
    "a section of 3,001 characters": [section("a" * 3001)],
    "a header of 151 characters": [
        {"type": "header", "text": {"type": "plain_text", "text": "a" * 151}}
    ],
    "an empty text": [section("")],
    "11 fields": [{"type": "section", "fields": [{"type": "plain_text", "text": "a"}] * 11}],
    "a field of 2,001 characters": [
        {"type": "section", "fields": [{"type": "plain_text", "text": "a" * 2001}]}
    ],
    "11 elements of context": [
        {"type": "context", "elements": [{"type": "plain_text", "text": "a"}] * 11}
    ],
    "26 buttons in a row": [actions(*(button("a", f"a{n}") for n in range(26)))],
    "a label of 76 characters": [actions(button("a" * 76, "a"))],
    "a value of 2,001 characters": [actions(button("a", "a", "v" * 2001))],
    "an action_id of 256 characters": [actions(button("a", "a" * 256))],
    "the same action_id twice in a row": [actions(button("a", "a"), button("b", "a"))],
    "the same block_id twice": [{"type": "divider", "block_id": "a"}] * 2,
    "101 options": [actions(select("a", *map(str, range(101))))],
    "no options": [actions(select("a"))],
    "an option of 76 characters": [actions(select("a", "a" * 76))],
    "an option's value of 151 characters": [
        actions(select("a") | {"options": [option("a" * 151, "a")]})
    ],
    "two options of one value": [actions(select("a", "b", "b"))],
    "an initial option that is none": [actions(select("a", "b") | {"initial_option": option("c")})],
    "six things in an overflow": [
        actions(
            {"type": "overflow", "action_id": "a", "options": [option(str(n)) for n in range(6)]}
        )
    ],
    "a picture from nowhere": [{"type": "image", "slack_file": {"id": "F0none"}, "alt_text": "a"}],
}
SEEN_BY_SCHEMAS: dict[str, Any] = {
    "an unknown type": [{"type": "sandwich"}],
    "an unknown key": [{"type": "divider", "colour": "red"}],
    "a header in mrkdwn": [{"type": "header", "text": {"type": "mrkdwn", "text": "a"}}],
    "a section with a number": [{"type": "section", "text": 1}],
    "a button in a context": [{"type": "context", "elements": [button("a", "a")]}],
}


@pytest.mark.parametrize("blocks", WRONG_BLOCKS.values(), ids=WRONG_BLOCKS)
async def test_blocks_beyond_the_limits_are_refused(slack: SlackSetup, blocks: Any) -> None:
    refusal = await slack.refusal(
        "chat.postMessage", channel=slack.lunch.id, text="a", blocks=blocks
    )
    assert refusal["error"] == "invalid_blocks"
    assert refusal["response_metadata"]["messages"]
    assert slack.server.invalid
    assert not slack.server.messages


@pytest.mark.skipif(not schemas.at_hand(), reason="Slack's schemas are not beside the repository")
@pytest.mark.parametrize("blocks", SEEN_BY_SCHEMAS.values(), ids=SEEN_BY_SCHEMAS)
async def test_blocks_that_the_schemas_do_not_know_are_refused(
    slack: SlackSetup, blocks: Any
) -> None:
    assert (
        await slack.error("chat.postMessage", channel=slack.lunch.id, text="a", blocks=blocks)
        == "invalid_blocks"
    )


@pytest.mark.skipif(not schemas.at_hand(), reason="Slack's schemas are not beside the repository")
async def test_an_argument_that_the_schemas_do_not_know_is_refused(slack: SlackSetup) -> None:
    assert await slack.error("conversations.open", users=[slack.tom.id]) == "invalid_arguments"
    assert (
        await slack.error("conversations.members", channel=slack.lunch.id, limit="many")
        == "invalid_arguments"
    )


async def test_many_long_blocks_are_too_long_together(slack: SlackSetup) -> None:
    blocks = [section("a" * 3000) for _ in range(5)]
    refused = await slack.error("chat.postMessage", channel=slack.lunch.id, text="a", blocks=blocks)
    assert refused == "msg_blocks_too_long"


async def test_blocks_at_the_limits_are_taken(slack: SlackSetup) -> None:
    blocks = [{"type": "divider"}] * 46 + [section("a" * 3000)] * 2
    blocks += [actions(*(button("a" * 75, f"a{n}", "v" * 2000) for n in range(25)))]
    blocks += [actions(select("s", *map(str, range(100))))]
    await slack.api.chat_postMessage(channel=slack.lunch.id, text="a", blocks=blocks)
    assert not slack.server.invalid
