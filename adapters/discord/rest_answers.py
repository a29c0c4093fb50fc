"""Discord's answers as the library reads them: those of another shape are refused before it does.

A proxy, a sign-in page or another server may answer in Discord's place, with status 200.
"""

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec
from discord.http import Route
from msgspec import Struct

from adapters.discord.shapes import Snowflake
from bot.core.platform import TemporaryError

Request = Callable[..., Awaitable[Any]]
# what the library raises where it reads an answer of another shape
UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Read an answer further than its shape was looked at: what it lacks may be there later."""
    try:
        yield
    except UNREADABLE as error:
        raise TemporaryError(f"{what}: an answer of another shape") from error


class OddAnswer(ValueError):
    """An answer of another shape than Discord's."""


class Named(Struct):
    """Anything that has an id and a name."""

    id: Snowflake
    name: str


class Account(Struct):
    """The bot's own account."""

    id: Snowflake
    username: str


class App(Struct):
    """The app, with its flags."""

    id: Snowflake
    flags: int = 0


class Starts(Struct):
    """How many logins are left today."""

    remaining: int
    max_concurrency: int = 1


class Gateway(Struct):
    """Where the gateway is, and how often one may log in."""

    url: str
    shards: int
    session_start_limit: Starts


class Command(Struct):
    """A registered command."""

    name: str
    type: int


class Role(Struct):
    """A role and what it allows."""

    id: Snowflake
    permissions: str


class Server(Struct):
    """A server and its roles."""

    id: Snowflake
    name: str
    roles: list[Role]


class User(Struct):
    """Anybody's account."""

    id: Snowflake
    username: str
    global_name: str | None = None


class Membership(Struct):
    """Somebody in a server."""

    user: User
    roles: list[Snowflake]
    nick: str | None = None
    pending: bool = False
    communication_disabled_until: str | None = None


class Place(Struct):
    """A channel, of whatever kind."""

    id: Snowflake
    type: int


SHAPES: Mapping[tuple[str, str], Any] = {
    ("GET", "/users/@me"): Account,
    ("GET", "/oauth2/applications/@me"): App,
    ("GET", "/gateway/bot"): Gateway,
    ("GET", "/users/@me/guilds"): list[Named],
    ("GET", "/applications/{application_id}/commands"): list[Command],
    ("GET", "/guilds/{guild_id}"): Server,
    ("GET", "/guilds/{guild_id}/members/{member_id}"): Membership,
    ("GET", "/guilds/{guild_id}/members"): list[Membership],
    ("GET", "/guilds/{guild_id}/channels"): list[Place],
}


def reading_answers(request: Request) -> Request:
    """Return the library's request, which raises OddAnswer for an answer that is none."""

    async def checked(route: Route, **more: Any) -> Any:
        return read_answer(route.method, route.path, await request(route, **more))

    return checked


def read_answer(method: str, path: str, answer: Any) -> Any:
    """Return an answer; raise OddAnswer for one of another shape.

    The library reads JSON only where its type is written without a character set.
    """
    if isinstance(answer, str) and answer:
        try:
            answer = json.loads(answer)
        except ValueError as error:
            raise OddAnswer(f"{method} {path}") from error
    if shape := SHAPES.get((method, path)):
        try:
            msgspec.convert(answer, shape)
        except msgspec.ValidationError as error:
            raise OddAnswer(f"{method} {path}") from error
    return answer
