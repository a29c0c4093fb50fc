"""Draw one sample of every card and form that a feature can show, from the types that its views
take."""

import dataclasses
import datetime as dt
import importlib
import inspect
import pkgutil
import types
import typing
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

import bot
from bot.core.router import Command
from bot.core.subjects import Subject
from bot.dates.working_time import OFFICE_WEEK, Week, WorkingTime
from bot.features import ROUTER
from bot.pairings.insights.team_network import TeamNetwork
from bot.sources.rules import Listing
from bot.sources.similarity import Comparable
from bot.ui.cards import Card, Form, GraphNode, Tie
from bot.ui.text import Instant, Mention

HERE = "slack:T0000001"
AT = dt.datetime(2026, 3, 12, 11, 30, tzinfo=dt.UTC)
WORDS = {
    "kit": "meetup", "step": "venue", "recipe": "",
    "why_closed": "I am not in that channel.",
    "zone": "Europe/Berlin", "workspace": HERE, "channel": f"{HERE}/C0000001",
"channel_name": "lunch",
         "person": f"{HERE}/U0000001", "recurrence": "FREQ=WEEKLY;BYDAY=TU", "time": "10:00",
         "action": "people.join",
         "cadence": "weekly", "theme": "give", "season": "any", "day": "2026-03-12", "state": "in",
         "share": "named",
         "weekday": "1", "answers": "works", "good_for": "evening", "fault": "refused",
         "when": "12:30", "seats": "4", "mode": "either", "language": "de",
         "muted": "held.ask", "reasons": "held.ask", "reason_name": "FREQ=WEEKLY;BYDAY=TU",
         "id": f"{HERE}/U0000001", "people": f"{HERE}/U0000001"}  # fmt: skip
PEOPLE = ("Tom Becker", "Amara Obi", "Jun Li", "Sofia Vega")


def _views() -> Iterator[tuple[str, Callable[..., Any]]]:
    for found in pkgutil.walk_packages(bot.__path__, "bot."):
        if "views" in found.name.split(".") or found.name == "bot.ui.notices":
            module = importlib.import_module(found.name)
            for name, view in inspect.getmembers(module, inspect.isfunction):
                if view.__module__ == found.name and not name.startswith("_"):
                    yield f"{found.name.removeprefix('bot.').replace('.views', '')}.{name}", view


def _gallery(kind: type) -> dict[str, Any]:
    wanted = (kind, kind | None)
    drawn = {
        name: _shown(view)
        for name, view in _views()
        if get_type_hints(view).get("return") in wanted
    }
    return {name: shown for name, shown in drawn.items() if shown is not None}


def _shown(view: Callable[..., Any]) -> Any:
    hints, parameters = get_type_hints(view), inspect.signature(view).parameters.values()
    named = {
        one.name: sample(hints[one.name], one.name)
        for one in parameters
        if one.kind is one.KEYWORD_ONLY
    }
    return view(
        *(sample(hints[one.name], one.name) for one in parameters if one.name not in named), **named
    )


def sample(hint: Any, name: str = "") -> Any:
    """Return a sample value of a type."""
    origin, inside = get_origin(hint), get_args(hint)
    if hint in _PLAIN:
        return _PLAIN[hint](name)
    if origin is Literal:
        return WORDS[name] if WORDS.get(name) in inside else inside[0]
    if origin in (Union, types.UnionType):
        return sample(next(one for one in inside if one is not types.NoneType), name)
    if origin in (list, Sequence, typing.Iterable) or str(origin).endswith(
        ("Iterable'>", "Sequence'>")
    ):
        return [sample(inside[0], name)]
    if origin is Counter:
        return Counter({str(sample(inside[0], name)): 2})
    if origin in (set, frozenset):
        return origin([sample(inside[0], name)])
    if origin is tuple:
        return (
            _two(sample(inside[0], name))
            if inside[-1] is ...
            else tuple(sample(one, name) for one in inside)
        )
    if origin in (dict, Mapping):
        values = _two(sample(inside[1], name))
        return {
            getattr(value, "id", getattr(value, "person", sample(inside[0], name))): value
            for value in values
        }
    if isinstance(hint, type) and (
        issubclass(hint, msgspec.Struct) or dataclasses.is_dataclass(hint)
    ):
        hints = get_type_hints(hint)
        fields = [one.name for one in msgspec.structs.fields(hint)] if issubclass(hint,
        msgspec.Struct) else [
            one.name for one in dataclasses.fields(hint)]  # fmt: skip
        return hint(**{field: sample(hints[field], field) for field in fields})
    raise TypeError(f"no sample of {hint} for {name}")


def _two(value: Any) -> tuple[Any, ...]:
    """Return a value, and a second one if it is a person."""
    if isinstance(value, Mention):
        return value, Mention(f"{HERE}/U0000002", PEOPLE[1])
    if isinstance(value, msgspec.Struct) and "person" in value.__struct_fields__:
        return value, msgspec.structs.replace(value, person=f"{HERE}/U0000002")
    return (value,)


_PLAIN: dict[Any, Callable[[str], Any]] = {
    WorkingTime: lambda name: WorkingTime("Europe/Berlin"),
    Week: lambda name: OFFICE_WEEK,
    str: lambda name: WORDS.get(name, f"Some {name or 'words'}"),
    int: lambda name: 2 if name in ("size", "price") else 4,
    float: lambda name: 0.5,
    bool: lambda name: name in ("active", "lunch"),
    dt.date: lambda name: AT.date(),
    dt.datetime: lambda name: AT,
    dt.time: lambda name: dt.time(10),
    dt.timedelta: lambda name: dt.timedelta(minutes=40),
    Mention: lambda name: Mention(f"{HERE}/U0000001", PEOPLE[0]),
    Instant: lambda name: Instant(AT, "Europe/Berlin"),
    TeamNetwork: lambda name: TeamNetwork(
        (GraphNode("Data", 9), GraphNode("Sales", 7), GraphNode("", 5)),
        (Tie(0, 1, 3), Tie(1, 2, 1)),
    ),
    Subject: lambda name: Subject("group", 4),
    Comparable: lambda name: sample(Listing, name),
    Command: lambda name: ROUTER.commands["lunch"],
    Any: lambda name: None,
}

GALLERY: dict[str, Card] = _gallery(Card)
FORMS: dict[str, Form] = _gallery(Form)
