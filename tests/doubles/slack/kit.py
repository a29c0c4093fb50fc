"""Small pieces of Block Kit for tests."""

from typing import Any

from tests.doubles.slack.state import Json


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, **more}}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(label: str, action_id: str, value: str = "1") -> Json:
    return {"type": "button", "text": plain(label), "action_id": action_id, "value": value}


def option(value: str, label: str = "") -> Json:
    return {"text": plain(label or value), "value": value}


def select(action_id: str, *values: str) -> Json:
    options = [option(value, value.title()) for value in values]
    return {"type": "static_select", "action_id": action_id, "options": options}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def asked(block_id: str, label: str, element: Json | None = None, **more: Any) -> Json:
    element = element or {"type": "plain_text_input", "action_id": block_id, "max_length": 20}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element,
        **more,
    }


def modal(*blocks: Json, **more: Any) -> Json:
    view: Json = {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Lunch"),
        "submit": plain("Save"),
    }
    return view | {"blocks": list(blocks)} | more


def home(*blocks: Json) -> Json:
    return {"type": "home", "blocks": list(blocks)}
