"""Open, push, change and publish views."""

from typing import Any

from tests.doubles.slack import checks
from tests.doubles.slack.core import Core
from tests.doubles.slack.methods.registry import Call, method
from tests.doubles.slack.state import Json, Refused, View, Workspace

DEEPEST = 3


@method("views.open", 4)
def open_(call: Call) -> Json:
    """Open a modal before whoever made an interaction just now."""
    content = _modal(call)
    trigger = call.server.redeem(call.workspace, str(call.need("trigger_id")))
    view = made(call.server, call.workspace, trigger.user, content)
    call.workspace.stacks[trigger.user] = [view]
    return {"ok": True, "view": told(call.workspace, view)}


@method("views.push", 4)
def push(call: Call) -> Json:
    """Put a modal on top of the one in which somebody made an interaction just now."""
    content = _modal(call)
    trigger = call.server.redeem(call.workspace, str(call.need("trigger_id")))
    stack = call.workspace.stacks.get(trigger.user, [])
    if not stack or trigger.view not in {view.id for view in stack}:
        raise Refused("not_found")
    if len(stack) >= DEEPEST:
        raise Refused("push_limit_reached")
    view = made(call.server, call.workspace, trigger.user, content, stack)
    stack.append(view)
    return {"ok": True, "view": told(call.workspace, view)}


@method("views.update", 4)
def update(call: Call) -> Json:
    """Change a view that is open."""
    content = _modal(call)
    external = call.args.get("external_id")
    stacks = (view for stack in call.workspace.stacks.values() for view in stack)
    view = next(
        (one for one in stacks if external and one.content.get("external_id") == external), None
    )
    view = view or call.workspace.view(str(call.args.get("view_id")))
    if view is None or view.id in {home.id for home in call.workspace.homes.values()}:
        raise Refused("not_found")
    _check_hash(call, view)
    change(call.server, view, content)
    return {"ok": True, "view": told(call.workspace, view)}


@method("views.publish", 4)
def publish(call: Call) -> Json:
    """Put something in somebody's Home tab."""
    content = checks.view(call.need("view"), "home")
    user = call.user(str(call.need("user_id")))
    view = call.workspace.homes.get(user.id)
    if view is None:
        view = call.workspace.homes[user.id] = made(call.server, call.workspace, user.id, content)
    else:
        _check_hash(call, view)
        change(call.server, view, content)
    return {"ok": True, "view": told(call.workspace, view)}


def _modal(call: Call) -> Json:
    content = checks.view(call.need("view"), "modal")
    if any(element["type"] == "file_input" for _, element in checks.elements(content["blocks"])):
        call.scope("files:read")
    return content


def made(
    server: Core, workspace: Workspace, user: str, content: Json, below: list[View] | None = None
) -> View:
    """Return a view on top of those below."""
    id_, below = server.number("V"), below or []
    kept = content | {"blocks": checks.named(content["blocks"])}
    return View(
        id_, user, kept, server.ts(), below[0].id if below else id_, below[-1].id if below else None
    )


def change(server: Core, view: View, content: Json) -> None:
    """Replace the content of a view."""
    view.content = content | {"blocks": checks.named(content["blocks"])}
    view.hash, view.errors = server.ts(), {}


def told(workspace: Workspace, view: View, state: Any = None) -> Json:
    """Return the view object of the Web API."""
    return {
        "private_metadata": "", "callback_id": "", "clear_on_close": False,
        "notify_on_close": False,
        "external_id": "", "close": None, "submit": None,
    } | view.content | {
        "id": view.id, "team_id": workspace.id, "app_id": workspace.app_id,
        "bot_id": workspace.bot_id,
        "hash": view.hash, "root_view_id": view.root, "previous_view_id": view.previous,
        "app_installed_team_id": workspace.id, "state": {"values": state or {}},
    }  # fmt: skip


def _check_hash(call: Call, view: View) -> None:
    if call.args.get("hash") not in {None, "", view.hash}:
        raise Refused("hash_conflict")
