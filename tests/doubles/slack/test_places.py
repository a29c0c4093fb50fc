"""Check who may say, see and open what, with which token and scope."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack.conftest import SlackSetup


async def _error(client: AsyncWebClient, method: str) -> str:
    with pytest.raises(SlackApiError) as refused:
        await client.api_call(method)
    return str(refused.value.response["error"])


async def test_the_same_people_get_the_same_conversation(slack: SlackSetup) -> None:
    first = await slack.api.conversations_open(users=[slack.tom.id, slack.amara.id])
    again = await slack.api.conversations_open(users=[slack.amara.id, slack.tom.id])
    other = await slack.api.conversations_open(users=[slack.tom.id])
    assert first["channel"]["id"] == again["channel"]["id"] != other["channel"]["id"]
    assert (first["already_open"], again["already_open"]) == (False, True)
    await slack.api.chat_postMessage(channel=first["channel"]["id"], text="Meet each other")
    assert "Meet each other" in slack.server.transcript(
        slack.workspace.channels[first["channel"]["id"]]
    )


async def test_a_post_to_a_person_arrives_in_their_direct_messages(slack: SlackSetup) -> None:
    sent = await slack.api.chat_postMessage(channel=slack.tom.id, text="Hello")
    opened = await slack.api.conversations_open(users=slack.tom.id)
    assert sent["channel"] == opened["channel"]["id"]


async def test_nine_people_are_too_many_for_a_group(slack: SlackSetup) -> None:
    crowd = [slack.server.person(f"Number {n}").id for n in range(9)]
    assert await slack.error("conversations.open", users=",".join(crowd)) == "too_many_users"
    assert (await slack.api.conversations_open(users=crowd[:8]))["ok"]


async def test_people_who_cannot_be_written_to_are_named_in_the_refusal(slack: SlackSetup) -> None:
    gone, bot = slack.server.person("Gone", deleted=True), slack.server.person("Robot", bot=True)
    stranger = slack.server.person("Stranger", stranger=True)
    assert await slack.error("conversations.open", users=gone.id) == "user_disabled"
    assert await slack.error("conversations.open", users=bot.id) == "cannot_dm_bot"
    assert await slack.error("conversations.open", users="U0nobody") == "user_not_found"
    assert (
        await slack.error("conversations.open", users=f"{slack.tom.id},{stranger.id}")
        == "invalid_user_combination"
    )
    assert await slack.error("chat.postMessage", channel=gone.id, text="a") == "user_disabled"


async def test_somebody_deactivated_later_is_not_written_to_either(slack: SlackSetup) -> None:
    opened = await slack.api.conversations_open(users=slack.tom.id)
    await slack.server.change_user(slack.tom, deleted=True)
    assert (
        await slack.error("chat.postMessage", channel=opened["channel"]["id"], text="a")
        == "user_disabled"
    )


async def test_a_bot_outside_says_nothing_inside(slack: SlackSetup) -> None:
    outside = slack.server.channel("random", [slack.tom], bot=False)
    secret = slack.server.channel("secret", [slack.tom], bot=False, private=True)
    assert await slack.error("chat.postMessage", channel=outside.id, text="a") == "not_in_channel"
    assert await slack.error("chat.postMessage", channel=secret.id, text="a") == "channel_not_found"
    assert await slack.error("conversations.history", channel=outside.id) == "not_in_channel"
    assert (await slack.api.conversations_members(channel=outside.id))["members"] == [slack.tom.id]
    await slack.server.invite_bot(outside)
    assert (await slack.api.chat_postMessage(channel=outside.id, text="a"))["ok"]


async def test_an_archived_channel_takes_nothing(slack: SlackSetup) -> None:
    sent = await slack.api.chat_postMessage(channel=slack.lunch.id, text="a")
    await slack.server.archive(slack.lunch)
    assert await slack.error("chat.postMessage", channel=slack.lunch.id, text="a") == "is_archived"
    assert (
        await slack.error("chat.update", channel=slack.lunch.id, ts=sent["ts"], text="b")
        == "is_archived"
    )


async def test_a_token_is_needed_and_must_be_alive(slack: SlackSetup) -> None:
    other = AsyncWebClient("xoxb-wrong", base_url=slack.server.url)
    assert await _error(other, "auth.test") == "invalid_auth"
    assert await _error(AsyncWebClient(base_url=slack.server.url), "auth.test") == "not_authed"
    await slack.server.revoke()
    assert await slack.error("auth.test") == "token_revoked"
    await slack.server.uninstall()
    assert (
        await slack.error("chat.postMessage", channel=slack.lunch.id, text="a")
        == "account_inactive"
    )


async def test_each_token_serves_its_own_methods(slack: SlackSetup) -> None:
    assert await slack.error("apps.connections.open") == "not_allowed_token_type"
    of_the_app = AsyncWebClient(slack.server.app.app_token, base_url=slack.server.url)
    assert await _error(of_the_app, "users.list") == "not_allowed_token_type"


async def test_a_token_of_one_workspace_sees_nothing_of_another(slack: SlackSetup) -> None:
    there = slack.server.workspace("Elsewhere")
    hall = slack.server.channel("hall", [slack.server.person("Zoe", there)], there)
    assert await slack.error("chat.postMessage", channel=hall.id, text="a") == "channel_not_found"


@pytest.mark.parametrize(
    ("scope", "method", "args"),
    [
        ("chat:write", "chat.postMessage", {"text": "a"}),
        ("channels:history", "conversations.history", {}),
        ("channels:read", "conversations.members", {}),
        ("users:read", "users.list", {}),
        ("mpim:write", "conversations.open", {"users": "everybody"}),
        ("im:write", "conversations.open", {"users": "tom"}),
    ],
)
async def test_a_missing_scope_is_named(
    slack: SlackSetup, scope: str, method: str, args: dict[str, str]
) -> None:
    people = {"everybody": f"{slack.tom.id},{slack.amara.id}", "tom": slack.tom.id}
    if "users" in args:
        args = {"users": people[args["users"]]}
    elif method != "users.list":
        args = {"channel": slack.lunch.id, **args}
    slack.workspace.scopes.remove(scope)
    refusal = await slack.refusal(method, **args)
    assert (refusal["error"], refusal["needed"]) == ("missing_scope", scope)
    assert scope not in refusal["provided"].split(",")


async def test_granted_scopes_and_the_servers_time_stand_in_every_answer(slack: SlackSetup) -> None:
    answer = await slack.api.auth_test()
    assert "chat:write" in answer.headers["X-OAuth-Scopes"].split(",")
    assert "GMT" in answer.headers["Date"]


async def test_history_is_read_by_pages_with_its_metadata(slack: SlackSetup) -> None:
    for number in range(5):
        key = {"event_type": "mingle", "event_payload": {"key": str(number)}}
        await slack.api.chat_postMessage(channel=slack.lunch.id, text=str(number), metadata=key)
        await slack.clock.advance(2)
    first = await slack.api.conversations_history(
        channel=slack.lunch.id, limit=3, include_all_metadata=True
    )
    assert [one["metadata"]["event_payload"]["key"] for one in first["messages"]] == ["4", "3", "2"]
    cursor = first["response_metadata"]["next_cursor"]
    rest = await slack.api.conversations_history(channel=slack.lunch.id, limit=3, cursor=cursor)
    assert [one["text"] for one in rest["messages"]] == ["1", "0"]
    assert "metadata" not in rest["messages"][0]
    assert not rest["has_more"]
    since = first["messages"][1]["ts"]
    assert (
        len(
            (await slack.api.conversations_history(channel=slack.lunch.id, oldest=since))[
                "messages"
            ]
        )
        == 1
    )
    both = await slack.api.conversations_history(
        channel=slack.lunch.id, oldest=since, inclusive=True
    )
    assert len(both["messages"]) == 2


async def test_everybody_is_listed_by_pages_whoever_they_are(slack: SlackSetup) -> None:
    slack.server.person("Gone", deleted=True)
    slack.server.person("Nowhere", tz=None)
    seen, cursor = [], ""
    while True:
        page = await slack.api.users_list(limit=2, cursor=cursor)
        seen += page["members"]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    by_name = {one["real_name"]: one for one in seen}
    assert len(seen) == len(by_name) == 7
    assert (by_name["Slackbot"]["is_bot"], by_name["Slackbot"]["id"]) == (False, "USLACKBOT")
    assert by_name["Gone"]["deleted"]
    assert "tz" not in by_name["Nowhere"]
    assert by_name["Tom"]["is_admin"]


async def test_a_file_goes_up_in_three_steps_and_takes_a_moment_to_be_looked_at(
    slack: SlackSetup,
) -> None:
    done = await slack.api.files_upload_v2(
        content=b"BEGIN:VCALENDAR",
        filename="museum.ics",
        title="Museum",
        channel=slack.lunch.id,
        initial_comment="Save it",
    )
    (message,) = slack.server.messages
    assert [file.content for file in message.files] == [b"BEGIN:VCALENDAR"]
    assert "[file museum.ics]" in slack.server.transcript(slack.lunch)
    id_ = done["files"][0]["id"]
    assert not (await slack.api.files_info(file=id_))["file"]["mimetype"]
    await slack.clock.advance(1)
    assert (await slack.api.files_info(file=id_))["file"]["mimetype"] == "text/calendar"


async def test_a_picture_serves_once_it_has_been_looked_at(slack: SlackSetup) -> None:
    done = await slack.api.files_upload_v2(content=b"picture", filename="table.png")
    image = [
        {
            "type": "image",
            "slack_file": {"id": done["files"][0]["id"]},
            "alt_text": "Who sits where",
        }
    ]
    refused = await slack.error("chat.postMessage", channel=slack.lunch.id, text="a", blocks=image)
    assert refused == "invalid_blocks"
    await slack.clock.advance(1)
    assert (await slack.api.chat_postMessage(channel=slack.lunch.id, text="a", blocks=image))["ok"]


async def test_every_call_is_written_down(slack: SlackSetup) -> None:
    await slack.api.users_info(user=slack.tom.id)
    await slack.error("users.info", user="U0nobody")
    assert [(one.method, one.error) for one in slack.server.calls("users.info")] == [
        ("users.info", ""),
        ("users.info", "user_not_found"),
    ]
