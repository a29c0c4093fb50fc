"""Refuse components that Discord would refuse, in messages and in forms."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from tests.doubles.discord.refusals import Wrong
from tests.doubles.discord.state import V2, Json

ROWS, BUTTONS, OPTIONS, V2_COMPONENTS, V2_TEXT = 5, 5, 25, 40, 4000
MODAL_TITLE, MODAL_COMPONENTS, LABEL, LABEL_DESCRIPTION, TYPED = 45, 5, 45, 100, 4000
BUTTON_LABEL, CUSTOM_ID, OPTION_TEXT, PLACEHOLDER = 80, 100, 100, 150
ROW, BUTTON, STRING_SELECT, TEXT_INPUT, SECTION, TEXT, LABELLED = 1, 2, 3, 4, 9, 10, 18
UPLOAD, RADIO, CHECKBOXES = 19, 21, 22
SELECTS = {3, 5, 6, 7, 8}
LINK, PREMIUM = 5, 6


def components(args: Json) -> Iterator[Wrong]:
    """Yield what is wrong with the components of a message."""
    rows, whole = args.get("components") or [], list(inside(args.get("components") or []))
    if (args.get("flags") or 0) & V2:
        yield from _layout(args, whole)
    else:
        if len(rows) > ROWS:
            yield "components", f"Must be between 1 and {ROWS} in length."
        yield from (
            (f"components.{n}", "needs IS_COMPONENTS_V2")
            for n, one in enumerate(rows)
            if one["type"] != ROW
        )
    for number, row in enumerate(rows):
        for one in inside([row]):
            yield from _component(one, f"components.{number}")
    yield from _repeated(whole)


def modal(content: Json) -> Iterator[Wrong]:
    """Yield what is wrong with a form."""
    yield from length(content.get("title"), "title", MODAL_TITLE)
    yield from length(content.get("custom_id"), "custom_id", CUSTOM_ID)
    parts = content.get("components") or []
    if not 1 <= len(parts) <= MODAL_COMPONENTS:
        yield "components", f"Must be between 1 and {MODAL_COMPONENTS} in length."
    for number, part in enumerate(parts):
        where = f"components.{number}"
        if part.get("type") == LABELLED:
            yield from length(part.get("label"), f"{where}.label", LABEL)
            yield from length(
                part.get("description"), f"{where}.description", LABEL_DESCRIPTION, least=0
            )
        for one in inside([part]):
            yield from _asked(one, where)
    yield from _repeated([one for one in inside(parts) if "custom_id" in one])


def inside(components: Iterable[Json]) -> Iterator[Json]:
    """Return components and those inside them."""
    for one in components:
        yield one
        held = [*(one.get("components") or []), one.get("accessory"), one.get("component")]
        yield from inside(filter(None, held))


def numbered(components: list[Json]) -> list[Json]:
    """Number each component that the app left without an id, as Discord does."""
    taken = {one.get("id") for one in inside(components)}
    free = (number for number in range(1, 1000) if number not in taken)

    def told(one: Json) -> Json:
        made = {
            "id": one.get("id") or next(free),
            **{key: value for key, value in one.items() if key != "id"},
        }
        for key in ("components",):
            made |= {key: [told(part) for part in one[key]]} if one.get(key) else {}
        for key in ("accessory", "component"):
            made |= {key: told(one[key])} if one.get(key) else {}
        return made

    return [told(one) for one in components]


def _layout(args: Json, whole: list[Json]) -> Iterator[Wrong]:
    for key in ("content", "embeds", "poll"):
        if args.get(key):
            yield key, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
    if len(whole) > V2_COMPONENTS:
        yield "components", f"The maximum number of components is {V2_COMPONENTS}"
    if sum(len(one.get("content", "")) for one in whole if one["type"] == TEXT) > V2_TEXT:
        yield "components", f"Component text must be {V2_TEXT} or fewer in length."


def _component(one: Json, where: str) -> Iterator[Wrong]:
    kind = one["type"]
    if kind == ROW:
        sorts = [part["type"] for part in one.get("components") or []]
        if not sorts or len(sorts) > BUTTONS or (len(sorts) > 1 and set(sorts) != {BUTTON}):
            yield f"{where}.components", "An action row holds one to five buttons, or one select"
    elif kind == BUTTON:
        yield from _button(one, where)
    elif kind in SELECTS:
        yield from length(one.get("custom_id"), f"{where}.custom_id", CUSTOM_ID)
        yield from _select(one, where)
    elif kind == TEXT_INPUT:
        yield where, "A text input stands in forms only"


def _button(one: Json, where: str) -> Iterator[Wrong]:
    if one.get("style") == LINK:
        if not one.get("url") or one.get("custom_id"):
            yield where, "A custom id and url cannot both be specified, and a link has a url"
        elif not re.match(r"(https?|discord)://", one["url"]):
            yield f"{where}.url", "Scheme must be one of ('http', 'https', 'discord')."
    elif one.get("style") != PREMIUM:
        yield from length(one.get("custom_id"), f"{where}.custom_id", CUSTOM_ID)
    yield from length(one.get("label"), f"{where}.label", BUTTON_LABEL, least=0)
    if not one.get("label") and not one.get("emoji") and one.get("style") != PREMIUM:
        yield where, "Either a label or an emoji is required"


def _select(one: Json, where: str) -> Iterator[Wrong]:
    options, least, most = (
        one.get("options") or [],
        one.get("min_values", 1),
        one.get("max_values", 1),
    )
    yield from length(one.get("placeholder"), f"{where}.placeholder", PLACEHOLDER, least=0)
    if one["type"] == STRING_SELECT:
        yield from _options(options, where, 1, OPTIONS)
        if max(least, most) > len(options):
            yield f"{where}.max_values", "More values than options"
        if sum(bool(option.get("default")) for option in options) > most:
            yield f"{where}.options", "More options chosen beforehand than may be chosen"
    if not 0 <= least <= OPTIONS or not max(1, least) <= most <= OPTIONS:
        yield f"{where}.min_values", f"Between 0 and {OPTIONS}, and no more than max_values"


def _options(options: list[Json], where: str, least: int, most: int) -> Iterator[Wrong]:
    if not least <= len(options) <= most:
        yield f"{where}.options", f"Must be between {least} and {most} in length."
    for number, option in enumerate(options):
        for key in ("label", "value"):
            yield from length(option.get(key), f"{where}.options.{number}.{key}", OPTION_TEXT)
        yield from length(
            option.get("description"), f"{where}.options.{number}.description", OPTION_TEXT, least=0
        )
    if len({option.get("value") for option in options}) < len(options):
        yield f"{where}.options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"


def _repeated(whole: list[Json]) -> Iterator[Wrong]:
    ids = Counter(one.get("custom_id") for one in whole)
    again = [id_ for id_, times in ids.items() if id_ and times > 1]
    yield from (("components", f"COMPONENT_CUSTOM_ID_DUPLICATED: {id_}") for id_ in again)


def _asked(one: Json, where: str) -> Iterator[Wrong]:
    kind = one["type"]
    if kind in {BUTTON, SECTION}:
        yield where, "No such component stands in a form"
    if kind in {ROW, TEXT, LABELLED}:
        return
    yield from length(one.get("custom_id"), f"{where}.custom_id", CUSTOM_ID)
    if kind == TEXT_INPUT:
        yield from _typed(one, where)
    elif kind in SELECTS:
        yield from _select(one, where)
        if one.get("required", True) and one.get("min_values", 1) == 0:
            yield f"{where}.min_values", "A select that has to be filled in takes at least one"
    elif kind == UPLOAD:
        least, most = one.get("min_values", 1), one.get("max_values", 1)
        if not 0 <= least <= 10 or not max(1, least) <= most <= 10:
            yield f"{where}.max_values", "Between min_values and 10"
        if one.get("required", True) and least == 0:
            yield f"{where}.min_values", "An upload that has to be filled in takes at least one"
    elif kind in {RADIO, CHECKBOXES}:
        yield from _options(one.get("options") or [], where, 2 if kind == RADIO else 1, 10)


def _typed(one: Json, where: str) -> Iterator[Wrong]:
    least, most = one.get("min_length") or 0, one.get("max_length") or TYPED
    if not 0 <= least <= most <= TYPED:
        yield f"{where}.max_length", f"Between min_length and {TYPED}"
    value = one.get("value") or ""
    if len(value) > most or (value and len(value) < least):
        yield f"{where}.value", f"Must be between {least} and {most} in length."
    yield from length(one.get("placeholder"), f"{where}.placeholder", 100, least=0)


def length(text: Any, where: str, most: int, *, least: int = 1) -> Iterator[Wrong]:
    """Yield what is wrong with the length of a text."""
    if len(text or "") < least:
        yield where, "This field is required"
    elif len(text or "") > most:
        yield where, f"Must be between {least} and {most} in length."
