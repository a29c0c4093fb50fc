"""Whatever stands in the place of Discord's answer is no crash: nobody knows what happened."""

from typing import Any

import pytest

from adapters.discord.api import DiscordApi
from adapters.discord.gateway import GatewayClient, LoginBudget
from adapters.discord.http_trace import ATTEMPT, UnsettledResponse
from adapters.discord.shapes import SHAPES
from bot.core.platform import PlatformError, TemporaryError, UnknownOutcome

ODD: list[Any] = ["<html>Please sign in.</html>", None, {}, [], [None], {"id": None}, 7]


def answering(name: str, answer: Any) -> Any:
    """Return a call of discord.py's that gets an answer, or whose reading of it fails."""

    async def call(*_: object) -> Any:
        if attempt := ATTEMPT.get():
            attempt.sent = True
        if isinstance(answer, Exception):
            raise answer
        return answer

    call.__name__ = name
    return call


@pytest.fixture
def api() -> DiscordApi:
    return DiscordApi(GatewayClient(LoginBudget()))


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("answer", ODD, ids=str)
async def test_an_answer_of_another_shape_leaves_it_open_what_happened(
    api: DiscordApi, name: str, answer: Any
) -> None:
    fine = (name, answer) in [("get_member", {}), ("get_member", {"id": None})]
    empty = answer == [] and "list" in str(SHAPES[name])
    if fine or empty:
        assert await api.call_method(answering(name, answer), 1) == answer
        return
    with pytest.raises(UnknownOutcome):
        await api.call_method(answering(name, answer), 1)


@pytest.mark.parametrize("error", [TypeError("str"), KeyError("id"), AttributeError("get")])
async def test_what_the_library_cannot_read_leaves_it_open_too(
    api: DiscordApi, error: Exception
) -> None:
    with pytest.raises(UnknownOutcome):
        await api.call_method(answering("fetch_member", error), 1)
    with pytest.raises(TemporaryError):
        await api.call_idempotent(answering("fetch_member", error), 1)


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (UnsettledResponse(503, 7, declined=True), TemporaryError),
        (UnsettledResponse(503, 7), UnknownOutcome),
        (UnsettledResponse(403, 7), TemporaryError),
        (UnsettledResponse(500, 7), UnknownOutcome),
    ],
)
async def test_what_was_declined_is_simply_tried_again(
    api: DiscordApi, response: UnsettledResponse, expected: type[PlatformError]
) -> None:
    with pytest.raises(expected):
        await api.call_method(answering("send_message", response), 1)
