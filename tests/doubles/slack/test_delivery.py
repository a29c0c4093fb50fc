"""Check that events come again until taken, over sockets that come and go and over signed HTTP."""

import asyncio

import aiohttp
import pytest

from tests.doubles.slack import Fault, SlackServer
from tests.doubles.slack.apps import SILENCE, App, on_http, on_sockets, open_address
from tests.doubles.slack.conftest import SlackSetup
from tests.doubles.slack.kit import asked, modal
from tests.doubles.slack.state import Json


async def _never(envelope: Json) -> Json:
    return SILENCE


def _event_ids(app: App) -> list[str]:
    return [one.get("payload", one)["event_id"] for one in app.got]


async def test_an_event_that_nobody_takes_comes_four_times(slack: SlackSetup) -> None:
    async with on_sockets(slack.server) as app:
        app.answering = _never
        joining = asyncio.create_task(slack.server.join_channel(slack.ines, slack.lunch))
        for wait, times in [(2.9, 1), (0.2, 2), (60, 2), (4, 3), (298, 3), (10, 4), (3600, 4)]:
            await slack.clock.advance(wait)
            assert len(app.got) == times
    assert len(set(_event_ids(app))) == 1
    assert len({one["envelope_id"] for one in app.got}) == 4
    assert [one["retry_attempt"] for one in app.got] == [0, 1, 2, 3]
    assert [one["retry_reason"] for one in app.got] == [
        "",
        "http_timeout",
        "http_timeout",
        "http_timeout",
    ]
    assert not (await joining).acked


async def test_an_event_taken_late_comes_no_more(slack: SlackSetup) -> None:
    async with on_sockets(slack.server) as app:
        app.answering = _never
        joining = asyncio.create_task(slack.server.join_channel(slack.ines, slack.lunch))
        await slack.clock.advance(3.1)
        app.answering = App().answering
        await slack.clock.advance(3600)
    assert len(app.got) == 3
    assert (await joining).acked


async def test_each_payload_goes_to_one_of_two_sockets(slack: SlackSetup) -> None:
    async with on_sockets(slack.server, 2) as app:
        for _ in range(4):
            await slack.server.open_home(slack.tom)
    assert len(_event_ids(app)) == len(set(_event_ids(app))) == 4


async def test_an_address_serves_once_and_not_for_long(slack: SlackSetup) -> None:
    async with aiohttp.ClientSession() as session:
        url = (await open_address(slack.server, session))["url"]
        async with session.ws_connect(url) as ws:
            assert (await ws.receive_json())["num_connections"] == 1
        old = (await open_address(slack.server, session))["url"]
        await slack.clock.advance(31)
        for used in (url, old):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(used)


async def test_ten_sockets_are_enough(slack: SlackSetup) -> None:
    async with on_sockets(slack.server, 10), aiohttp.ClientSession() as session:
        assert (await open_address(slack.server, session))["error"] == "too_many_websockets"


async def test_a_refreshed_socket_is_warned_and_gets_nothing_more(slack: SlackSetup) -> None:
    async with on_sockets(slack.server, 2) as app:
        await slack.server.sockets.refresh()
        await slack.server.until(lambda: len(slack.server.sockets.open) == 1)
        await slack.server.until(lambda: app.farewells == ["warning", "refresh_requested"])
        assert (await slack.server.open_home(slack.tom)).acked


async def test_a_gesture_is_lost_with_its_socket_and_an_event_is_not(slack: SlackSetup) -> None:
    async with on_sockets(slack.server, 2) as app:
        app.answering = _never
        typing = asyncio.create_task(slack.server.type_command(slack.tom, slack.lunch, "/lunch"))
        opening = asyncio.create_task(slack.server.open_home(slack.tom))
        await slack.server.until(lambda: len(app.got) == 2)
        assert slack.server.sockets.drop(2) == 2
        assert not (await typing).acked
        assert (await opening).error == "connection_failed"
    async with on_sockets(slack.server) as later:
        await slack.clock.advance(61)
        assert [one["type"] for one in later.got] == ["events_api"]
    assert (await opening).acked


async def test_a_socket_drops_every_so_often(slack: SlackSetup) -> None:
    slack.server.spawn(slack.server.sockets.drop_every(60))
    async with on_sockets(slack.server, 2):
        await slack.clock.advance(59)
        assert len(slack.server.sockets.open) == 2
        await slack.clock.advance(2)
        assert len(slack.server.sockets.open) == 1


async def test_nothing_reaches_an_app_that_is_not_there(slack: SlackSetup) -> None:
    delivery = await slack.server.type_command(slack.tom, slack.lunch, "/lunch")
    assert (delivery.acked, delivery.error) == (False, "connection_failed")


