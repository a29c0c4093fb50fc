"""Check that events come again until taken, over sockets that come and go and over signed HTTP."""

import asyncio

import aiohttp
import pytest

from tests.doubles.slack import Fault, SlackServer
from tests.doubles.slack.apps import SILENCE, App, on_http, on_sockets, open_address
from tests.doubles.slack.conftest import Town
from tests.doubles.slack.kit import asked, modal
from tests.doubles.slack.state import Json


async def _never(envelope: Json) -> Json:
    return SILENCE


def _event_ids(app: App) -> list[str]:
    return [one.get("payload", one)["event_id"] for one in app.got]


async def test_an_event_that_nobody_takes_comes_four_times(town: Town) -> None:
    async with on_sockets(town.slack) as app:
        app.answering = _never
        joining = asyncio.create_task(town.slack.join_channel(town.ines, town.lunch))
        for wait, times in [(2.9, 1), (0.2, 2), (60, 2), (4, 3), (298, 3), (10, 4), (3600, 4)]:
            await town.clock.advance(wait)
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


async def test_an_event_taken_late_comes_no_more(town: Town) -> None:
    async with on_sockets(town.slack) as app:
        app.answering = _never
        joining = asyncio.create_task(town.slack.join_channel(town.ines, town.lunch))
        await town.clock.advance(3.1)
        app.answering = App().answering
        await town.clock.advance(3600)
    assert len(app.got) == 3
    assert (await joining).acked


async def test_each_payload_goes_to_one_of_two_sockets(town: Town) -> None:
    async with on_sockets(town.slack, 2) as app:
        for _ in range(4):
            await town.slack.open_home(town.tom)
    assert len(_event_ids(app)) == len(set(_event_ids(app))) == 4


async def test_an_address_serves_once_and_not_for_long(town: Town) -> None:
    async with aiohttp.ClientSession() as session:
        url = (await open_address(town.slack, session))["url"]
        async with session.ws_connect(url) as ws:
            assert (await ws.receive_json())["num_connections"] == 1
        old = (await open_address(town.slack, session))["url"]
        await town.clock.advance(31)
        for used in (url, old):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(used)


async def test_ten_sockets_are_enough(town: Town) -> None:
    async with on_sockets(town.slack, 10), aiohttp.ClientSession() as session:
        assert (await open_address(town.slack, session))["error"] == "too_many_websockets"


async def test_a_refreshed_socket_is_warned_and_gets_nothing_more(town: Town) -> None:
    async with on_sockets(town.slack, 2) as app:
        await town.slack.sockets.refresh()
        await town.slack.until(lambda: len(town.slack.sockets.open) == 1)
        await town.slack.until(lambda: app.farewells == ["warning", "refresh_requested"])
        assert (await town.slack.open_home(town.tom)).acked


async def test_a_gesture_is_lost_with_its_socket_and_an_event_is_not(town: Town) -> None:
    async with on_sockets(town.slack, 2) as app:
        app.answering = _never
        typing = asyncio.create_task(town.slack.type_command(town.tom, town.lunch, "/lunch"))
        opening = asyncio.create_task(town.slack.open_home(town.tom))
        await town.slack.until(lambda: len(app.got) == 2)
        assert town.slack.sockets.drop(2) == 2
        assert not (await typing).acked
        assert (await opening).error == "connection_failed"
    async with on_sockets(town.slack) as later:
        await town.clock.advance(61)
        assert [one["type"] for one in later.got] == ["events_api"]
    assert (await opening).acked


async def test_a_socket_drops_every_so_often(town: Town) -> None:
    town.slack.spawn(town.slack.sockets.drop_every(60))
    async with on_sockets(town.slack, 2):
        await town.clock.advance(59)
        assert len(town.slack.sockets.open) == 2
        await town.clock.advance(2)
        assert len(town.slack.sockets.open) == 1


async def test_nothing_reaches_an_app_that_is_not_there(town: Town) -> None:
    delivery = await town.slack.type_command(town.tom, town.lunch, "/lunch")
    assert (delivery.acked, delivery.error) == (False, "connection_failed")


async def test_everything_that_travels_over_http_is_signed(town: Town) -> None:
    async with on_http(town.slack) as app:
        assert await town.slack.courier.verify_url()
        assert (await town.slack.type_command(town.tom, town.lunch, "/lunch 12:30")).acked
        assert (await town.slack.open_home(town.tom)).acked
        assert (await town.slack.shortcut(town.tom, "ask")).acked
    assert app.got[0]["text"] == "12:30"
    assert app.got[1]["event"]["type"] == "app_home_opened"
    assert app.got[2]["type"] == "shortcut"


