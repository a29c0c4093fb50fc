"""The contract of every simulated platform: it lies as it is told, and in nothing else.

A platform's tests derive a class from Lies and give it a `liar` fixture.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import aiohttp
import pytest

from tests.doubles.clock import DrivenClock
from tests.doubles.faults import Fault, Faults

DONE, FAILED = 0.0, -1.0  # what a post can come to; anything above is a time to wait


class Request(Protocol):
    """A call as the server remembers it."""

    fault: str
    impatient: bool


class Limits(Protocol):
    """What counts calls."""

    enforced: bool


class Server(Protocol):
    """What is asked of a stand-in here."""

    faults: Faults

    @property
    def limits(self) -> Limits: ...
    @property
    def requests(self) -> Sequence[Request]: ...


@dataclass
class Liar:
    """A server, its clock, the name of its method for posts, and how to post "a" and to see what
    was said."""

    server: Server
    clock: DrivenClock
    method: str
    post: Callable[[], Awaitable[float]]
    said: Callable[[], list[str]]

    def next(self, fault: Fault) -> None:
        """Lie about the next post."""
        self.server.faults.next(self.method, fault)


class Lies:
    """What comes of each lie."""

    async def test_a_post_whose_answer_is_lost_stands_all_the_same(self, liar: Liar) -> None:
        liar.next(Fault("lose"))
        with pytest.raises(aiohttp.ClientError):
            await liar.post()
        assert liar.said() == ["a"]
        assert liar.server.requests[-1].fault == "lose"
        assert await liar.post() == DONE

    async def test_a_post_can_be_accepted_after_the_app_gave_up(self, liar: Liar) -> None:
        liar.next(Fault("late", 5))
        with pytest.raises(aiohttp.ClientError):
            await liar.post()
        assert not liar.said()
        await liar.clock.advance(5)
        assert len(liar.said()) == 1

    async def test_an_answer_can_take_its_time(self, liar: Liar) -> None:
        liar.next(Fault("delay", 4))
        posting = asyncio.ensure_future(liar.post())
        await liar.clock.advance(3.9)
        assert (len(liar.said()), posting.done()) == (1, False)
        await liar.clock.advance(0.2)
        assert await posting == DONE

    async def test_a_post_itself_can_take_its_time(self, liar: Liar) -> None:
        liar.next(Fault("slow", 4))
        posting = asyncio.ensure_future(liar.post())
        await liar.clock.advance(3.9)
        assert (len(liar.said()), posting.done()) == (0, False)
        await liar.clock.advance(0.2)
        assert await posting == DONE
        assert len(liar.said()) == 1

    async def test_chances_come_true_about_as_often_as_told(self, liar: Liar) -> None:
        liar.server.limits.enforced = False
        liar.server.faults.errors = 0.2
        answers = [await liar.post() for _ in range(200)]
        assert 20 <= answers.count(FAILED) <= 60
        assert len(liar.said()) == answers.count(DONE)

    async def test_a_call_inside_a_retry_after_is_noticed(self, liar: Liar) -> None:
        liar.next(Fault("limit", 10))
        assert await liar.post() == 10
        assert not liar.server.requests[-1].impatient
        await liar.clock.advance(5)
        assert await liar.post() == 5
        assert liar.server.requests[-1].impatient
        await liar.clock.advance(5)
        assert await liar.post() == DONE
        assert not liar.server.requests[-1].impatient
