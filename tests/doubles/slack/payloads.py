"""JSON as Slack sends it to an app: commands, interactions and events."""

import json
from typing import Any

from tests.doubles.slack.core import Core
from tests.doubles.slack.methods.views import told
from tests.doubles.slack.state import Channel, Json, Message, User, View, Workspace

TIMELESS = {"app_uninstalled", "tokens_revoked"}


def command(core: Core, user: User, channel: Channel, name: str, text: str) -> Json:
    """Return a slash command."""
    workspace = core.workspaces[user.team]
    return {
        "token": core.app.verification_token,
        "team_id": user.home or workspace.id if workspace.org_wide else workspace.id,
        "team_domain": workspace.name.lower(),
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.kind == "im" else channel.name,
        "user_id": user.id, "user_name": user.name.lower(), "command": name, "text": text,
        "api_app_id": core.app.id, "is_enterprise_install": str(workspace.org_wide).lower(),
        **({"enterprise_id": workspace.enterprise} if workspace.enterprise else {}),
        "trigger_id": core.trigger(user),
        "response_url": core.response_url(workspace, channel, user),
    }  # fmt: skip


def click(core: Core, user: User, on: Message | View, action: Json, state: Json) -> Json:
    """Return a click or a choice, in a message or a view."""
    workspace = core.workspaces[user.team]
    payload = _interaction(core, workspace, user, "block_actions")
    payload |= {"trigger_id": core.trigger(user, on.id if isinstance(on, View) else "")}
    payload |= {"actions": [action | {"action_ts": core.ts()}], "state": {"values": state}}
    if isinstance(on, View):
        return payload | {
            "container": {"type": "view", "view_id": on.id},
            "view": told(workspace, on, state),
        }
    channel = workspace.channels[on.channel]
    container = {
        "type": "message",
        "message_ts": on.ts,
        "channel_id": on.channel,
        "is_ephemeral": bool(on.only_for),
    }
    payload |= {
        "container": container,
        "channel": {"id": channel.id, "name": channel.name or "directmessage"},
    }
    payload["response_url"] = core.response_url(workspace, channel, user, on)
    return payload if on.only_for else payload | {"message": on.told(workspace)}


def submission(core: Core, user: User, view: View, state: Json, *, closed: bool = False) -> Json:
    """Return a view that was submitted, or closed."""
    workspace = core.workspaces[user.team]
    payload = _interaction(core, workspace, user, "view_closed" if closed else "view_submission")
    payload["view"] = told(workspace, view, state)
    if closed:
        return payload | {"is_cleared": False}
    return payload | {"trigger_id": core.trigger(user, view.id), "response_urls": []}


def shortcut(core: Core, user: User, callback_id: str, message: Message | None = None) -> Json:
    """Return a shortcut, global or on a message."""
    workspace = core.workspaces[user.team]
    kind = "shortcut" if message is None else "message_action"
    payload = _interaction(core, workspace, user, kind)
    del payload["api_app_id"], payload["user"]["name" if message is None else "username"]
    payload |= {
        "callback_id": callback_id,
        "trigger_id": core.trigger(user),
        "action_ts": core.ts(),
    }
    if message is None:
        return payload
    channel = workspace.channels[message.channel]
    payload |= {
        "channel": {"id": channel.id, "name": channel.name},
        "message": message.told(workspace),
    }
    return payload | {
        "message_ts": message.ts, "response_url": core.response_url(workspace, channel, user,
        message)
    }  # fmt: skip


