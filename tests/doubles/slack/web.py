"""Answer the Web API over HTTP: who calls, may they, how often, with what; then do it, or lie."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.doubles.faults import Fault
from tests.doubles.loopback import streamed, web_page
from tests.doubles.slack import schemas
from tests.doubles.slack.core import RESPONSE_URL_USES, Core, Download, Request, ResponseUrl
from tests.doubles.slack.methods import METHODS, Call, Method
from tests.doubles.slack.methods.chat import made
from tests.doubles.slack.sockets import Sockets
from tests.doubles.slack.state import Json, Refused, Workspace

NUMBERS = {"limit", "length", "count", "page"}
SWITCHES = {
    "include_all_metadata", "inclusive", "return_im", "exclude_archived", "include_num_members",
    "link_names", "mrkdwn",
    "unfurl_links", "unfurl_media", "reply_broadcast", "as_user", "include_locale",
    "prevent_creation",
}  # fmt: skip
TOKENLESS = {"api.test", "oauth.v2.access"}
STRUCTURES = {"blocks", "view", "metadata", "attachments", "files"}


class Web:
    """The routes of the server."""

    def __init__(self, core: Core, sockets: Sockets) -> None:
        self._core = core
        self._sockets = sockets

    def app(self) -> web.Application:
        """Return the application to serve."""
        app = web.Application(client_max_size=20 * 1024**2)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link/", self._sockets.link)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_get("/files-pri/{team}-{file}/{rest:.+}", self._download)
        app.router.add_post("/actions/{id:.+}", self._response_url)
        return app

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args, token = await _arguments(request)
        log = Request(self._core.clock.now(), method, args)
        self._core.requests.append(log)
        try:
            return await self._answer(request, log, token)
        except Refused as refusal:
            return self._respond(log, refusal.answer)

    async def _answer(self, request: web.Request, log: Request, token: str) -> web.StreamResponse:
        method = METHODS.get(log.method)
        if method is None and log.method != "apps.connections.open":
            raise Refused("unknown_method", req_method=log.method)
        if log.method == "apps.connections.open" and self._sockets.down:
            return web.Response(status=503, text="upstream connect error")
        workspace = self._caller(log.method, method, token)
        log.team = workspace.id
        fault = self._core.faults.of_call(log.method, workspace.id)
        log.fault = fault.kind if fault else ""
        if (retry_after := self._limited(log, method, fault)) > 0:
            return self._respond(
                log, {"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(retry_after)}
            )
        if fault and fault.kind == "error" and not fault.code:
            log.status, log.error = 500, "internal"
            return web.Response(status=500, text="Internal Server Error")
        if fault and fault.kind == "error":
            raise Refused(fault.code)
        if fault and fault.kind == "page":
            return web_page()
        answer = await self._core.acted(
            request, fault, lambda: self._do(log, method, workspace, token)
        )
        if fault and fault.kind == "garble":
            return web_page()
        return self._respond(
            log,
            answer,
            headers={"X-OAuth-Scopes": ",".join(sorted(self._granted(workspace, token)))},
        )

    def _do(self, log: Request, method: Method | None, workspace: Workspace, token: str) -> Json:
        if wrong := list(schemas.of_call(log.method, log.args)):
            raise Refused("invalid_arguments", *wrong)
        if method is None:
            return {"ok": True, "url": self._sockets.ticket()}
        call = Call(self._core, workspace, log.args, token)
        for scope in method.scopes:
            call.scope(scope)
        return method.do(call)

    def _caller(self, name: str, method: Method | None, token: str) -> Workspace:
        if not token and name in TOKENLESS:
            return self._core.nowhere
        if token == self._core.app.config_token and name == "apps.manifest.export":
            return self._core.nowhere
        if not token:
            raise Refused("not_authed")
        workspaces = self._core.workspaces.values()
        own = next((one for one in workspaces if token in {one.token, *one.older}), None)
        if token == self._core.app.app_token:
            if method is not None and name not in {"auth.test", "api.test"}:
                raise Refused("not_allowed_token_type")
            return self._core.home if self._core.workspaces else self._core.nowhere
        if own is None:
            raise Refused("invalid_auth")
        if own.dead:
            raise Refused(own.dead)
        expires = own.older.get(token, own.expires)
        if expires and expires <= self._core.clock.now():
            raise Refused("token_expired")
        if method is None:
            raise Refused("not_allowed_token_type")
        return own

    def _limited(self, log: Request, method: Method | None, fault: Fault | None) -> int:
        channel, now = str(log.args.get("channel", "")), self._core.clock.now()
        tier = method.tier if method else 3
        retry_after, log.impatient = self._core.limits.admit(
            log.team, log.method, tier, channel, now
        )
        if fault and fault.kind == "limit" and not retry_after:
            self._core.limits.close(log.team, log.method, channel, now + fault.seconds)
            return int(fault.seconds)
        return retry_after

    def _granted(self, workspace: Workspace, token: str) -> set[str]:
        return {"connections:write"} if token == self._core.app.app_token else workspace.scopes

    def _respond(
        self,
        log: Request,
        answer: Json,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> web.Response:
        log.status, log.answer, log.error = status, answer, str(answer.get("error", ""))
        dated = {"Date": self._core.date(), **(headers or {})}
        return web.json_response(answer, status=status, headers=dated)

    async def _upload(self, request: web.Request) -> web.Response:
        body = await request.read()
        files = (
            one.files.get(request.match_info["file"]) for one in self._core.workspaces.values()
        )
        file = next(filter(None, files), None)
        if file is None or file.content is not None:
            return web.Response(status=404, text="no such upload")
        if len(body) != file.length:
            return web.Response(status=400, text="another length than was announced")
        file.content = body
        return web.Response(text=f"OK - {len(body)}")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        log = Download(request.match_info["file"], token)
        self._core.downloads.append(log)
        workspace = self._core.workspaces.get(request.match_info["team"])
        file = workspace.files.get(log.file) if workspace else None
        if (
            workspace is None
            or file is None
            or token != workspace.token
            or "files:read" not in workspace.scopes
        ):
            log.status = 302  # Slack shows whoever may not have a file the page to sign in
            return web.Response(status=302, headers={"Location": "/?redir=%2Ffiles-pri%2F"})
        if file.moved:
            log.status = 302
            return web.Response(status=302, headers={"Location": file.moved})
        return await streamed(request, file.content or b"", "text/calendar", file.held)

    async def _response_url(self, request: web.Request) -> web.Response:
        leave = self._core.response_urls.get(request.match_info["id"])
        if (
            leave is None
            or leave.expires < self._core.clock.now()
            or leave.uses >= RESPONSE_URL_USES
        ):
            return web.Response(status=404, text="used_url" if leave else "no_such_url")
        args = json.loads(await request.text())
        log = Request(self._core.clock.now(), "response_url", args, leave.workspace.id)
        log.peer = str(request.transport and request.transport.get_extra_info("peername"))
        self._core.requests.append(log)
        fault = self._core.faults.of_call("response_url", leave.workspace.id)
        log.fault = fault.kind if fault else ""
        if fault and fault.kind == "limit":
            after = {"Retry-After": str(int(fault.seconds))}
            return web.Response(status=429, text="rate limited", headers=after)
        if fault and fault.kind == "error":
            return web.Response(status=500, text="Internal Server Error")

        leave.uses += 1
        try:
            self._respond_to_interaction(leave, args)
        except Refused as refusal:
            return web.json_response(refusal.answer, status=400)
        return web.Response(text="ok")

    def _respond_to_interaction(self, leave: ResponseUrl, args: Json) -> None:
        workspace, channel, old = leave.workspace, leave.channel, leave.message
        if args.get("delete_original") and old is not None:
            (workspace.ephemerals if old.only_for else channel.messages).remove(old)
            return
        message = made(
            Call(self._core, workspace, args, workspace.token), channel, workspace.bot.id, args
        )
        if args.get("replace_original") and old is not None:
            old.text, old.blocks, old.edits = message.text, message.blocks, old.edits + 1
        elif args.get("response_type") == "in_channel":
            self._core.say(workspace, channel, message)
        else:
            message.only_for = leave.user.id
            workspace.ephemerals.append(message)


async def _arguments(request: web.Request) -> tuple[Json, str]:
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        args |= json.loads(await request.text() or "{}")
    elif request.can_read_body:
        args |= {
            key: value for key, value in (await request.post()).items() if isinstance(value, str)
        }
    authorization = request.headers.get("Authorization", "")
    if authorization.startswith("Basic "):
        login = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        args["client_id"], _, args["client_secret"] = login.partition(":")
        authorization = ""
    token = authorization.removeprefix("Bearer ") or args.get("token", "")
    args.pop("token", None)
    return {key: _typed(key, value) for key, value in args.items()}, token


def _typed(key: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if key in NUMBERS and value.isdigit():
        return int(value)
    if key in SWITCHES and value.lower() in {"0", "1", "true", "false"}:
        return value.lower() in {"1", "true"}
    if key in STRUCTURES and value[:1] in {"[", "{"}:
        return json.loads(value)
    return value
