"""Answer the REST API: who calls, may they, how often, with what; then do it, or lie."""

import json
import math
from collections.abc import Mapping
from email.utils import formatdate
from typing import Any

from aiohttp import web

from tests.doubles.discord import schemas
from tests.doubles.discord.core import Core, Request
from tests.doubles.discord.gateway import Gateway
from tests.doubles.discord.limits import Verdict
from tests.doubles.discord.refusals import REASONS, Refused, refuse
from tests.doubles.discord.routes import ROUTES, Call, Route
from tests.doubles.discord.state import Attachment, Json
from tests.doubles.faults import Fault
from tests.doubles.loopback import streamed, web_page

STAMP = {"Via": "1.1 google", "Server": "cloudflare"}
FILE_LIMIT = 10 * 1024**2


class Web:
    """The routes of the server."""

    def __init__(self, core: Core, gateway: Gateway) -> None:
        self._core = core
        self._gateway = gateway

    def app(self) -> web.Application:
        """Return the application to serve."""
        app = web.Application(client_max_size=40 * 1024**2)
        for route in sorted(ROUTES.values(), key=lambda one: one.path.count("{")):
            app.router.add_route(route.method, f"/api/v10{route.path}", self._served(route))
        app.router.add_route("*", "/api/{rest:.*}", self._unknown)
        app.router.add_get("/gateway/{rest:.*}", self._gateway.link)
        app.router.add_get("/attachments/{file}/{name}", self._attachment)
        return app

    def _served(self, route: Route) -> Any:
        async def serve(request: web.Request) -> web.StreamResponse:
            call = Call(self._core, dict(request.match_info), {}, dict(request.query), [])
            log = Request(self._core.clock.now(), route.name, {}, call.path)
            self._core.requests.append(log)
            verdict = Verdict()
            try:
                call.args, call.files = await _body(request, self._core)
                log.args, log.guild = call.args, self._guild(call)
                fault = self._core.faults.of_call(route.name, log.guild)
                log.fault = fault.kind if fault else ""
                verdict = self._limited(route, call, fault)
                log.impatient = verdict.impatient
                return await self._answer(request, route, call, log, verdict, fault)
            except Refused as refusal:
                return self._respond(log, refusal.answer, refusal.status, verdict.headers)

        return serve

    async def _answer(
        self,
        request: web.Request,
        route: Route,
        call: Call,
        log: Request,
        verdict: Verdict,
        fault: Fault | None,
    ) -> web.StreamResponse:
        if verdict.banned:
            log.status = 429
            return web.Response(status=429, text="error code: 1015", headers={"Retry-After": "600"})
        if verdict.wait > 0:
            return self._too_many(log, verdict)
        if route.bot and request.headers.get("Authorization") != f"Bot {self._core.app.token}":
            raise Refused(0)
        if fault and fault.kind == "error":
            return self._failing(log, fault, verdict)
        if fault and fault.kind == "page":
            return web_page()
        answer = await self._core.acted(request, fault, lambda: self._do(route, call))
        if fault and fault.kind == "garble":
            return web_page()
        return self._respond(log, answer, 204 if answer is None else route.status, verdict.headers)

    def _do(self, route: Route, call: Call) -> Any:
        refuse(schemas.of_call(route.name, call.args, strict=self._core.app.strict_fields))
        return route.do(call)

    def _guild(self, call: Call) -> str:
        if "channel_id" in call.path and (
            channel := self._core.channels.get(call.path["channel_id"])
        ):
            return channel.guild
        return call.path.get("guild_id", "")

    def _limited(self, route: Route, call: Call, fault: Fault | None) -> Verdict:
        now = self._core.clock.now()
        if fault and fault.kind == "limit":
            everything = fault.code == "global"
            self._core.limits.close(
                route.name, call.major, now + fault.seconds, everything=everything
            )
            verdict = self._core.limits.admit(route.name, call.major, now)
            return Verdict(verdict.wait, verdict.scope, False, verdict.banned, verdict.headers)
        return self._core.limits.admit(route.name, call.major, now)

    def _too_many(self, log: Request, verdict: Verdict) -> web.Response:
        wait = math.ceil(verdict.wait * 1000) / 1000
        body = {
            "message": "You are being rate limited.",
            "retry_after": wait,
            "global": verdict.scope == "global",
        }
        headers = {
            **verdict.headers,
            "Retry-After": str(math.ceil(wait)),
            "X-RateLimit-Scope": verdict.scope,
        }
        headers |= {"X-RateLimit-Global": "true"} if verdict.scope == "global" else {}
        return self._respond(log, body, 429, headers)

    def _failing(self, log: Request, fault: Fault, verdict: Verdict) -> web.Response:
        number = int(fault.code or 500)
        if number in REASONS:
            raise Refused(number)
        log.status = number
        return web.Response(
            status=number, text="upstream error", headers={**verdict.headers, **STAMP}
        )

    def _respond(
        self, log: Request, answer: Any, status: int, headers: Mapping[str, str]
    ) -> web.Response:
        log.status, log.answer = status, answer
        log.code = answer.get("code", 0) if status >= 400 else 0
        if status in {401, 403, 429}:
            self._core.limits.count_invalid(self._core.clock.now())
        stamped = {"Date": formatdate(self._core.clock.now(), usegmt=True), **STAMP, **headers}
        if status == 204:
            return web.Response(status=204, headers=stamped)
        body = json.dumps(answer).encode()
        return web.Response(
            status=status, body=body, headers={**stamped, "Content-Type": "application/json"}
        )

    async def _unknown(self, request: web.Request) -> web.Response:
        log = Request(self._core.clock.now(), f"{request.method} {request.path}", {})
        self._core.requests.append(log)
        self._core.problems.append(
            f"{request.method} {request.path} is nothing that this server knows"
        )
        return self._respond(log, {"message": "404: Not Found", "code": 0}, 404, {})

    async def _attachment(self, request: web.Request) -> web.StreamResponse:
        wanted = request.match_info["file"]
        self._core.downloads.append((wanted, request.headers.get("Authorization", "")))
        said = [*self._core.messages, *self._core.ephemerals]
        known = [
            *self._core.handed.values(),
            *(file for message in said for file in message.attachments),
        ]
        for file in known:
            if file.id == wanted:
                if file.moved:
                    return web.Response(status=302, headers={"Location": file.moved})
                return await streamed(request, file.content, file.content_type, file.held)
        return web.Response(status=404)


