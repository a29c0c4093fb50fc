"""What Slack sends over HTTP, as objects."""

import json
from binascii import a2b_qp

from slack_bolt.async_app import AsyncBoltRequest

from adapters.json_types import JsonObject


def read_request(body: bytes, *, is_json: bool) -> AsyncBoltRequest:
    """Return a body as a request to Bolt; raise ValueError for what is none of Slack's.

    Bolt takes an object as it is in Socket Mode, where it is read already.
    """
    return AsyncBoltRequest(mode="socket_mode", body=_read_object(body, is_json=is_json))


def _read_object(body: bytes, *, is_json: bool) -> JsonObject:
    """Return what an event, an interaction or a command tells.

    An event is JSON, an interaction a form with JSON in one field, and a command a form of words.
    """
    text = body.decode()
    if is_json or text.startswith("{"):
        return _read_json(text)
    fields = (field.partition("=") for field in text.split("&") if field)
    form = {_read_escaped(name): _read_escaped(value) for name, _, value in fields}
    return _read_json(form["payload"]) if "payload" in form else form


def _read_json(text: str) -> JsonObject:
    value = json.loads(text) if text else {}
    if not isinstance(value, dict):
        raise ValueError("no object")
    return value


def _read_escaped(text: str) -> str:
    """Return a part of a form as what was typed.

    Python undoes escapes one by one, and JSON is full of them. Those of quoted-printable differ
    in their sign alone, and are undone thirty times as fast.
    """
    if "%" not in text and "+" not in text:
        return text
    quoted = text.encode().replace(b"=", b"=3D").replace(b"+", b" ").replace(b"%", b"=")
    return a2b_qp(quoted).decode(errors="replace")
