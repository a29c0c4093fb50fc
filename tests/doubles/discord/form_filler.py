"""Fill in selects and forms as people do, within what Discord lets them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.doubles.discord.layout import (
    CHECKBOXES,
    LABELLED,
    RADIO,
    ROW,
    SELECTS,
    STRING_SELECT,
    TEXT_INPUT,
    UPLOAD,
)
from tests.doubles.discord.state import Json, Modal

CHECKBOX = 23
NAMING = SELECTS - {STRING_SELECT} | {UPLOAD}  # what is answered with ids


def chosen(select: Json, wanted: Iterable[Any]) -> list[str]:
    """Return the values that choosing this sends."""
    values = [_value(select, one) for one in wanted]
    least, most = select.get("min_values", 1), select.get("max_values", 1)
    assert least <= len(values) <= most, (
        f"{select['custom_id']} takes {least} to {most}, not {len(values)}"
    )
    return values


def filled(modal: Modal, values: Mapping[str, Any]) -> tuple[list[Json], list[str]]:
    """Return what sending a form says, and what it mentions."""
    fields = list(asked(modal))
    unknown = {
        name
        for name in values
        if not any(name in {label, one["custom_id"]} for label, one in fields)
    }
    assert not unknown, f"the form has no {unknown}, but {[label for label, _ in fields]}"
    parts = [_part(part, values) for part in modal.content["components"]]
    named = [id_ for _, one in fields if one["type"] in NAMING for id_ in _said(one, parts)]
    return parts, named


def asked(modal: Modal) -> Iterator[tuple[str, Json]]:
    """Return label and component of each question."""
    for part in modal.content["components"]:
        if part["type"] == LABELLED:
            yield part["label"], part["component"]
        elif part["type"] == ROW:
            yield from ((one.get("label") or "", one) for one in part["components"])


def _part(part: Json, values: Mapping[str, Any]) -> Json:
    number = {"type": part["type"], "id": part.get("id", 0)}
    if part["type"] == LABELLED:
        return number | {"component": _answer(part["label"], part["component"], values)}
    if part["type"] == ROW:
        return number | {
            "components": [_answer(one.get("label"), one, values) for one in part["components"]]
        }
    return number


def _answer(label: str | None, one: Json, values: Mapping[str, Any]) -> Json:
    kind, name = one["type"], label or one["custom_id"]
    given = values.get(one["custom_id"], values.get(label or "", _initial(one)))
    said: Json = {"type": kind, "id": one.get("id", 0), "custom_id": one["custom_id"]}
    if kind == CHECKBOX:
        return said | {"value": bool(given)}
    assert given or not one.get("required", True), (
        f"Discord does not send a form with nothing in {name!r}"
    )
    if kind == TEXT_INPUT:
        text = str(given or "")
        assert len(text) <= (one.get("max_length") or 4000), (
            f"Discord lets nobody type so much into {name!r}"
        )
        assert not text or len(text) >= (one.get("min_length") or 0), (
            f"Discord wants more in {name!r}"
        )
        return said | {"value": text}
    if kind == RADIO:
        return said | {"value": _value(one, given) if given else None}
    several = [given] if isinstance(given, str) or hasattr(given, "id") else list(given or [])
    wanted = [_value(one, each) for each in several]
    most = one.get("max_values") or (len(one.get("options", [])) if kind == CHECKBOXES else 1)
    assert len(wanted) <= most, f"{name!r} takes {most} at most"
    assert not wanted or len(wanted) >= one.get("min_values", 1), f"{name!r} takes more"
    return said | {"values": wanted}


def _initial(one: Json) -> Any:
    kind = one["type"]
    if kind == TEXT_INPUT:
        return one.get("value")
    if kind == CHECKBOX:
        return one.get("default", False)
    before = [option["value"] for option in one.get("options") or [] if option.get("default")]
    before += [default["id"] for default in one.get("default_values") or []]
    return (before[0] if before else None) if kind == RADIO else before


def _value(one: Json, wanted: Any) -> str:
    if one.get("options") is None:
        return str(getattr(wanted, "id", wanted))
    found = [
        option["value"] for option in one["options"] if wanted in {option["value"], option["label"]}
    ]
    assert found, (
        f"there is no {wanted!r} to choose in {[option['label'] for option in one['options']]}"
    )
    return str(found[0])


def _said(one: Json, parts: list[Json]) -> list[str]:
    answers = (part["component"] for part in parts if "component" in part)
    return [
        id_
        for answer in answers
        if answer["custom_id"] == one["custom_id"]
        for id_ in answer["values"]
    ]
