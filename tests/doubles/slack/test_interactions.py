"""Check what people's interactions do, and that Slack's patience ends after three seconds."""

import asyncio
from typing import Any

import pytest

from tests.doubles.slack import Delivery, View
from tests.doubles.slack.apps import App, on_sockets
from tests.doubles.slack.conftest import SlackSetup
from tests.doubles.slack.kit import (
    actions,
    asked,
    button,
    home,
    modal,
    option,
    plain,
    section,
    select,
)
from tests.doubles.slack.state import Json

PEOPLE = {"type": "multi_users_select", "action_id": "people", "max_selected_items": 2}
DAY = {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-24"}
WEEKS = {"type": "static_select", "action_id": "weeks", "options": [option("1"), option("2")]}
FORM = modal(
    asked("topic", "What "
                   "about"), asked("people", "Who", PEOPLE, optional=True), asked("day", "When",
                   DAY),
    asked("weeks", "How often", WEEKS | {"initial_option": option("2")}),
)  # fmt: skip


def _answers(app: App, *answers: Json | None) -> None:
    left = list(answers)

    async def answer(envelope: Json) -> Json | None:
        return left.pop(0) if left else None

    app.answering = answer


async def _form(slack: SlackSetup, content: Json = FORM) -> View:
    async with on_sockets(slack.server) as app:
        await slack.server.shortcut(slack.tom, "ask")
        await slack.api.views_open(trigger_id=app.got[0]["payload"]["trigger_id"], view=content)
    return slack.server.views[slack.tom.id]


async def test_a_command_arrives_with_everything_that_answering_takes(slack: SlackSetup) -> None:
    async with on_sockets(slack.server) as app:
        delivery = await slack.server.type_command(slack.tom, slack.lunch, "/lunch 12:30 ramen")
    payload = app.got[0]["payload"]
    assert delivery.acked
    assert app.got[0]["type"] == "slash_commands"
    assert (payload["command"], payload["text"]) == ("/lunch", "12:30 ramen")
    assert (payload["user_id"], payload["channel_id"]) == (slack.tom.id, slack.lunch.id)
    assert payload["response_url"].startswith("http://127.0.0.1")


async def test_the_answer_to_a_command_is_seen_by_whoever_typed_it(slack: SlackSetup) -> None:
    async with on_sockets(slack.server) as app:
        _answers(
            app,
            {"text": "Only you"},
            {"text": "All of you", "response_type": "in_channel"},
            {"text": "a", "blocks": [section("a" * 3001)]},
        )
        for _ in range(3):
            await slack.server.type_command(slack.tom, slack.lunch, "/lunch")
    assert [(one.text, one.only_for) for one in slack.server.ephemerals] == [
        ("Only you", slack.tom.id)
    ]
    assert [one.text for one in slack.server.messages] == ["All of you"]
    assert "nobody can show this answer" in slack.server.problems[-1]


async def test_an_acknowledgement_after_three_seconds_comes_too_late(slack: SlackSetup) -> None:
    async with on_sockets(slack.server) as app:

        async def slowly(envelope: Json) -> None:
            await slack.clock.sleep(3.5)

        app.answering = slowly
        typing = asyncio.create_task(slack.server.type_command(slack.tom, slack.lunch, "/lunch"))
        await slack.clock.advance(2.9)
        assert not typing.done()
        await slack.clock.advance(1)
        assert ((await typing).acked, (await typing).error) == (False, "http_timeout")
        await slack.server.until(lambda: slack.server.sockets.late_acks)


async def test_a_trigger_opens_one_view(slack: SlackSetup) -> None:
    async with on_sockets(slack.server) as app:
        await slack.server.type_command(slack.tom, slack.lunch, "/lunch")
    trigger = app.got[0]["payload"]["trigger_id"]
    await slack.api.views_open(trigger_id=trigger, view=FORM)
    assert await slack.error("views.open", trigger_id=trigger, view=FORM) == "exchanged_trigger_id"
    assert await slack.error("views.open", trigger_id="1.2.3", view=FORM) == "invalid_trigger_id"


async def test_a_trigger_is_worth_nothing_after_three_seconds(slack: SlackSetup) -> None:
    async with on_sockets(slack.server) as app:
        await slack.server.type_command(slack.tom, slack.lunch, "/lunch")
    await slack.clock.advance(3.1)
    trigger = app.got[0]["payload"]["trigger_id"]
    assert await slack.error("views.open", trigger_id=trigger, view=FORM) == "expired_trigger_id"


async def test_a_form_comes_back_as_it_was_filled_in(slack: SlackSetup) -> None:
    form = await _form(slack)
    async with on_sockets(slack.server) as app:
        await slack.server.submit(
            slack.tom, form, {"What about": "Ramen", "people": [slack.amara.id], "weeks": "1"}
        )
    payload = app.got[0]["payload"]
    values = payload["view"]["state"]["values"]
    assert payload["type"] == "view_submission"
    assert payload["view"]["callback_id"] == "form"
    assert values["topic"]["topic"] == {"type": "plain_text_input", "value": "Ramen"}
    assert values["people"]["people"]["selected_users"] == [slack.amara.id]
    assert values["day"]["day"]["selected_date"] == "2026-11-24"
    assert values["weeks"]["weeks"]["selected_option"]["value"] == "1"
    assert slack.tom.id not in slack.server.views


@pytest.mark.parametrize(
    "values",
    [{}, {"topic": "a" * 21}, {"topic": "a", "weeks": "3"}, {"topic": "a", "people": ["U1", "U2",
    "U3"]},
     {"topic": "a", "colour": "red"}],
    ids=["nothing", "too long", "no such option", "too many people", "no such field"],
)  # fmt: skip
async def test_a_form_lets_nobody_fill_in_what_slack_would_not(
    slack: SlackSetup, values: dict[str, Any]
) -> None:
    form = await _form(slack)
    with pytest.raises(AssertionError):
        await slack.server.submit(slack.tom, form, values)


async def _submitted(slack: SlackSetup, answer: Json) -> tuple[View, Delivery]:
    form = await _form(slack)
    async with on_sockets(slack.server) as app:
        _answers(app, answer)
        return form, await slack.server.submit(slack.tom, form, {"topic": "Ramen"})


async def test_errors_are_shown_at_their_fields_and_the_form_stays(slack: SlackSetup) -> None:
    form, _ = await _submitted(
        slack, {"response_action": "errors", "errors": {"topic": "Say more."}}
    )
    assert form.errors == {"topic": "Say more."}
    assert slack.server.views[slack.tom.id] is form
    assert not slack.server.problems


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "Say more."}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": modal(title=plain("a" * 25))},
        {"response_action": "dance"},
        {"text": "Thank you"},
    ],
    ids=["unknown field", "no errors", "empty view", "unknown action", "words"],
)
async def test_an_answer_to_a_form_that_slack_cannot_use_is_noted(
    slack: SlackSetup, answer: Json
) -> None:
    form, delivery = await _submitted(slack, answer)
    assert delivery.error.startswith("We had some trouble connecting")
    assert slack.server.problems
    assert slack.server.views[slack.tom.id] is form


