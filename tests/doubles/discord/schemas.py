"""Checks what the app sends against Discord's own description of its API, if that is at hand."""

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from tests.doubles.discord.refusals import Wrong

SPEC = Path(__file__).parents[4] / "shared" / "specs" / "discord-openapi.json"
# what the written documentation has and the description lacks, and what discord.py sends in vain
BESIDES = {
    "ApplicationCommandUpdateRequest": {"nsfw": {"type": ["boolean", "null"]}},
    "ApplicationCommandCreateRequest": {"nsfw": {"type": ["boolean", "null"]}},
    "RichEmbed": {"flags": {"type": "integer"}},
    "MessageEditRequestPartial": {"tts": {"const": False}},
    "IncomingWebhookUpdateRequestPartial": {"tts": {"const": False}},
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": {"tts": {"const": False}},
}
METHODS = {"get", "put", "post", "patch", "delete"}


def at_hand() -> bool:
    """Return whether the description is there to be checked against."""
    return SPEC.is_file()


def of_call(name: str, body: Any, *, strict: bool = True) -> Iterator[Wrong]:
    """Return what the body of an operation has that the description does not allow.

    `strict` counts unknown fields too.
    """
    validator = _validator(name, strict) if at_hand() else None
    if validator is not None:
        yield from (wrong for error in validator.iter_errors(body) for wrong in _told(error))


def paths() -> dict[str, tuple[str, str]]:
    """Return method and path of each operation that the description knows."""
    found = (
        (path, method, one) for path, at in _spec()["paths"].items() for method, one in at.items()
    )
    return {
        one["operationId"]: (method.upper(), path)
        for path, method, one in found
        if method in METHODS
    }


@cache
def _spec() -> dict[str, Any]:
    spec: dict[str, Any] = json.loads(SPEC.read_text(encoding="utf-8"))
    # Discord takes numbers for ids as well, and discord.py sends them in allowed_mentions and
    # attachments.
    spec["components"]["schemas"]["SnowflakeType"] = {
        "type": ["string", "integer"],
        "pattern": "^(0|[1-9][0-9]*)$",
    }
    for name, fields in BESIDES.items():
        spec["components"]["schemas"][name]["properties"] |= fields
    return spec


@cache
def _components(strict: bool) -> dict[str, Any]:
    schemas = copy.deepcopy(_spec()["components"]["schemas"])
    for schema in schemas.values() if strict else []:
        _close(schema)
    return {"schemas": schemas}


def of_answer(name: str, status: int, body: Any) -> Iterator[Wrong]:
    """Return what an answer of this server has that the description does not allow."""
    validator = _answers(name, status) if at_hand() else None
    if validator is not None:
        yield from (wrong for error in validator.iter_errors(body) for wrong in _told(error))


@cache
def _answers(name: str, status: int) -> jsonschema_rs.Validator | None:
    method, path = paths()[name]
    answer = _spec()["paths"][path][method.lower()]["responses"].get(str(status), {})
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    if schema is None:
        return None
    whole = {"components": {"schemas": _reached(schema, strict=False)}, **schema}
    return jsonschema_rs.validator_for(whole, validate_formats=False)


@cache
def _validator(name: str, strict: bool) -> jsonschema_rs.Validator | None:
    method, path = paths().get(name, ("", ""))
    if not path:
        return None
    content = _spec()["paths"][path][method.lower()].get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    schema = copy.deepcopy(content["application/json"]["schema"])
    if strict:
        _close(schema)
    whole = {"components": {"schemas": _reached(schema, strict)}, **schema}
    return jsonschema_rs.validator_for(whole, validate_formats=False)


def _reached(schema: Any, strict: bool) -> dict[str, Any]:
    """Return the schemas that one refers to, directly or not: a small document compiles fast."""
    known, found, waiting = _components(strict)["schemas"], {}, list(_references(schema))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = known[name]
            waiting += _references(known[name])
    return found


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].rsplit("/", 1)[-1]
        node = list(node.values())
    for item in node if isinstance(node, list) else []:
        yield from _references(item)


def _close(node: Any) -> None:
    """Allow no other fields than the named ones."""
    if isinstance(node, dict):
        if "properties" in node and "additionalProperties" not in node:
            node["additionalProperties"] = False
        for item in node.values():
            _close(item)
    elif isinstance(node, list):
        for item in node:
            _close(item)


def _told(error: jsonschema_rs.ValidationError) -> Iterator[Wrong]:
    """Return what is wrong; of several allowed shapes, with the one that comes closest."""
    branches = getattr(error.kind, "context", None)
    if not branches:
        yield ".".join(map(str, error.instance_path)), error.message[:400]
        return
    closest = min(
        branches,
        key=lambda errors: (any(_of_another_type(error, one) for one in errors), len(errors)),
    )
    for inner in closest:
        yield from _told(inner)


def _of_another_type(
    whole: jsonschema_rs.ValidationError, inner: jsonschema_rs.ValidationError
) -> bool:
    return list(inner.instance_path) in ([*whole.instance_path, "type"], list(whole.instance_path))
