"""The endpoint at which the company that lunches are swapped with asks us, turn by turn.

Who knows no swap's name, or sends what was not made for it, reads the same as where there is none.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SWAP_PATH = "/swap/{code}"
MEDIA_TYPE = "application/jose"
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

# returns the answer's envelope, an empty text where the turn is refused, None where it is too many
AnswerTurn = Callable[[str, str], Awaitable[str | None]]


def swap_route(answer: AnswerTurn) -> Route:
    """Return the route at which turns arrive."""

    async def take_turn(request: Request) -> Response:
        body = (await request.body()).decode("ascii", "replace")
        told = await answer(request.path_params["code"], body)
        if told is None:
            return Response("too many", status_code=429, headers=_HEADERS)
        if not told:
            return Response("not found", status_code=404, headers=_HEADERS)
        return Response(told, media_type=MEDIA_TYPE, headers=_HEADERS)

    return Route(SWAP_PATH, take_turn, methods=["POST"])
