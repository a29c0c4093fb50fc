"""Monitoring over HTTP: `/live`, `/ready` and `/metrics`, for supervisors and for Prometheus."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

LIVE, READY, METRICS = "/live", "/ready", "/metrics"
FRESH = {"Cache-Control": "no-store"}
UNAVAILABLE = 503


class Probe(Protocol):
    """What is asked of the process."""

    def stalled_for(self) -> float:
        """Return the seconds since the engine should have taken a turn; 0 while it does."""

    async def find_obstacles(self) -> Mapping[str, str]:
        """Return each thing that must be there for interactions, with what is wrong or nothing."""

    async def count_restored(self) -> Mapping[str, int]:
        """Return how many rows a restore holds, by table; they keep nobody from being served."""

    async def collect_metrics(self) -> bytes:
        """Return every metric in Prometheus' text format."""


def build_monitoring_app(probe: Probe) -> Starlette:
    """Return the web application; it shows no names of people, channels or workspaces."""

    async def live(_: Request) -> Response:
        seconds = probe.stalled_for()
        if seconds:
            words = f"no turn of the engine for {seconds:.0f} s"
            return PlainTextResponse(words, UNAVAILABLE, FRESH)
        return PlainTextResponse("ok", headers=FRESH)

    async def ready(_: Request) -> Response:
        found = await probe.find_obstacles()
        missing = any(found.values())
        body = {
            "ready": not missing,
            "checks": {name: why or "ok" for name, why in found.items()},
            "held_by_restore": await probe.count_restored(),
        }
        return JSONResponse(body, UNAVAILABLE if missing else 200, FRESH)

    async def metrics(_: Request) -> Response:
        body = await probe.collect_metrics()
        return Response(body, media_type=CONTENT_TYPE_LATEST, headers=FRESH)

    answers: dict[str, Callable[[Request], Awaitable[Response]]] = {
        LIVE: live,
        READY: ready,
        METRICS: metrics,
    }
    return Starlette(routes=[Route(path, answer) for path, answer in answers.items()])