async def test_everything_that_travels_over_http_is_signed(slack: SlackSetup) -> None:
    async with on_http(slack.server) as app:
        assert await slack.server.courier.verify_url()
        assert (await slack.server.type_command(slack.tom, slack.lunch, "/lunch 12:30")).acked
        assert (await slack.server.open_home(slack.tom)).acked
        assert (await slack.server.shortcut(slack.tom, "ask")).acked
    assert app.got[0]["text"] == "12:30"
    assert app.got[1]["event"]["type"] == "app_home_opened"
    assert app.got[2]["type"] == "shortcut"


async def test_forged_stale_and_unsigned_requests_can_be_sent(slack: SlackSetup) -> None:
    async with on_http(slack.server) as app:
        courier = slack.server.courier
        url, body, headers = courier.request_of(
            "events_api", slack.server.event(slack.workspace, "app_home_opened")
        )
        signed, stale = courier.signed(body), courier.signed(body, slack.clock.now() - 301)
        forged = signed | {"X-Slack-Signature": "v0=" + "0" * 64}
        statuses = [
            (await courier.post(url, body, headers | more))[0]
            for more in (signed, stale, forged, {})
        ]
    assert statuses == [200, 401, 401, 401]
    assert len(app.got) == 1


async def test_a_form_sent_over_http_shows_its_errors(slack: SlackSetup) -> None:
    async with on_http(slack.server) as app:
        await slack.server.shortcut(slack.tom, "ask")
        trigger = app.got[0]["trigger_id"]
        await slack.api.views_open(trigger_id=trigger, view=modal(asked("topic", "What about")))
        form = slack.server.views[slack.tom.id]

        async def answer(payload: Json) -> Json:
            return {"response_action": "errors", "errors": {"topic": "Say more."}}

        app.answering = answer
        await slack.server.submit(slack.tom, form, {"topic": "a"})
    assert form.errors == {"topic": "Say more."}


async def test_an_event_answered_500_comes_again_with_its_number(slack: SlackSetup) -> None:
    async with on_http(slack.server) as app:
        app.status = 500
        await slack.server.open_home(slack.tom)
        await slack.clock.advance(400)
    assert len(app.got) == 4
    assert [one.get("x-slack-retry-num") for one in app.headers] == [None, "1", "2", "3"]
    assert app.headers[1]["x-slack-retry-reason"] == "http_error"


async def test_an_app_can_ask_not_to_be_asked_again(slack: SlackSetup) -> None:
    async with on_http(slack.server) as app:
        app.status, app.answer_headers = 500, {"X-Slack-No-Retry": "1"}
        await slack.server.open_home(slack.tom)
        await slack.clock.advance(400)
    assert len(app.got) == 1


async def test_duplicates_come_two_to_four_times_under_one_id(slack: SlackSetup) -> None:
    slack.server.faults.duplicates = 1.0
    async with on_sockets(slack.server, 2) as app:
        await slack.server.open_home(slack.tom)
        events = len(app.got)
        await slack.server.type_command(slack.tom, slack.lunch, "/lunch")
    assert 2 <= events <= 4
    assert len(set(_event_ids(App(app.got[:events])))) == 1
    triggers = [one["payload"]["trigger_id"] for one in app.got[events:]]
    assert 2 <= len(triggers) <= 4
    assert len(set(triggers)) == 1


async def test_events_overtake_each_other(slack: SlackSetup) -> None:
    async with on_sockets(slack.server) as app:
        slack.server.faults.disorder = 1.0
        await slack.server.open_home(slack.tom)
        assert not app.got
        slack.server.faults.disorder = 0.0
        await slack.server.open_home(slack.amara)
        assert [one["payload"]["event"]["user"] for one in app.got] == [
            slack.amara.id,
            slack.tom.id,
        ]
        slack.server.faults.disorder = 1.0
        await slack.server.open_home(slack.ines)
        await slack.clock.advance(2.1)
        assert len(app.got) == 3


async def test_a_first_delivery_can_be_lost(slack: SlackSetup) -> None:
    slack.server.faults.lost_events = 1.0
    async with on_sockets(slack.server) as app:
        delivery = await slack.server.open_home(slack.tom)
        assert not delivery.acked
        await slack.clock.advance(0.1)
        assert delivery.acked
    assert [one["retry_attempt"] for one in app.got] == [1]


async def test_a_batch_comes_shuffled_and_four_times(slack: SlackSetup) -> None:
    events = [
        slack.server.event(slack.workspace, "app_home_opened", user=str(n)) for n in range(20)
    ]
    async with on_sockets(slack.server, 2) as app:
        await slack.server.courier.shuffled(events, times=4)
    ids = _event_ids(app)
    assert len(ids) == 80
    assert sorted(set(ids)) == sorted(one["event_id"] for one in events)
    assert ids != sorted(ids)


async def test_the_same_seed_lies_in_the_same_way() -> None:
    async def lies(seed: int) -> list[Fault | None]:
        async with SlackServer(seed=seed) as server:
            server.faults.errors = server.faults.lost_answers = 0.3
            return [server.faults.of_call("chat.postMessage") for _ in range(50)]

    assert await lies(1) == await lies(1) != await lies(2)