async def _body(request: web.Request, core: Core) -> tuple[Any, list[Attachment]]:
    if not request.can_read_body:
        return {}, []
    try:
        if request.content_type == "application/json":
            return json.loads(await request.text() or "{}"), []
        if request.content_type == "multipart/form-data":
            return await _multipart(request, core)
    except ValueError as error:
        raise Refused(50109) from error
    raise Refused(
        50035, [("", "Expected \"Content-Type\" header to be one of {'application/json'}.")]
    )


async def _multipart(request: web.Request, core: Core) -> tuple[Json, list[Attachment]]:
    args: Json = {}
    files: dict[str, Attachment] = {}
    for name, value in (await request.post()).items():
        if name == "payload_json":
            args = json.loads(value if isinstance(value, str) else _read(value))
        elif isinstance(value, web.FileField):
            content = value.file.read()
            files[name] = Attachment(core.number(), value.filename, content, value.content_type)
            if len(content) > FILE_LIMIT:
                raise Refused(50035, [(name, "Request entity too large")])
    described = (args.get("data") or args).get("attachments") or []
    for given in described:
        if (file := files.get(f"files[{given.get('id')}]")) is not None:
            file.description, file.filename = (
                given.get("description"),
                given.get("filename") or file.filename,
            )
    return args, list(files.values())


def _read(value: Any) -> bytes:
    content: bytes = value.file.read() if isinstance(value, web.FileField) else bytes(value)
    return content