async def test_a_form_can_turn_into_another_or_get_one_on_top(slack: SlackSetup) -> None:
    form, _ = await _submitted(
        slack, {"response_action": "update", "view": modal(asked("why", "Why"))}
    )
    assert form.blocks[0]["block_id"] == "why"
    async with on_sockets(slack.server) as app:
        _answers(
            app,
            {"response_action": "push", "view": modal(section("Sure?"))},
            {"response_action": "clear"},
        )
        await slack.server.submit(slack.tom, form, {"why": "Hungry"})
        top = slack.server.views[slack.tom.id]
        assert (top.previous, top.root) == (form.id, form.id)
        await slack.server.submit(slack.tom, top)
    assert not slack.server.views


async def test_no_more_than_three_forms_lie_on_each_other(slack: SlackSetup) -> None:
    form = await _form(slack, modal(actions(button("More", "more"))))
    for error in ["", "", "push_limit_reached"]:
        async with on_sockets(slack.server) as app:
            await slack.server.click(slack.tom, slack.server.views[slack.tom.id], "more")
        args = {"trigger_id": app.got[0]["payload"]["trigger_id"], "view": form.content}
        if error:
            assert await slack.error("views.push", **args) == error
        else:
            await slack.api.api_call("views.push", json=args)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": plain("a" * 25)}, {"submit": plain("a" * 25)}, {"private_metadata": "a" * 3001},
        {"type": "home"},
        {"callback_id": "a" * 256}, {"blocks": [{"type": "divider"}] * 101}, {"submit": None},
    ],
    ids=lambda wrong: next(iter(wrong)),
)  # fmt: skip
async def test_views_beyond_the_limits_are_refused(slack: SlackSetup, wrong: Json) -> None:
    view = {key: value for key, value in (FORM | wrong).items() if value is not None}
    assert await slack.error("views.open", trigger_id="1.2.3", view=view) == "invalid_arguments"