async def test_forged_stale_and_unsigned_requests_can_be_sent(town: Town) -> None:
    async with on_http(town.slack) as app:
        courier = town.slack.courier
        url, body, headers = courier.request_of(
            "events_api", town.slack.event(town.workspace, "app_home_opened")
        )
        signed, stale = courier.signed(body), courier.signed(body, town.clock.now() - 301)
        forged = signed | {"X-Slack-Signature": "v0=" + "0" * 64}
        statuses = [
            (await courier.post(url, body, headers | more))[0]
            for more in (signed, stale, forged, {})
        ]
    assert statuses == [200, 401, 401, 401]
    assert len(app.got) == 1


async def test_a_form_sent_over_http_shows_its_errors(town: Town) -> None:
    async with on_http(town.slack) as app:
        await town.slack.shortcut(town.tom, "ask")
        trigger = app.got[0]["trigger_id"]
        await town.api.views_open(trigger_id=trigger, view=modal(asked("topic", "What about")))
        form = town.slack.views[town.tom.id]

        async def answer(payload: Json) -> Json:
            return {"response_action": "errors", "errors": {"topic": "Say more."}}

        app.answering = answer
        await town.slack.submit(town.tom, form, {"topic": "a"})
    assert form.errors == {"topic": "Say more."}


async def test_an_event_answered_500_comes_again_with_its_number(town: Town) -> None:
    async with on_http(town.slack) as app:
        app.status = 500
        await town.slack.open_home(town.tom)
        await town.clock.advance(400)
    assert len(app.got) == 4
    assert [one.get("x-slack-retry-num") for one in app.headers] == [None, "1", "2", "3"]
    assert app.headers[1]["x-slack-retry-reason"] == "http_error"


async def test_an_app_can_ask_not_to_be_asked_again(town: Town) -> None:
    async with on_http(town.slack) as app:
        app.status, app.answer_headers = 500, {"X-Slack-No-Retry": "1"}
        await town.slack.open_home(town.tom)
        await town.clock.advance(400)
    assert len(app.got) == 1


async def test_duplicates_come_two_to_four_times_under_one_id(town: Town) -> None:
    town.slack.faults.duplicates = 1.0
    async with on_sockets(town.slack, 2) as app:
        await town.slack.open_home(town.tom)
        events = len(app.got)
        await town.slack.type_command(town.tom, town.lunch, "/lunch")
    assert 2 <= events <= 4
    assert len(set(_event_ids(App(app.got[:events])))) == 1
    triggers = [one["payload"]["trigger_id"] for one in app.got[events:]]
    assert 2 <= len(triggers) <= 4
    assert len(set(triggers)) == 1


async def test_events_overtake_each_other(town: Town) -> None:
    async with on_sockets(town.slack) as app:
        town.slack.faults.disorder = 1.0
        await town.slack.open_home(town.tom)
        assert not app.got
        town.slack.faults.disorder = 0.0
        await town.slack.open_home(town.amara)
        assert [one["payload"]["event"]["user"] for one in app.got] == [town.amara.id, town.tom.id]
        town.slack.faults.disorder = 1.0
        await town.slack.open_home(town.ines)
        await town.clock.advance(2.1)
        assert len(app.got) == 3


async def test_a_first_delivery_can_be_lost(town: Town) -> None:
    town.slack.faults.lost_events = 1.0
    async with on_sockets(town.slack) as app:
        delivery = await town.slack.open_home(town.tom)
        assert not delivery.acked
        await town.clock.advance(0.1)
        assert delivery.acked
    assert [one["retry_attempt"] for one in app.got] == [1]


async def test_a_batch_comes_shuffled_and_four_times(town: Town) -> None:
    events = [town.slack.event(town.workspace, "app_home_opened", user=str(n)) for n in range(20)]
    async with on_sockets(town.slack, 2) as app:
        await town.slack.courier.shuffled(events, times=4)
    ids = _event_ids(app)
    assert len(ids) == 80
    assert sorted(set(ids)) == sorted(one["event_id"] for one in events)
    assert ids != sorted(ids)


async def test_the_same_seed_lies_in_the_same_way() -> None:
    async def lies(seed: int) -> list[Fault | None]:
        async with SlackServer(seed=seed) as slack:
            slack.faults.errors = slack.faults.lost_answers = 0.3
            return [slack.faults.of_call("chat.postMessage") for _ in range(50)]

    assert await lies(1) == await lies(1) != await lies(2)