def event(core: Core, workspace: Workspace, kind: str, **fields: Any) -> Json:
    """Return an event in its envelope."""
    timed = {} if kind in TIMELESS else {"event_ts": core.ts()}
    authorization = {
        "enterprise_id": workspace.enterprise or None,
        "team_id": None if workspace.org_wide else workspace.id,
        "user_id": workspace.bot.id,
        "is_bot": True,
    }
    return {
        "token": core.app.verification_token,
        "team_id": None if workspace.org_wide else workspace.id,
        "enterprise_id": workspace.enterprise or None,
        "context_team_id": workspace.id,
        "context_enterprise_id": workspace.enterprise or None,
        "api_app_id": core.app.id, "type": "event_callback",
        "event": {"type": kind, **fields, **timed}, "event_id": core.number("Ev"),
        "event_time": int(core.clock.now()), "is_ext_shared_channel": False,
        "event_context": "context",
        "authorizations": [authorization | {"is_enterprise_install": workspace.org_wide}],
    }  # fmt: skip


def action(element: Json, block_id: str, chosen: str) -> Json:
    """Return the action of an element; `chosen` is an option's value, a person, a day…"""
    kind = element["type"]
    base: Json = {"type": kind, "action_id": element["action_id"], "block_id": block_id}
    if kind == "button":
        return (
            base
            | {"text": element["text"]}
            | ({"value": element["value"]} if element.get("value") else {})
        )
    return base | value_of(element, chosen)


def value_of(element: Json, value: Any) -> Json:
    """Return the state of an element with this value; None leaves it empty."""
    kind = element["type"]
    match kind:
        case "plain_text_input" | "email_text_input" | "url_text_input" | "number_input":
            return {"type": kind, "value": value or None}
        case "static_select" | "external_select" | "radio_buttons" | "overflow":
            return {"type": kind, "selected_option": _option(element, value) if value else None}
        case "multi_static_select" | "multi_external_select" | "checkboxes":
            return {
                "type": kind,
                "selected_options": [_option(element, one) for one in _several(value)],
            }
        case _ if kind.startswith("multi_"):
            what = kind.removeprefix("multi_").removesuffix("_select")
            return {"type": kind, f"selected_{what}": _several(value)}
        case "users_select" | "channels_select" | "conversations_select":
            return {"type": kind, f"selected_{kind.removesuffix('s_select')}": value or None}
        case "datepicker" | "timepicker":
            return {"type": kind, f"selected_{kind.removesuffix('picker')}": value or None}
        case "file_input":
            return {
                "type": kind,
                "files": [value] if isinstance(value, dict) else list(value or []),
            }
        case "datetimepicker":
            return {"type": kind, "selected_date_time": value or None}
    raise AssertionError(f"nobody can fill in {kind}")


def initial_of(element: Json) -> Any:
    """Return the initial value of an element."""
    if one := element.get("initial_option"):
        return one["value"]
    if several := element.get("initial_options"):
        return [one["value"] for one in several]
    named = (element[key] for key in element if key.startswith("initial_"))
    return next(named, None)


def _option(element: Json, value: str) -> Json:
    groups = [{"options": element.get("options", [])}, *element.get("option_groups", [])]
    options: list[Json] = [option for group in groups for option in group["options"]]
    found = [option for option in options if value in {option["value"], option["text"]["text"]}]
    if not found and "external" in element["type"]:
        return {"text": {"type": "plain_text", "text": value}, "value": value}
    assert found, (
        f"there is no {value!r} to choose in {json.dumps([option['value'] for option in options])}"
    )
    return found[0]


def _several(value: Any) -> list[str]:
    return [value] if isinstance(value, str) and value else list(value or [])


def _interaction(core: Core, workspace: Workspace, user: User, kind: str) -> Json:
    domain = workspace.name.lower()
    return {
        "type": kind, "token": core.app.verification_token, "api_app_id": core.app.id,
        "enterprise": {"id": workspace.enterprise, "name": "Acme"} if workspace.enterprise
        else None,
        "team": None if workspace.org_wide else {"id": workspace.id, "domain": domain},
        "is_enterprise_install": workspace.org_wide,
        "user": {"id": user.id, "username": user.name.lower(), "name": user.name.lower(),
        "team_id": user.home or user.team},
    }  # fmt: skip
