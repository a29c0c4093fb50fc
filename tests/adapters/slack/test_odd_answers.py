"""Whatever stands in the place of Slack's answer is no crash: it is nothing, or nobody knows."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.slack.api import SlackApi, build_client
from bot.core.platform import PlatformError, TemporaryError, UnknownOutcome
from tests.adapters.slack.harness import hurried

JSON = "application/json"
ODD = [
    ("", "text/html"),
    ("<html>Please sign in.</html>", "text/html"),
    ("It works!", "text/plain"),
    ("", JSON),
    ("null", JSON),
    ("[]", JSON),
    ('"ok"', JSON),
    ("{}", JSON),
    ('{"ok": true}', JSON),
    ('{"ok": true, "channel": null, "ts": 7, "messages": 1, "members": {}, "user": []}', JSON),
    ('{"ok": tr', JSON),
]
CALLS: dict[str, Callable[[SlackApi], Awaitable[object]]] = {
    "post": lambda api: api.post_blocks("C1", [], "words"),
    "open": lambda api: api.call_idempotent("conversations.open", users=["U1", "U2"]),
    "look": lambda api: api.call_idempotent("conversations.history", channel="C1"),
    "place": lambda api: api.call_idempotent("conversations.info", channel="C1"),
    "members": lambda api: api.call_idempotent("conversations.members", channel="C1"),
    "person": lambda api: api.call_idempotent("users.info", user="U1"),
    "people": lambda api: api.call_idempotent("users.list"),
}


class Answers:
    """A server that gives one answer to everything."""

    body, kind, status = "", JSON, 200
    headers: dict[str, str] = {}  # noqa: RUF012

    async def handle(self, _request: web.Request) -> web.Response:
        return web.Response(
            text=self.body, content_type=self.kind, status=self.status, headers=self.headers
        )


@pytest.fixture
async def odd() -> AsyncIterator[tuple[Answers, SlackApi]]:
    answers, app = Answers(), web.Application()
    app.router.add_route("*", "/{tail:.*}", answers.handle)
    async with TestServer(app) as server:
        client = build_client("xoxb-test", f"{server.make_url('/api/')}")
        yield answers, SlackApi(client, hurried())


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(("body", "kind"), ODD)
async def test_an_answer_of_another_shape_is_none(
    odd: tuple[Answers, SlackApi], call: str, body: str, kind: str
) -> None:
    answers, api = odd
    answers.body, answers.kind = body, kind
    expected = UnknownOutcome if call == "post" else TemporaryError
    with pytest.raises(expected):
        await CALLS[call](api)


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        (403, {}, "<html>Forbidden</html>", TemporaryError),
        (404, {}, "", TemporaryError),
        (503, {"Retry-After": "7"}, "<html>Down</html>", TemporaryError),
        (503, {}, "<html>Down</html>", UnknownOutcome),
        (500, {}, '{"ok": false, "error": "internal_error"}', UnknownOutcome),
        (200, {}, '{"ok": false, "error": "request_timeout"}', TemporaryError),
        (200, {}, '{"ok": false, "error": "team_added_to_org"}', TemporaryError),
    ],
)
async def test_what_certainly_was_not_posted_is_simply_tried_again(
    odd: tuple[Answers, SlackApi],
    status: int,
    headers: dict[str, str],
    body: str,
    expected: type[PlatformError],
) -> None:
    answers, api = odd
    answers.status, answers.headers, answers.body = status, headers, body
    answers.kind = "text/html" if body.startswith("<") or not body else JSON
    with pytest.raises(expected):
        await CALLS["post"](api)
