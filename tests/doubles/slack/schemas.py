"""Checks what the app sends against Slack's own types, if their schemas are at hand."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

SPECS = Path(__file__).parents[4] / "shared" / "specs"
ASIDE = {
    "blocks",
    "view",
    "team_id",
}  # Bolt's clients add a team_id to every call, which most types do not know
OF_VIEWS: dict[object, str] = {"modal": "ModalView", "home": "HomeView"}


def at_hand() -> bool:
    """Return whether the schemas are there to be checked against."""
    return SPECS.is_dir()


def of_block(block: Any) -> Iterator[str]:
    """Return what a block has that Slack's types do not allow."""
    kind = block.get("type", "") if isinstance(block, dict) else ""
    name = _block_names().get(kind) if at_hand() else None
    if at_hand():
        yield from _errors(_blocks(name), block) if name else [f"no block of this type: {kind!r}"]


def of_view(view: dict[str, Any]) -> Iterator[str]:
    """Return what a view has that Slack's types do not allow, without its blocks."""
    if at_hand():
        yield from _errors(_blocks(OF_VIEWS[view["type"]]), view | {"blocks": []})


def of_call(method: str, args: dict[str, Any]) -> Iterator[str]:
    """Return what the arguments of a call have that the method's types do not allow.

    Blocks and views have checks of their own.
    """
    name = "".join(part[0].upper() + part[1:] for part in method.split("."))
    if at_hand() and (validator := _method(name)) is not None:
        bare = {key: value for key, value in args.items() if key not in ASIDE}
        filled: dict[str, Any] = {"blocks": []} if "blocks" in args else {}
        filled |= (
            {"view": _EMPTY[args["view"].get("type") == "home"]}
            if isinstance(args.get("view"), dict)
            else {}
        )
        yield from _errors(validator, bare | filled)


def of_manifest(manifest: dict[str, Any]) -> Iterator[str]:
    """Return what a manifest has that neither version of Slack's schema allows."""
    for version in (1, 2) if at_hand() else ():
        yield from _errors(_whole(f"slack-manifest.v{version}.schema.json"), manifest)


def of_event(event: dict[str, Any]) -> Iterator[str]:
    """Return what an event has that Slack's types do not allow."""
    if at_hand():
        yield from _errors(_whole("slack-events.schema.json"), {"event": event})


_EMPTY: dict[bool, dict[str, Any]] = {
    False: {"type": "modal", "title": {"type": "plain_text", "text": "-"}, "blocks": []},
    True: {"type": "home", "blocks": []},
}


def _errors(validator: jsonschema_rs.Validator, value: Any) -> Iterator[str]:
    for error in validator.iter_errors(value):
        where = "/".join(map(str, error.instance_path))
        yield f"{error.message[:400]} [json-pointer:/{where}]"


@cache
def _read(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SPECS / name).read_text(encoding="utf-8"))
    return schema


@cache
def _blocks(definition: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(
        _read("slack-blocks.schema.json") | {"$ref": f"#/definitions/{definition}"},
        validate_formats=False,
    )


@cache
def _block_names() -> dict[str, str]:
    definitions = _read("slack-blocks.schema.json")["definitions"]
    known = [one["$ref"].rsplit("/", 1)[-1] for one in definitions["KnownBlock"]["anyOf"]]
    variants = (
        (name, one) for name in known for one in definitions[name].get("anyOf", [definitions[name]])
    )
    return {variant["properties"]["type"]["const"]: name for name, variant in variants}


@cache
def _whole(name: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(_read(name))


@cache
def _method(name: str) -> jsonschema_rs.Validator | None:
    path = Path("slack-methods") / f"{name}.json"
    return jsonschema_rs.validator_for(_read(str(path))) if (SPECS / path).is_file() else None