async def test_the_home_tab_shows_what_was_published_last(slack: SlackSetup) -> None:
    async with on_sockets(slack.server) as app:
        await slack.server.open_home(slack.tom)
    assert app.got[0]["payload"]["event"]["tab"] == "home"
    first = await slack.api.views_publish(user_id=slack.tom.id, view=home(section("one")))
    await slack.api.views_publish(user_id=slack.tom.id, view=home(section("two")))
    stale = {"user_id": slack.tom.id, "view": home(section("three")), "hash": first["view"]["hash"]}
    assert await slack.error("views.publish", **stale) == "hash_conflict"
    assert slack.workspace.homes[slack.tom.id].blocks[0]["text"]["text"] == "two"


async def test_a_click_names_its_button_and_its_message(slack: SlackSetup) -> None:
    blocks = [actions(button("Join", "join", "7"), select("day", "monday", "tuesday"))]
    await slack.api.chat_postMessage(channel=slack.lunch.id, text="Lunch?", blocks=blocks)
    (message,) = slack.server.messages
    async with on_sockets(slack.server) as app:
        await slack.server.click(slack.amara, message, label="Join")
        await slack.server.choose(slack.amara, message, "day", "Tuesday")
    click, choice = (one["payload"] for one in app.got)
    assert (click["actions"][0]["action_id"], click["actions"][0]["value"]) == ("join", "7")
    assert click["container"]["message_ts"] == click["message"]["ts"] == message.ts
    assert choice["actions"][0]["selected_option"]["value"] == "tuesday"


async def test_nobody_clicks_what_they_do_not_see(slack: SlackSetup) -> None:
    args: Json = {
        "channel": slack.lunch.id,
        "text": "a",
        "blocks": [actions(button("Join", "join"))],
    }
    await slack.api.chat_postMessage(**args)
    await slack.api.chat_postEphemeral(**args, user=slack.tom.id)
    for who, what in [
        (slack.ines, slack.server.messages[0]),
        (slack.amara, slack.server.ephemerals[0]),
    ]:
        with pytest.raises(AssertionError, match="does not see this"):
            await slack.server.click(who, what, "join")
    with pytest.raises(AssertionError, match="no button"):
        await slack.server.click(slack.tom, slack.server.messages[0], "leave")


async def test_a_gesture_can_be_answered_five_times_within_half_an_hour(slack: SlackSetup) -> None:
    async with on_sockets(slack.server) as app:
        await slack.server.type_command(slack.tom, slack.lunch, "/lunch")
        await slack.server.type_command(slack.tom, slack.lunch, "/lunch")
    first, second = (one["payload"]["response_url"] for one in app.got)
    body, headers = b'{"text": "Still there"}', {"Content-Type": "application/json"}
    statuses = [(await slack.server.courier.post(first, body, headers))[0] for _ in range(6)]
    assert statuses == [200] * 5 + [404]
    assert len(slack.server.ephemerals) == 5
    await slack.clock.advance(1801)
    assert (await slack.server.courier.post(second, body, headers))[0] == 404


async def test_what_the_app_did_not_ask_for_does_not_come(slack: SlackSetup) -> None:
    slack.server.install({
        "features": {"slash_commands": [{"command": "/lunch"}],
        "shortcuts": [{"callback_id": "ask"}]},
        "oauth_config": {"scopes": {"bot": ["commands", "channels:read"]}},
        "settings": {"event_subscriptions": {"bot_events": ["member_joined_channel",
        "user_change"]},
                     "socket_mode_enabled": True},
    })  # fmt: skip
    async with on_sockets(slack.server) as app:
        assert (await slack.server.join_channel(slack.ines, slack.lunch)).acked
        assert not (await slack.server.leave(slack.ines, slack.lunch)).acked
        assert not (await slack.server.change_user(slack.tom, name="Thomas")).acked
        elsewhere = slack.server.channel("elsewhere", bot=False)
        assert not (await slack.server.join_channel(slack.ines, elsewhere)).acked
        with pytest.raises(AssertionError, match="/dinner"):
            await slack.server.type_command(slack.tom, slack.lunch, "/dinner")
    assert [one["payload"]["event"]["type"] for one in app.got] == ["member_joined_channel"]
